"""What somebody answered by mail, and what was posted to channels, in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.models import MailDraft, Milestone
from commitments.reminders.models import ChannelPost
from commitments.services.mail_drafts import keep_mail_draft
from history import clock
from tests.browser.look import faults_of
from tests.factories import today

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


def test_mailed_draft_is_published_from_the_form(
    page: Page, sign_in: SignIn, official: User, milestone: Milestone
) -> None:
    keep_mail_draft(
        official, milestone.commitment, milestone, text="The lease was signed on Monday.",
        mail="1", received_at=clock.now(),
    )  # fmt: skip
    sign_in(page, official)
    address = f"/m/{milestone.code}/log"
    faults = faults_of(page, address)
    page.goto(address)

    expect(page.get_by_text("From your mail of")).to_be_visible()
    expect(page.get_by_label("What has started?")).to_have_value("The lease was signed on Monday.")
    page.get_by_label("On track").check()
    page.get_by_role("button", name="Publish update").click()

    expect(page.get_by_role("heading", name="Published", level=1)).to_be_visible()
    assert faults == []
    assert not MailDraft.objects.filter(ended_at=None).exists()


def test_lines_to_channels_have_no_faults(
    page: Page, sign_in: SignIn, coordinator: User, settings: Any
) -> None:
    settings.CHANNELS = ["slack://a/b/c"]
    ChannelPost.objects.create(
        channel="a", label="Slack", day=today(), text="1 milestone is overdue.", state="failed",
        answer="The service answered 500.", try_at=clock.now(), settled_at=clock.now(),
    )  # fmt: skip
    sign_in(page, coordinator)

    assert faults_of(page, "/channels", "/review") == []
