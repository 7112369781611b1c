"""The coordinator's queues and the progress page in a real browser."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.figures import keeping
from commitments.models import Commitment, Milestone, Rating
from commitments.rules.words import MilestoneState
from tests.browser.look import faults_of
from tests.commitments.services import deeds
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    MilestoneFactory,
    UpdateFactory,
    today,
)

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


@pytest.fixture
def sent(commitment: Commitment, official: User) -> list[Milestone]:
    """Two milestones that wait for review."""
    made = MilestoneFactory.create_batch(2, commitment=commitment)
    for milestone in made:
        deeds.submit(milestone, official)
    return made


def focused(page: Page) -> Any:
    return page.evaluate("document.activeElement.id || document.activeElement.tagName")


def test_a_row_opens_beside_the_list_by_keys(
    page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    sign_in(page, coordinator)
    page.goto("/review")
    detail = page.locator("#detail")
    expect(detail.get_by_role("heading", name="Pass the law")).to_be_visible()

    page.get_by_role("region", name="Overdue milestones").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert focused(page) == f"row-{late[1].code}"
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    expect(detail.get_by_role("heading", name="Train the staff")).to_be_focused()
    expect(page.locator("tr[data-selected]")).to_have_id(f"row-{late[1].code}")
    page.keyboard.press("Escape")
    assert focused(page) == f"row-{late[1].code}"


def test_a_rating_is_given_without_leaving_the_list(
    page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    sign_in(page, coordinator)
    page.goto("/review")
    page.get_by_role("link", name="Train the staff").click()
    detail = page.locator("#detail")
    expect(detail.get_by_role("heading", name="Train the staff")).to_be_visible()

    detail.get_by_text("Rate the commitment").click()
    detail.get_by_label("Off track").check()
    detail.get_by_label("Why do you rate it so?").fill("The vote was put off again.")
    detail.get_by_role("button", name="Save rating").click()

    expect(detail.get_by_text("Your rating is saved.")).to_be_visible()
    assert [row.reason for row in Rating.objects.all()] == ["The vote was put off again."]
    assert page.url.endswith("/review")


def test_after_a_decision_the_list_comes_back_at_the_next_row(
    page: Page, sign_in: SignIn, coordinator: User, sent: list[Milestone]
) -> None:
    sign_in(page, coordinator)
    page.goto("/review/to-review")
    page.get_by_role("region", name="Waiting for review").focus()
    page.keyboard.press("j")
    page.keyboard.press("a")

    expect(page.get_by_label("Accept as achieved")).to_be_checked()
    for point in ("1. The law is in force.", "2. The offices are open."):
        page.get_by_role("group", name=point).get_by_label("Met", exact=True).check()
    page.get_by_role("button", name="Send decision").click()

    expect(page.get_by_text("Accepted as achieved: ")).to_be_visible()
    expect(page.locator(f"#row-{sent[1].code}")).to_be_focused()
    sent[0].refresh_from_db()
    assert sent[0].state == MilestoneState.ACHIEVED


def test_what_somebody_else_decided_leaves_the_list(
    page: Page, sign_in: SignIn, coordinator: User, sent: list[Milestone]
) -> None:
    sign_in(page, coordinator)
    page.goto("/review/to-review")
    deeds.accept(sent[1], coordinator)

    page.get_by_role("link", name=sent[1].title).click()

    expect(page.locator("#detail").get_by_text("Already decided by Leila Haddad")).to_be_visible()
    expect(page.locator(f"#row-{sent[1].code}")).to_have_count(0)


def test_on_a_phone_a_row_opens_on_its_own_page(
    page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    sign_in(page, coordinator)
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("/review")

    page.get_by_role("link", name="Train the staff").click()

    expect(page.get_by_role("heading", name="Train the staff", level=1)).to_be_visible()
    assert page.url.endswith(f"/review/overdue/{late[1].code}")


def test_queues_work_without_javascript(
    plain_page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    page = plain_page
    sign_in(page, coordinator)
    page.goto("/review")

    page.get_by_role("link", name="31–60 days").click()
    page.get_by_role("link", name="Train the staff").click()
    page.get_by_text("Rate the commitment").click()
    page.get_by_label("At risk").check()
    page.get_by_label("Why do you rate it so?").fill("Few teachers.")
    page.get_by_role("button", name="Save rating").click()

    expect(page.get_by_text("Your rating is saved.")).to_be_visible()
    page.get_by_role("link", name="Review: Overdue").click()
    expect(page.get_by_role("heading", name="Review", level=1)).to_be_visible()


def test_a_cell_of_the_heat_map_leads_to_its_commitments(
    page: Page, sign_in: SignIn, coordinator: User, late: list[Milestone]
) -> None:
    CommitmentFactory(main_objective_id=9, level="regional", title="Watch the border")
    keeping.rebuild()
    sign_in(page, coordinator)
    page.goto("/progress")

    row = page.get_by_role("table", name="By objective and level").get_by_role("row", name="9 ")
    row.get_by_role("link").first.click()

    expect(page.get_by_role("link", name="Watch the border")).to_be_visible()
    assert page.url.endswith("/commitments?main_objective=9&level=regional&state=active")


def test_pages_have_no_fault_that_axe_finds(
    page: Page,
    sign_in: SignIn,
    coordinator: User,
    late: list[Milestone],
    sent: list[Milestone],
) -> None:
    asked = DateRequestFactory(milestone=MilestoneFactory(commitment=late[0].commitment))
    CommitmentFactory(agreed_on=today(-200))
    CommitmentFactory(proposed=True)
    keeping.rebuild()
    sign_in(page, coordinator)

    assert (
        faults_of(
            page,
            "/review",
            "/review/overdue?key=on&objective=23",
            "/review/to-review",
            "/review/date-requests",
            "/review/no-update",
            "/review/pauses",
            f"/review/overdue/{late[0].code}",
            f"/review/date-requests/{asked.milestone.code}",
            f"/review?as_of={today().isoformat()}",
            "/progress",
            "/progress?objective=23",
            "/progress?paused=on&organisation=nobody",
        )
        == []
    )
