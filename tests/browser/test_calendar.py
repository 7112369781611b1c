"""The calendar in a real browser: by keys, without JavaScript, and as a private address."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.models import CalendarFeed
from tests.browser.look import faults_of
from tests.factories import CommitmentFactory, DateRequestFactory, MilestoneFactory

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@pytest.fixture
def busy() -> None:
    """Days with one, four and sixty things in March 2031."""
    promise = CommitmentFactory()
    MilestoneFactory.create_batch(60, commitment=promise, deadline=date(2031, 3, 20))
    MilestoneFactory.create_batch(4, commitment=promise, deadline=date(2031, 3, 31), overdue=False)
    step = MilestoneFactory(commitment=promise, title="Sign the lease", deadline=date(2031, 3, 4))
    DateRequestFactory(milestone=step)


def test_calendar_is_walked_by_keys(
    page: Page, sign_in: SignIn, coordinator: User, busy: None
) -> None:
    sign_in(page, coordinator)
    page.goto("/calendar?view=month&month=2031-03#focus-2031-03-30")

    expect(page.locator("#day-2031-03-30 [data-day]")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#day-2031-03-23 [data-day]")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#day-2031-03-24 [data-day]")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#day-2031-04-07 [data-day]")).to_be_focused()
    page.keyboard.press("PageUp")
    expect(page.locator("#day-2031-03-07 [data-day]")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("table", name="From 7 March 2031")).to_be_visible()


def test_calendar_works_without_javascript(
    plain_page: Page, sign_in: SignIn, coordinator: User, busy: None
) -> None:
    sign_in(plain_page, coordinator)
    plain_page.goto("/calendar?month=2031-02")

    nothing = plain_page.get_by_text("Nothing in February 2031 for these layers.")
    expect(nothing.first).to_be_visible()
    plain_page.get_by_role("link", name="March 2031").click()
    expect(plain_page.get_by_role("link", name="and 1 more")).to_be_visible()
    expect(plain_page.get_by_role("link", name="60 Milestone deadlines")).to_be_visible()
    plain_page.get_by_role("link", name="Put away: Milestone deadlines").click()
    expect(plain_page.get_by_text("60 Milestone deadlines")).to_have_count(0)


def test_person_subscribes_from_the_calendar(
    page: Page, sign_in: SignIn, coordinator: User, busy: None
) -> None:
    sign_in(page, coordinator)
    page.goto("/calendar?level=national")

    page.get_by_role("link", name="Subscribe").click()
    expect(page.get_by_label("Governance level: National")).to_be_checked()
    page.get_by_role("button", name="Make the address").click()

    expect(page.get_by_text("/calendar/feed/")).to_be_visible()
    assert CalendarFeed.objects.get().query == "level=national"


def test_calendar_pages_have_no_faults(
    page: Page, sign_in: SignIn, coordinator: User, busy: None
) -> None:
    sign_in(page, coordinator)

    faults = faults_of(
        page,
        "/calendar?view=month&month=2031-03",
        "/calendar?view=agenda&month=2031-03",
        "/calendar?view=year&year=2031",
        "/calendar?view=month&month=2026-05",
        "/calendar",
        "/calendar/feeds",
    )

    assert faults == []
