"""The auditor's reports in a real browser: made, read, and checked without giving the file away."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from reports.models import Edition
from tests.browser.look import faults_of
from tests.factories import MilestoneFactory, holder_of, today

pytestmark = pytest.mark.django_db(transaction=True)

SignIn = Callable[[Page, User], None]


@pytest.fixture
def auditor() -> User:
    MilestoneFactory(title="Open the help desk", deadline=today(-12))
    return holder_of("auditor")


def make(page: Page, kind: str, form: str) -> Path:
    page.goto("/reports")
    page.get_by_role("radio", name=kind).check()
    page.get_by_role("radio", name=form, exact=True).check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Make the report").click()
    return Path(download.value.path())


def test_report_is_made_read_and_checked(page: Page, sign_in: SignIn, auditor: User) -> None:
    sign_in(page, auditor)
    file = make(page, "Overdue and at risk", "PDF")
    edition = Edition.objects.get()
    assert file.read_bytes().startswith(b"%PDF-")

    page.goto(edition.get_absolute_url())
    page.get_by_role("link", name="Read it as a page").click()
    expect(page.get_by_role("heading", name="In short")).to_be_visible()

    page.goto("/verify")
    sent: list[str] = []
    page.on("request", lambda request: request.post_data and sent.append(request.url))
    page.get_by_label("Or choose the file itself").set_input_files(file)
    expect(page.get_by_text("Its fingerprint stands above.")).to_be_visible()
    assert sent == []
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_text("This is exactly report")).to_be_visible()


def test_one_flipped_byte_is_not_ours(
    page: Page, sign_in: SignIn, auditor: User, tmp_path: Path
) -> None:
    sign_in(page, auditor)
    file = bytearray(make(page, "Overdue and at risk", "PDF").read_bytes())
    file[len(file) // 2] ^= 1
    other = tmp_path / "report.pdf"
    other.write_bytes(file)

    page.goto("/verify")
    page.get_by_label("Report number").fill(Edition.objects.get().number)
    page.get_by_label("Or choose the file itself").set_input_files(other)
    expect(page.get_by_text("Its fingerprint stands above.")).to_be_visible()
    page.get_by_role("button", name="Check").click()

    expect(page.get_by_text("This number exists, but the fingerprint")).to_be_visible()


def test_report_and_audit_pages_have_no_fault(page: Page, sign_in: SignIn, auditor: User) -> None:
    sign_in(page, auditor)
    make(page, "Progress overview", "JSON")
    edition = Edition.objects.get()

    faults = faults_of(
        page,
        "/reports",
        edition.get_absolute_url(),
        f"/reports/{edition.number}/page",
        "/verify",
        "/audit",
        "/audit/integrity",
    )

    assert faults == []
