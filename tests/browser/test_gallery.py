"""The components in a real browser: accessible, inside the policy, light, and usable by keys."""

import gzip
import re

import pytest
from playwright.sync_api import expect

from tests.browser.look import faults_of, pixels_off_the_side

pytestmark = pytest.mark.django_db(transaction=True)

PAGES = ("components", "overdue", "commitment", "form")
FIRST_VIEW = 60_000
HTML = 60_000


@pytest.mark.parametrize("name", PAGES)
def test_gallery_has_no_fault_that_axe_finds(page, name):
    assert faults_of(page, f"/components?page={name}", widths=(1280, 320)) == []


@pytest.mark.parametrize("name", PAGES)
def test_gallery_reflows_at_320_pixels_and_with_text_twice_as_large(page, name):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"/components?page={name}")
    assert pixels_off_the_side(page) == 0

    page.set_viewport_size({"width": 1280, "height": 900})
    page.evaluate("document.documentElement.style.setProperty('font-size', '200%')")
    assert pixels_off_the_side(page) == 0


def test_first_view_is_light_and_comes_from_here(page, live_server):
    answers: list = []
    page.on("response", lambda answer: answers.append(answer))

    page.goto("/components?page=overdue")
    page.wait_for_load_state("networkidle")

    assert {answer.url.startswith(live_server.url) for answer in answers} == {True}
    sizes = {answer.url: len(gzip.compress(answer.body(), 9)) for answer in answers}
    assert sum(sizes.values()) < FIRST_VIEW, sizes
    assert len(answers[0].body()) < HTML


def test_keys_move_tick_and_open_inside_a_list_only(page):
    page.goto("/components?page=overdue")
    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus")).to_have_count(0)

    page.locator("[data-work-list]").focus()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")

    expect(page.locator("[data-row]:focus .number")).to_have_text("42")
    expect(page.locator("[data-row]:focus .tick input")).to_be_checked()
    expect(page.locator("[data-bulk-count]")).to_have_text("Ticked: 1")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys in this list")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#$"))


def test_keys_are_silent_when_switched_off(page, live_server):
    page.context.add_cookies([{"name": "keys", "value": "off", "url": live_server.url}])
    page.goto("/components?page=overdue")
    page.locator("[data-work-list]").focus()

    page.keyboard.press("j")
    expect(page.locator("[data-row]:focus")).to_have_count(0)

    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-row]:focus")).to_have_count(1)


def test_draft_is_kept_and_given_back(page):
    page.goto("/components?page=form")
    page.get_by_label("What is the problem?").first.fill("The lease is late")

    expect(page.locator("[data-draft-line]")).to_contain_text("Draft saved", timeout=6000)
    page.reload()

    expect(page.get_by_label("What is the problem?").first).to_have_value("The lease is late")


def test_character_count_says_what_is_left_and_what_is_too_much(page):
    page.goto("/components?page=form")
    page.get_by_label("What is the problem?").first.fill("x" * 590)
    expect(page.locator("[data-count-for=id_problem]")).to_have_text("10 characters left")

    page.get_by_label("What is the problem?").first.fill("x" * 603)

    expect(page.locator("[data-count-for=id_problem]")).to_have_text("3 characters too many")


def test_problems_of_a_form_take_the_focus_and_lead_to_their_field(page):
    page.goto("/components?page=form")
    expect(page.locator("[data-error-summary]")).to_be_focused()

    page.get_by_role("link", name="Say what the problem is").click()

    expect(page.locator("#id_wrong-problem")).to_be_focused()


def test_menu_opens_without_script_and_closes_on_escape_with_it(page):
    page.set_viewport_size({"width": 375, "height": 700})
    page.goto("/components")
    menu = page.locator("summary", has_text="Settings")
    menu.click()
    expect(page.get_by_role("button", name="Dark")).to_be_visible()

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Dark")).to_be_hidden()
    expect(menu).to_be_focused()


def test_theme_choice_by_form_colours_the_page(page):
    page.goto("/components")
    page.locator("summary", has_text="Settings").click()
    page.get_by_role("button", name="Dark").click()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(12, 21, 29)"
