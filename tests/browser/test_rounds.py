"""A reporting round in a real browser: opened, followed and closed, also without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.models import Commitment, ReportingRound
from tests.browser.look import faults_of
from tests.factories import CommitmentFactory, RoundFactory, UpdateFactory, today

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


def test_coordinator_opens_follows_and_closes_a_round(
    plain_page: Page, sign_in: SignIn, coordinator: User, commitment: Commitment
) -> None:
    page = plain_page
    sign_in(page, coordinator)
    page.goto("/rounds")
    expect(page.get_by_text("No reporting round yet.")).to_be_visible()

    page.get_by_role("link", name="Open a round").click()
    page.get_by_label("Title").fill("Second quarter")
    page.get_by_label("Period from").fill(today(-90).isoformat())
    page.get_by_label("Period to").fill(today(-1).isoformat())
    page.get_by_label("Last day").fill(today(14).isoformat())
    page.get_by_role("button", name="Open the round").click()
    expect(page.get_by_text("0 of 1 reported. 14 days left.")).to_be_visible()

    UpdateFactory(commitment=commitment)
    page.get_by_role("link", name="Not reported (1)").click()
    expect(page.get_by_text("Everybody has reported.")).to_be_visible()
    page.get_by_role("button", name="Close the round today").click()
    expect(page.get_by_text("1 of 1 reported in time.")).to_be_visible()
    assert ReportingRound.objects.get().closed_by == coordinator


def test_pages_of_rounds_have_no_faults(page: Page, sign_in: SignIn, coordinator: User) -> None:
    found = RoundFactory()
    UpdateFactory()
    CommitmentFactory()
    sign_in(page, coordinator)

    faults = faults_of(page, "/rounds", f"/rounds/{found.pk}", "/rounds/new")

    assert faults == []
