"""Follow-up, escalations and stocktakes in a real browser (screens 10 and 12)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.figures import keeping
from commitments.models import Commitment, Escalation, FollowUp, Milestone
from commitments.rules.stocktake import Section
from commitments.services.stocktakes import Proposal, prepare
from tests.browser.look import faults_of
from tests.factories import EscalationFactory, MilestoneFactory, UpdateFactory, today

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@pytest.fixture
def late(commitment: Commitment) -> list[Milestone]:
    """Three overdue milestones, the most late first."""
    UpdateFactory(commitment=commitment, happened="The law waits for parliament.")
    return [
        MilestoneFactory(commitment=commitment, deadline=today(-days), title=title)
        for days, title in ((90, "Pass the law"), (40, "Train the staff"), (3, "Open the desk"))
    ]


def test_ticked_rows_are_followed_up_by_keys(
    page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    sign_in(page, coordinator)
    page.goto("/review")

    page.get_by_role("region", name="Overdue milestones").focus()
    for key in ("j", "x", "j", "x", "f"):
        page.keyboard.press(key)
    expect(page.get_by_text("2 milestones, 1 owner, 1 organisation")).to_be_visible()
    page.get_by_role("button", name="Send to 1 person").click()

    expect(page.get_by_text("0 of 2 answered.")).to_be_visible()
    asked = FollowUp.objects.get().items.values_list("milestone__title", flat=True)
    assert set(asked) == {"Pass the law", "Train the staff"}


def test_follow_up_works_without_javascript(
    plain_page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    page = plain_page
    sign_in(page, coordinator)
    page.goto("/review")

    page.get_by_label(f"Tick {late[2].code}").check()
    page.get_by_role("button", name="Follow up").click()
    page.get_by_label("Second ask").check()
    page.get_by_role("button", name="Take its words").click()
    expect(page.get_by_label("Copy to focal points")).to_be_checked()
    page.get_by_role("button", name="Send to 1 person").click()

    expect(page.get_by_role("heading", name="Follow-up of")).to_be_visible()


def test_an_escalation_is_answered_with_two_options(
    page: Page, sign_in: SignIn, focal_point: User, late: list[Milestone]
) -> None:
    stuck = EscalationFactory(milestone=late[0])
    sign_in(page, focal_point)
    page.goto(stuck.get_absolute_url())

    page.get_by_role("link", name="Answer", exact=True).click()
    page.get_by_label("What happened").fill("Parliament broke up.")
    page.get_by_label("Option 1").fill("Wait for the new one.")
    page.get_by_label("Option 2").fill("Use a decree.")
    page.get_by_label("What we recommend").fill("Use a decree.")
    page.get_by_label("Decision needed from").fill("Minister of Labour")
    page.get_by_label("By when").fill(today(20).isoformat())
    page.get_by_role("button", name="Send answer").click()

    expect(page.get_by_text("Answered, waits for a decision")).to_be_visible()
    assert Escalation.objects.get().answers.get().options == [
        "Wait for the new one.",
        "Use a decree.",
    ]


def test_arrow_keys_turn_the_items_of_a_meeting(
    page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    found = prepare(
        by=coordinator,
        meets_on=today(7),
        title="Spring",
        proposals=[Proposal(Section.OVERDUE, one.commitment, one) for one in late],
    )
    sign_in(page, coordinator)
    page.goto(found.items.order_by("position")[0].get_absolute_url())

    page.get_by_role("link", name="Next item").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="Train the staff", level=1)).to_be_visible()
    page.get_by_role("link", name="Next item").focus()
    page.keyboard.press("ArrowLeft")

    expect(page.get_by_role("heading", name="Pass the law", level=1)).to_be_visible()


def test_pages_have_no_fault_that_axe_finds(
    page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    stuck = EscalationFactory(milestone=late[0])
    meeting = prepare(
        by=coordinator,
        meets_on=today(7),
        title="Spring",
        proposals=[Proposal(Section.DECISION, stuck.commitment, stuck.milestone, stuck)],
    )
    keeping.rebuild()
    sign_in(page, coordinator)

    assert (
        faults_of(
            page,
            "/escalations",
            stuck.get_absolute_url(),
            f"{stuck.get_absolute_url()}/decide",
            "/review/escalations",
            f"/follow-up?ticked={late[0].code}&ticked={late[1].code}",
            "/follow-ups",
            "/stocktakes/new",
            meeting.get_absolute_url(),
            meeting.items.get().get_absolute_url(),
            f"{meeting.get_absolute_url()}/minutes",
        )
        == []
    )
