"""The documentation of the API in a real browser: inside the policy, accessible, light."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.browser.look import faults_of

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("docs", "docs/milestones")
LIGHT = 60_000


@pytest.mark.parametrize("name", PAGES)
def test_documentation_has_no_fault_that_axe_finds(page, name):
    assert faults_of(page, f"/api/v1/{name}", widths=(1280, 320), unfolded=True) == []


def test_documentation_leads_to_each_operation(page):
    page.goto("/api/v1/docs")
    page.get_by_role("link", name="/submissions", exact=True).click()
    page.get_by_role("link", name="Accept as achieved").click()

    expect(page).to_have_url(re.compile("/docs/submissions#submissions_accept$"))
    expect(page.locator("#submissions_accept")).to_contain_text("/submissions/{id}/accept")


@pytest.mark.parametrize("name", PAGES)
def test_documentation_is_light(page, name):
    answer = page.goto(f"/api/v1/{name}")

    assert answer is not None
    assert len(gzip.compress(answer.body())) < LIGHT
    assert "unsafe" not in answer.headers["content-security-policy"]
