"""The official's journey in a real browser: with a mouse, with keys, without JavaScript."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.models import Commitment, Milestone, Review, Submission, Update
from commitments.rules.words import MilestoneState
from tests.browser.look import faults_of
from tests.commitments.services import deeds
from tests.factories import (
    DateRequestFactory,
    EvidenceFactory,
    MilestoneFactory,
    UpdateFactory,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@pytest.fixture
def late(commitment: Commitment) -> Milestone:
    """A milestone 18 days overdue, of a commitment whose last update is of today."""
    UpdateFactory(commitment=commitment, next_step="Sign the lease by Friday.")
    return MilestoneFactory(
        commitment=commitment, overdue=True, in_progress=True, title="Open the help desk"
    )


def group(page: Page, title: str) -> Any:
    return page.get_by_role("region", name=title)


def log_progress(page: Page, milestone: Milestone) -> None:
    page.get_by_role("link", name=f"Log progress {milestone.code}").click()
    expect(page.get_by_text("You said next:")).to_be_visible()
    page.get_by_label("On track").check()
    page.get_by_label("What has happened since").fill("The desk opened on Monday.")
    page.get_by_role("group", name=f"Progress of {milestone.code}").get_by_label(
        "Ready for review"
    ).check()
    page.get_by_role("button", name="Publish update").click()
    expect(page.get_by_role("heading", name="Published", level=1)).to_be_visible()


def submit(page: Page) -> None:
    page.get_by_role("link", name="Submit for review").click()
    page.get_by_label("On what date was it achieved?").fill(today(-1).isoformat())
    page.get_by_label("How does it meet this point: The law is in force.").fill("Gazette 12.")
    page.get_by_label("How does it meet this point: The offices are open.").fill("Two of two.")
    page.get_by_label("If a point has no evidence, say why").fill("Everybody can visit.")
    page.get_by_role("button", name="Check your answers").click()
    expect(page.get_by_text("Nothing is sent yet.")).to_be_visible()
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_text("The deadline clock has stopped for you.")).to_be_visible()


def accept(page: Page, milestone: Milestone) -> None:
    page.goto(f"/m/{milestone.code}")
    page.get_by_role("main").get_by_role("link", name="Review", exact=True).click()
    for point in ("1. The law is in force.", "2. The offices are open."):
        page.get_by_role("group", name=point).get_by_label("Met", exact=True).check()
    page.get_by_label("Accept as achieved").check()
    page.get_by_role("button", name="Send decision").click()
    expect(page.get_by_text("Accepted as achieved: Open the help desk.")).to_be_visible()


def journey(
    page: Page, sign_in: SignIn, late: Milestone, official: User, coordinator: User
) -> None:
    sign_in(page, official)
    page.goto("/my-work")
    expect(group(page, "Overdue").get_by_role("link", name=late.title)).to_be_visible()

    log_progress(page, late)
    submit(page)

    page.goto("/my-work")
    expect(group(page, "Overdue")).to_have_count(0)
    expect(page.get_by_text("Nothing needs you today.")).to_be_visible()

    sign_in(page, coordinator)
    accept(page, late)

    late.refresh_from_db()
    assert late.state == MilestoneState.ACHIEVED
    assert [update.happened for update in Update.objects.all()[:1]] == [
        "The desk opened on Monday."
    ]
    assert Submission.objects.get().review == Review.objects.get()


def test_from_overdue_to_achieved(
    page: Page, sign_in: SignIn, late: Milestone, official: User, coordinator: User
) -> None:
    journey(page, sign_in, late, official, coordinator)


def test_from_overdue_to_achieved_without_javascript(
    plain_page: Page, sign_in: SignIn, late: Milestone, official: User, coordinator: User
) -> None:
    journey(plain_page, sign_in, late, official, coordinator)


def test_keys_lead_from_my_work_to_a_published_update(
    page: Page, sign_in: SignIn, late: Milestone, official: User
) -> None:
    sign_in(page, official)
    page.goto("/my-work")

    page.locator("[data-work-list]").first.focus()
    page.keyboard.press("j")
    page.keyboard.press("l")
    page.get_by_label("On track").focus()
    page.keyboard.press("Space")
    page.get_by_label("What has happened since").focus()
    page.keyboard.type("The desk opened.")
    page.keyboard.press("Control+Enter")

    expect(page.get_by_role("heading", name="Published", level=1)).to_be_visible()
    assert Update.objects.first().happened == "The desk opened."


def test_questions_for_worse_words_show_when_they_are_asked(
    page: Page, sign_in: SignIn, late: Milestone, official: User
) -> None:
    sign_in(page, official)
    page.goto(f"/m/{late.code}/log")
    problem = page.get_by_label("What is the problem?")

    expect(problem).to_be_hidden()
    page.get_by_label("At risk").check()
    expect(problem).to_be_visible()
    problem.fill("No staff.")
    page.get_by_label("On track").check()
    expect(problem).to_be_visible()


def test_what_was_typed_comes_back_after_leaving(
    page: Page, sign_in: SignIn, late: Milestone, official: User
) -> None:
    sign_in(page, official)
    page.goto(f"/c/{late.commitment.code}/log")
    page.get_by_label("What has happened since").fill("Half a sentence")
    expect(page.locator("[data-draft-line]")).to_contain_text("Draft saved")

    page.goto("/my-work")
    page.goto(f"/c/{late.commitment.code}/log")

    expect(page.get_by_label("What has happened since")).to_have_value("Half a sentence")
    expect(page.locator("[data-draft-line]")).to_contain_text("We kept what you wrote.")


def test_pages_have_no_fault_that_axe_finds(
    page: Page,
    sign_in: SignIn,
    late: Milestone,
    official: User,
    coordinator: User,
    focal_point: User,
) -> None:
    commitment = late.commitment
    sent = MilestoneFactory(commitment=commitment)
    EvidenceFactory(milestone=sent)
    with seeding():
        Milestone.objects.filter(pk=sent.pk).update(evidence_count=1)
    deeds.submit(sent, official)
    asked = DateRequestFactory(milestone=MilestoneFactory(commitment=commitment))
    DateRequestFactory(milestone=late, approved=True)
    for user, addresses in (
        (
            official,
            (
                "/my-work",
                f"/c/{commitment.code}/log",
                f"/m/{late.code}",
                f"/m/{late.code}/submit",
                f"/m/{late.code}/date",
                f"/m/{late.code}/evidence",
                f"/m/{sent.code}/withdraw",
                f"/m/{late.code}?as_of={today().isoformat()}",
            ),
        ),
        (
            coordinator,
            (
                f"/m/{sent.code}",
                f"/m/{sent.code}/review",
                f"/date-requests/{asked.pk}",
                f"/m/{late.code}/steer/pause",
                f"/m/{late.code}/steer/close",
            ),
        ),
        (focal_point, ("/my-work?for=organisation",)),
    ):
        sign_in(page, user)
        assert faults_of(page, *addresses) == []
