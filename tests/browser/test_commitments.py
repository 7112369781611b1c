"""Commitments in a real browser: accessible, usable by keys, without scripts, and light."""

import gzip

import pytest
from playwright.sync_api import expect

from commitments.models import Commitment
from commitments.rules.words import Confidence
from tests.browser.look import faults_of
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    EvidenceFactory,
    MilestoneFactory,
    PartnerFactory,
    UpdateFactory,
    today,
)

pytestmark = pytest.mark.django_db(transaction=True)

TABS = ("", "/roadmap", "/milestones", "/partners", "/updates", "/documents", "/history")
FIRST_VIEW = 150_000
HTML = 60_000


@pytest.fixture
def told(commitment: Commitment) -> Commitment:
    """A commitment with something on every tab."""
    late = MilestoneFactory(
        commitment=commitment, in_progress=True, overdue=True, expected_on=today(20), moves=1
    )
    MilestoneFactory(commitment=commitment, achieved=True, is_key=True)
    DateRequestFactory(milestone=late, approved=True)
    UpdateFactory(
        commitment=commitment, confidence=Confidence.AT_RISK, problem="No staff.", next_step="Hire."
    )
    EvidenceFactory(milestone=late)
    PartnerFactory(commitment=commitment)
    return commitment


def test_pages_have_no_fault_that_axe_finds(page, sign_in, coordinator, told):
    draft = CommitmentFactory(draft=True)
    addresses = ["/commitments", "/commitments?q=zebra&deadline_from=soon", "/commitments/new"]
    addresses += [f"/c/{told.code}{tab}" for tab in TABS]
    addresses += [f"/c/{draft.code}", f"/c/{draft.code}/propose", f"/c/{draft.code}/edit"]
    sign_in(page, coordinator)

    assert faults_of(page, *addresses) == []


def test_list_is_filtered_in_place_and_the_address_says_so(page, sign_in, coordinator):
    CommitmentFactory(title="Open help desks", level="local")
    CommitmentFactory(title="Count remittances", level="regional")
    sign_in(page, coordinator)
    page.goto("/commitments")
    expect(page.locator("#results")).to_contain_text("2 commitments")

    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Local", exact=True).check()
    page.get_by_role("button", name="Apply filters").click()

    expect(page.locator("#results")).to_contain_text("1 of 2 commitments")
    expect(page.get_by_role("link", name="Count remittances")).to_have_count(0)
    assert "level=local" in page.url
    page.reload()
    expect(page.locator("#results")).to_contain_text("1 of 2 commitments")


def test_the_list_on_a_phone_is_sorted_and_its_views_fold_behind_the_present_one(
    page, sign_in, coordinator
):
    CommitmentFactory(title="Widen the pass")
    CommitmentFactory(title="Answer the call")
    sign_in(page, coordinator)
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto("/commitments")
    views = page.get_by_role("navigation", name="Views")
    expect(views.get_by_role("link")).to_have_count(0)

    page.locator("summary", has_text="Sorted by code").click()
    page.get_by_role("link", name="title", exact=True).click()
    expect(page.locator("tbody .title-link")).to_have_text(["Answer the call", "Widen the pass"])
    views.locator("summary", has_text="Everything").click()
    views.get_by_role("link", name="Mine").click()

    expect(views.locator("summary")).to_contain_text("Mine")


def test_organisations_are_suggested_while_somebody_types(page, sign_in, coordinator, ministry):
    sign_in(page, coordinator)
    page.goto("/commitments")
    page.get_by_text("Filter", exact=True).click()

    page.get_by_label("Lead organisation").press_sequentially("labo")

    expect(page.locator('datalist option[value="Ministry of Labour"]')).to_have_count(1)


def test_keys_open_a_row_of_the_list(page, sign_in, coordinator, told):
    sign_in(page, coordinator)
    page.goto("/commitments")
    page.locator("[data-work-list]").focus()

    page.keyboard.press("j")
    page.keyboard.press("Enter")

    page.wait_for_url(f"**/c/{told.code}")


def test_list_works_without_scripts(plain_page, sign_in, coordinator, told):
    page = plain_page
    sign_in(page, coordinator)
    page.goto("/commitments")

    page.get_by_text("Filter", exact=True).click()
    page.get_by_label("Words").fill("nothing")
    page.get_by_role("button", name="Apply filters").click()

    expect(page.get_by_text("No commitments match these filters.")).to_be_visible()


def test_roadmap_is_a_table_first_on_a_phone(page, sign_in, coordinator, told):
    sign_in(page, coordinator)
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"/c/{told.code}/roadmap")
    picture = page.get_by_role("region", name="Roadmap")
    expect(picture).to_be_hidden()

    page.get_by_role("link", name="Show picture").click()

    expect(picture).to_be_visible()


def test_first_view_of_a_commitment_is_light(page, sign_in, live_server, coordinator, told):
    sign_in(page, coordinator)
    answers: list = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto(f"/c/{told.code}/roadmap")
    page.wait_for_load_state("networkidle")

    assert {answer.url.startswith(live_server.url) for answer in answers} == {True}
    sizes = {answer.url: len(gzip.compress(answer.body(), 9)) for answer in answers}
    assert sum(sizes.values()) < FIRST_VIEW, sizes
    assert len(answers[0].body()) < HTML


def test_one_format_after_the_other_is_two_wishes(page, sign_in, coordinator, told):
    sign_in(page, coordinator)
    page.goto("/commitments")

    names = []
    for name in ("CSV", "XLSX"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name).click()
        names.append(download.value.suggested_filename.rpartition("RPT-")[2].partition(".")[2])

    assert names == ["csv.zip", "xlsx"]
