"""The inbox and the preferences in a real browser: with keys, with a mouse, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.models import Commitment
from commitments.reminders import planning
from commitments.reminders.models import Preference
from tests.browser.look import faults_of
from tests.factories import MilestoneFactory, today

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@pytest.fixture
def told(commitment: Commitment) -> None:
    for title in ("First", "Second", "Third"):
        MilestoneFactory(commitment=commitment, title=title, deadline=today(20))
    planning.plan()


def row(page: Page, title: str) -> Any:
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title))


def test_inbox_is_cleared_with_keys_and_put_back(
    page: Page, sign_in: SignIn, official: User, told: None
) -> None:
    sign_in(page, official)
    page.goto("/inbox")

    page.get_by_role("list", name="Items, newest first").focus()
    for key in ("j", "x", "j", "x"):
        page.keyboard.press(key)
    page.keyboard.press("e")
    expect(page.get_by_text("2 items are marked as done.")).to_be_visible()
    expect(row(page, "First")).to_be_visible()
    expect(row(page, "Second")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(row(page, "Second")).to_be_visible()

    page.get_by_role("list", name="Items, newest first").focus()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Third", level=1)).to_be_visible()


def test_inbox_and_preferences_work_without_scripts(
    plain_page: Page, sign_in: SignIn, official: User, told: None
) -> None:
    page = plain_page
    sign_in(page, official)
    page.goto("/inbox")
    expect(page.get_by_role("link", name="Inbox (3)")).to_be_visible()

    page.get_by_role("button", name="Mark all done").click()
    expect(page.get_by_text("Nothing new.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Choose how we write to you").click()
    page.get_by_label("Weekly only").check()
    page.get_by_label("By email: Milestone due in 30 days").uncheck()
    page.get_by_role("button", name="Save how we write to you").click()
    expect(page.get_by_text("Saved. This is how we write to you from now on.")).to_be_visible()

    kept = Preference.objects.get(person=official)
    assert (kept.rhythm, kept.switched_off) == ("weekly", ["coming_up"])


def test_pages_have_no_faults(page: Page, sign_in: SignIn, official: User, told: None) -> None:
    sign_in(page, official)

    code = Commitment.objects.get().code
    faults = faults_of(page, "/inbox", "/inbox?show=all", "/settings", f"/inbox/mute/{code}")

    assert faults == []
