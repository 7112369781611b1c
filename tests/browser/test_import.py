"""From a spreadsheet to the record and back in a real browser, with no script at all."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from commitments.models import Commitment, ImportRun
from tests.browser.look import faults_of

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]
TABLE = """Was,Wer,Ziel,Bis wann
Open help desks,Ministry of Labour,7; 10,03/04/2027
Train staff,Ministry of Labour,8,05/06/2027
"""
HOLDS = {"Was": "Title", "Wer": "Lead organisation", "Ziel": "Objectives", "Bis wann": "Deadline"}


def choose(page: Page, text: str) -> None:
    page.goto("/import")
    page.set_input_files(
        "input[type=file]",
        files=[{"name": "plan.csv", "mimeType": "text/csv", "buffer": text.encode()}],
    )
    page.get_by_role("button", name="Match the columns").click()


def test_columns_are_matched_checked_imported_and_undone(
    plain_page: Page, sign_in: SignIn, coordinator: User
) -> None:
    page = plain_page
    sign_in(page, coordinator)
    choose(page, TABLE)
    for column, held in HOLDS.items():
        page.get_by_label(f"What column {column} holds").select_option(label=held)

    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_text("Say which of the two days is meant.").first).to_be_visible()
    page.get_by_label("3 April 2027: day first").check()
    page.get_by_role("button", name="Check the rows").click()
    page.get_by_role("button", name="Import 2 rows").click()

    expect(page.get_by_text("2 rows are new and 0 changed")).to_be_visible()
    assert Commitment.objects.count() == 2
    page.get_by_role("link", name="Undo this import").click()
    page.get_by_role("button", name="Undo the whole import").click()
    expect(page.get_by_text("This import was undone.")).to_be_visible()
    assert not Commitment.objects.exists()


def test_import_pages_have_no_fault(page: Page, sign_in: SignIn, coordinator: User) -> None:
    sign_in(page, coordinator)
    choose(page, TABLE)
    run: Any = ImportRun.objects.get()
    columns = f"/import/{run.pk}/columns"

    faults = faults_of(page, "/import", columns, unfolded=True)
    page.goto(columns)
    page.get_by_label("What column Was holds").select_option(label="Title")
    page.get_by_role("button", name="Check the rows").click()
    faults += faults_of(page, f"/import/{run.pk}")

    assert faults == []
