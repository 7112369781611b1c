"""The first page, and the one click that looks as an invented person."""

from typing import Any

import pytest
from django.test import Client

from accounts.words import Role
from tests.factories import (
    OrganisationFactory,
    PostFactory,
    TenureFactory,
    UserFactory,
    holder_of,
    today,
)

pytestmark = pytest.mark.django_db

LOOK = "/demo-sign-in"


@pytest.fixture
def demo(settings: Any) -> Any:
    settings.DEMO = True
    return settings


def buttons(client: Client) -> list[str]:
    return [
        f"{visit.sentence} ({visit.person.name}, {visit.organisation})"
        for visit in client.get("/").context["visits"]
    ]


def test_first_page_says_what_this_is_and_how_to_sign_in(client: Client) -> None:
    text = client.get("/").content.decode()

    assert "What was promised, and how it is kept" in text
    assert 'href="/account/login/"' in text
    assert "One click" not in text


def test_first_page_of_a_demo_offers_each_role(client: Client, demo: Any) -> None:
    labour = OrganisationFactory(name="Ministry of Labour", short_name="Labour")
    unit = OrganisationFactory(name="National Coordination Unit")
    holder_of(Role.AUDITOR, unit, name="Tomas Okafor", is_demo=True)
    holder_of(Role.OFFICIAL, labour, name="Amina Larsson", is_demo=True)
    holder_of(Role.OFFICIAL, labour, name="Another Official", is_demo=True)
    holder_of(Role.COORDINATOR, unit, name="Leila Haddad", is_demo=True)
    holder_of(Role.ADMINISTRATOR, unit, name="Not Invented")

    assert buttons(client) == [
        "Look as an official (Amina Larsson, Labour)",
        "Look as a coordinator (Leila Haddad, National Coordination Unit)",
        "Look as an auditor (Tomas Okafor, National Coordination Unit)",
    ]


def test_first_page_offers_nobody_whose_post_or_account_has_ended(
    client: Client, demo: Any
) -> None:
    holder_of(Role.OFFICIAL, is_demo=True, is_active=False)
    TenureFactory(
        post=PostFactory(role=Role.AUDITOR), holder=UserFactory(is_demo=True), ends_on=today(-1)
    )

    assert buttons(client) == []


@pytest.mark.parametrize("size", [1, 3])
def test_first_page_query_count(
    client: Client, demo: Any, size: int, django_assert_num_queries: Any
) -> None:
    for _ in range(size):
        holder_of(Role.OFFICIAL, is_demo=True)
        holder_of(Role.AUDITOR, is_demo=True)

    with django_assert_num_queries(2):  # who is offered, whether the strip is due
        client.get("/")


def test_one_click_signs_in_an_invented_person(client: Client, demo: Any) -> None:
    person = holder_of(Role.OFFICIAL, is_demo=True)

    response = client.post(LOOK, {"person": person.pk})

    assert response["Location"] == "/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_one_click_is_a_post_with_a_token(demo: Any) -> None:
    person = holder_of(Role.OFFICIAL, is_demo=True)
    careful = Client(enforce_csrf_checks=True)

    assert careful.get(LOOK, {"person": person.pk}).status_code == 405
    assert careful.post(LOOK, {"person": person.pk}).status_code == 403
    assert "_auth_user_id" not in careful.session


@pytest.mark.parametrize(
    ("is_demo", "is_active", "in_demo_mode"),
    [(False, True, True), (True, False, True), (True, True, False)],
)
def test_one_click_finds_nobody_else(
    client: Client, settings: Any, is_demo: bool, is_active: bool, in_demo_mode: bool
) -> None:
    settings.DEMO = in_demo_mode
    person = holder_of(Role.OFFICIAL, is_demo=is_demo, is_active=is_active)

    response = client.post(LOOK, {"person": person.pk})

    assert response.status_code == 404
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("person", ["", "x", "0", "-1", "9" * 40, "1; drop", "²"])
def test_one_click_takes_odd_input_for_nobody(client: Client, demo: Any, person: str) -> None:
    assert client.post(LOOK, {"person": person}).status_code == 404


@pytest.mark.parametrize(
    ("role", "starts"),
    [
        (Role.COORDINATOR, ["review", "progress"]),
        (Role.FOCAL_POINT, ["my-work", "progress"]),
        (Role.OFFICIAL, ["my-work", "progress"]),
        (Role.AUDITOR, ["reports", "commitments"]),
        (Role.ADMINISTRATOR, ["progress"]),
        (Role.OBSERVER, ["progress"]),
    ],
)
def test_home_leads_to_where_the_role_starts(client: Client, role: Role, starts: list[str]) -> None:
    from django.urls import NoReverseMatch, reverse

    known = []
    for name in [*starts, "progress", "commitments", "organisations"]:
        try:
            known.append(reverse(name))
        except NoReverseMatch:
            continue
    client.force_login(holder_of(role))

    response = client.get("/", {"as_of": today().isoformat()})

    assert response["Location"] == f"{known[0]}?as_of={today()}"


def test_home_leads_a_person_without_a_post_somewhere(client: Client) -> None:
    client.force_login(UserFactory())

    assert client.get("/").status_code == 302


STRIP = "This is a demonstration"


@pytest.mark.parametrize("in_demo_mode", [True, False])
@pytest.mark.parametrize("invented", [True, False])
def test_strip_follows_the_record_and_no_setting(
    client: Client, settings: Any, invented: bool, in_demo_mode: bool
) -> None:
    settings.DEMO = in_demo_mode
    reader = holder_of(Role.OFFICIAL)
    holder_of(Role.AUDITOR, is_demo=invented)

    signed_out = client.get("/account/login/").content.decode()
    client.force_login(reader)
    signed_in = client.get("/tokens").content.decode()

    assert [STRIP in signed_out, STRIP in signed_in] == [invented, invented]


@pytest.mark.parametrize(("folder", "kept"), [("/tmp/mail", True), ("", False)])
def test_strip_says_that_nothing_is_sent_only_where_letters_are_kept(
    client: Client, settings: Any, folder: str, kept: bool
) -> None:
    settings.MAILBOX = folder
    holder_of(Role.OFFICIAL, is_demo=True)

    page = client.get("/account/login/").content.decode()

    assert ["Nothing is sent" in page, 'href="/mailbox"' in page] == [kept, kept]
