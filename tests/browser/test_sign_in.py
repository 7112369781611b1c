"""Signing in, looking around and handing over in a real browser."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from accounts.models import User
from accounts.words import Role
from tests.browser.look import axe_faults, faults_of
from tests.factories import (
    PASSWORD,
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    PostFactory,
    UserFactory,
    holder,
    holder_of,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db(transaction=True)


def type_and_enter(page: Page, email: str, password: str = PASSWORD) -> None:
    page.goto("/account/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()


def test_first_field_has_the_focus_and_keys_are_enough(page: Page) -> None:
    person = UserFactory()

    page.goto("/account/login/?next=/tokens")
    expect(page.get_by_text("Then we take you to: API tokens")).to_be_visible()
    expect(page.get_by_label("Email address")).to_be_focused()
    page.keyboard.type(person.email)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="API tokens", exact=True)).to_be_visible()


def test_password_can_be_pasted_and_looked_at(page: Page) -> None:
    page.goto("/account/login/")
    field = page.get_by_label("Password", exact=True)

    field.focus()
    page.evaluate("document.execCommand('insertText', false, 'three quiet rivers')")
    page.get_by_role("button", name="Show password").click()

    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_value("three quiet rivers")
    page.get_by_role("button", name="Hide password").click()
    expect(field).to_have_attribute("type", "password")


def test_wrong_password_is_told_once_with_the_focus_on_it(browser: Browser, live_server) -> None:
    # The browser itself reports the answer 422 on its console, so this page is not the strict one.
    page = browser.new_context(base_url=live_server.url).new_page()

    type_and_enter(page, "nobody@example.org")

    summary = page.get_by_role("alert").filter(has_text="There is a problem")
    expect(summary).to_contain_text("Email address or password is not right")
    expect(summary).to_be_focused()
    assert axe_faults(page) == []


def test_one_click_looks_as_an_official_and_signs_out_again(page: Page, settings) -> None:
    settings.DEMO = True
    labour = OrganisationFactory(name="Ministry of Labour", short_name="Labour")
    holder_of(Role.OFFICIAL, labour, name="Amina Larsson", is_demo=True)

    page.goto("/")
    page.get_by_role("button", name="Look as an official").click()
    page.get_by_text("Amina Larsson").first.click()
    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_role("heading", name="You are signed out")).to_be_visible()


def test_pages_of_a_visitor_have_no_fault_that_axe_finds(page: Page) -> None:
    addresses = ("/", "/account/login/", "/account/password/reset/", "/account/signed-out/")

    assert faults_of(page, *addresses) == []


def test_pages_of_an_administrator_have_no_fault_that_axe_finds(
    page: Page, sign_in: Callable[[Page, User], None]
) -> None:
    administrator = holder_of(Role.ADMINISTRATOR)
    body = OrganisationFactory(name="Ministry of Labour")
    post = post_of(holder_of(Role.OFFICIAL, body))
    led = CommitmentFactory(lead_organisation=body, accountable_post=post)
    MilestoneFactory(commitment=led, overdue=True)
    vacant = PostFactory(organisation=body)
    sign_in(page, administrator)

    assert (
        faults_of(
            page,
            "/organisations",
            body.get_absolute_url(),
            f"{body.get_absolute_url()}/change",
            f"{body.get_absolute_url()}/holidays",
            "/posts",
            post.get_absolute_url(),
            f"{post.get_absolute_url()}/hand-over",
            f"{vacant.get_absolute_url()}/appoint",
            f"{vacant.get_absolute_url()}/close",
            "/people",
            f"/people/{administrator.pk}",
            "/tokens",
            "/account/password/",
        )
        == []
    )


def test_hand_over_works_without_javascript(plain_page: Page) -> None:
    person, successor = holder_of(Role.OFFICIAL), UserFactory(name="Samuel Ortega")
    post = post_of(person)
    CommitmentFactory(accountable_post=post, lead_organisation=post.organisation)
    page = plain_page

    type_and_enter(page, person.email)
    page.goto(f"{post.get_absolute_url()}/hand-over")
    page.get_by_label("From which day").fill(today().isoformat())
    page.get_by_label("Email address of who takes over").fill(successor.email)
    page.get_by_label("Hand-over note").fill("The list of offices is in the shared folder.")
    page.get_by_role("button", name="Check the hand-over").click()
    page.get_by_role("button", name="Change something").click()
    expect(page.get_by_label("Hand-over note")).to_have_value(
        "The list of offices is in the shared folder."
    )
    page.get_by_role("button", name="Check the hand-over").click()
    expect(page.get_by_text("1 item stays with the post")).to_be_visible()
    page.get_by_role("button", name="Hand over").click()

    expect(page.get_by_text("Samuel Ortega holds this post from")).to_be_visible()
    expect(page.get_by_role("heading", name="Progress", level=1)).to_be_visible()
    assert holder(post) == successor
