"""Audit of reminders and administration in a real browser: by everybody, and without a script."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.models import Commitment
from commitments.reminders.models import Letter, Notice
from commitments.services.jobs import task_began, task_ended
from history import clock
from tests.browser.look import faults_of
from tests.factories import MilestoneFactory, post_of, today

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@pytest.fixture
def refused(commitment: Commitment, official: User) -> Letter:
    """A letter to the official that the mail server refused, and one that is planned."""
    step = MilestoneFactory(commitment=commitment, title="Open the desk", deadline=today(-1))
    now = clock.now()
    letter = Letter.objects.create(
        person=official, day=today(), send_from=now, send_until=now + timedelta(hours=1),
        try_at=now, made_at=now, state="failed", settled_at=now, address=official.email,
        subject="Overdue by 1 day: Open the desk", answer="550 5.1.1 No such person",
    )  # fmt: skip
    for rung, in_letter in (("o1", letter), ("o2", None)):
        Notice.objects.create(
            person=official, post=post_of(official), because="owner", commitment=commitment,
            milestone=step, rung=rung, counts_from=step.deadline, planned_on=today(),
            letter=in_letter,
        )  # fmt: skip
    task_began("history.seal")
    task_ended("history.seal", seconds=1, error="OSError: disk full")
    return letter


def test_ledger_and_jobs_can_be_used_by_everybody(
    page: Page, sign_in: SignIn, administrator: User, refused: Letter
) -> None:
    sign_in(page, administrator)
    addresses = (
        "/audit/reminders",
        "/audit/reminders?person=nobody",
        "/audit/reminders?since=soon",
        "/administration",
        "/administration/jobs",
    )

    assert faults_of(page, *addresses) == []


def test_auditor_finds_a_reminder_and_takes_the_file_without_a_script(
    plain_page: Page, sign_in: SignIn, auditor: User, refused: Letter
) -> None:
    page = plain_page
    sign_in(page, auditor)
    page.goto("/audit")
    page.get_by_role("link", name="Reminders and mail").first.click()

    page.locator("details.filters summary").click()
    page.locator("select[name=outcome]").select_option("refused")
    page.get_by_role("button", name="Apply filters").click()

    table = page.get_by_role("region", name="Reminders")
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(table).to_contain_text("550 5.1.1 No such person")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "Open the desk" in lines[1]


def test_administrator_tries_a_letter_again_and_calls_a_task(
    page: Page, sign_in: SignIn, administrator: User, refused: Letter
) -> None:
    sign_in(page, administrator)
    page.goto("/administration")
    page.get_by_role("link", name="Jobs").click()

    expect(page.get_by_text("OSError: disk full")).to_be_visible()
    page.get_by_role("button", name="Run now Seal the record").click()
    expect(page.get_by_text("Called.")).to_be_visible()
    page.get_by_role("button", name=f"Try again {refused.person.name}").click()
    expect(page.get_by_text("It leaves with the next run")).to_be_visible()

    assert Letter.objects.get(again_of=refused).state == "waiting"
