"""People: who has an account, adding, correcting, closing."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from accounts.models import ApiToken, User
from accounts.words import Role
from commitments.services import bodies
from commitments.services.errors import Changed, Refused
from commitments.services.posts import hand_over
from history.models import Act
from tests.factories import (
    PASSWORD,
    DeputyFactory,
    TenureFactory,
    UserFactory,
    holder_of,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db


def text_of(response: Any) -> str:
    return response.content.decode()


def names(response: Any) -> list[str]:
    return [person.name for person, _tenures in response.context["people"]]


@pytest.mark.parametrize("role", Role)
def test_people_are_seen_by_administrators_and_auditors(client: Client, role: Role) -> None:
    person = holder_of(role)
    client.force_login(person)

    status = 200 if role in (Role.ADMINISTRATOR, Role.AUDITOR) else 403
    assert client.get("/people").status_code == status
    assert client.get(f"/people/{person.pk}").status_code == status


def test_auditor_changes_nobody(client: Client, auditor: User) -> None:
    person = UserFactory(name="Amina Larsson")
    client.force_login(auditor)

    answers = [
        client.post(f"/people/{person.pk}", {"name": "X", "email": person.email}),
        client.post(f"/people/{person.pk}/close"),
        client.post(f"/people/{person.pk}/reopen"),
        client.post("/people/new", {"name": "X", "email": "x@example.org"}),
    ]

    assert [answer.status_code for answer in answers] == [403] * 4
    person.refresh_from_db()
    assert (person.name, person.is_active) == ("Amina Larsson", True)


@pytest.mark.parametrize("size", [1, 3])
def test_people_list_query_count(
    client: Client, administrator: User, size: int, django_assert_num_queries: Any
) -> None:
    for _ in range(size):
        holder_of(Role.OFFICIAL)
    client.force_login(administrator)

    with django_assert_num_queries(6):  # user, posts, count, page, tenures, inbox
        client.get("/people")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Administrator", "Amina"]),
        ("q=amin", ["Amina"]),
        ("q=labour", ["Amina"]),
        ("closed=yes", ["Karin"]),
        ("q=nobody", []),
    ],
)
def test_people_list_filters(client: Client, query: str, found: list[str]) -> None:
    UserFactory(name="Amina", email="a@labour.example")
    UserFactory(name="Karin", is_active=False)
    client.force_login(holder_of(Role.ADMINISTRATOR, name="Administrator"))

    assert names(client.get(f"/people?{query}")) == found


def test_administrator_adds_a_person(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    client.post("/people/new", {"name": " Samuel Ortega ", "email": "Samuel@Labour.example"})

    added = User.objects.get(email="samuel@labour.example")
    assert added.name == "Samuel Ortega"
    assert not added.has_usable_password()
    assert not added.standing.posts


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"name": ""}, "Enter the name of the person."),
        ({"email": ""}, "Enter the email address."),
        ({"email": "no address"}, "valid email address"),
        ({"email": "TAKEN@example.org"}, "Somebody with this email address is known already."),
    ],
)
def test_person_form_says_what_is_wrong(
    client: Client, administrator: User, answers: dict[str, str], problem: str
) -> None:
    UserFactory(email="taken@example.org")
    client.force_login(administrator)

    response = client.post("/people/new", {"name": "Samuel", "email": "s@example.org"} | answers)

    assert response.status_code == 422
    assert problem in text_of(response)


def test_service_refuses_an_address_that_differs_only_in_case(administrator: User) -> None:
    UserFactory(email="Taken@example.org")

    with pytest.raises(ValidationError):
        bodies.add_person(by=administrator, email="taken@example.org", name="Second")


def test_changed_address_signs_in_and_the_old_one_no_more(
    client: Client, administrator: User
) -> None:
    person = UserFactory(email="old@example.org", name="Karin Berg")
    EmailAddress.objects.create(user=person, email="old@example.org", primary=True, verified=True)
    client.force_login(administrator)

    client.post(
        f"/people/{person.pk}",
        {
            "name": "Karin Holm",
            "email": "new@example.org",
            "based_on": bodies.version_of(person) or "",
        },
    )

    person.refresh_from_db()
    assert (person.name, person.email) == ("Karin Holm", "new@example.org")
    for email, signed_in in (("old@example.org", False), ("new@example.org", True)):
        visitor = Client()
        visitor.post("/account/login/", {"login": email, "password": PASSWORD})
        assert ("_auth_user_id" in visitor.session) is signed_in


def test_person_changed_meanwhile_is_shown_with_both_versions(
    client: Client, administrator: User
) -> None:
    person = UserFactory(name="Karin")
    version = bodies.version_of(person)
    bodies.change_person(person, by=administrator, email=person.email, name="Theirs")
    client.force_login(administrator)

    clash = client.post(
        f"/people/{person.pk}", {"name": "Mine", "email": person.email, "based_on": version}
    )

    assert clash.status_code == 409
    assert [(row["yours"], row["stored"]) for row in clash.context["conflict"]] == [
        ("Mine", "Theirs")
    ]
    with pytest.raises(Changed):
        bodies.change_person(
            person, by=administrator, email=person.email, name="Mine", based_on=version
        )


# --- Closing an account ------------------------------------------------------------------------


@pytest.mark.parametrize("starts_on", [-10, 0, 5])
def test_account_of_somebody_with_a_post_is_not_closed(administrator: User, starts_on: int) -> None:
    person = TenureFactory(starts_on=today(starts_on)).holder

    with pytest.raises(Refused, match="still holds"):
        bodies.close_account(person, by=administrator)

    person.refresh_from_db()
    assert person.is_active


def test_account_is_closed_once_nothing_is_left_behind(
    client: Client, administrator: User, official: User
) -> None:
    token = ApiToken.objects.make(official, name="Export", lasts=today(1) - today())[0]
    begun = DeputyFactory(deputy=official, starts_on=today(-3), ends_on=today(3))
    DeputyFactory(deputy=official, starts_on=today(2))
    visitor = Client()
    visitor.force_login(official)
    client.force_login(administrator)

    refused = client.post(f"/people/{official.pk}/close", follow=True)
    hand_over(post_of(official), by=official, to=None, on=today(), note="Nothing is open.")
    closed = client.post(f"/people/{official.pk}/close", follow=True)

    assert "still holds" in text_of(refused)
    assert "The account is closed." in text_of(closed)
    begun.refresh_from_db()
    assert begun.ends_on == today(-1)
    assert official.deputyships.count() == 1
    assert not ApiToken.objects.filter(pk=token.pk).exists()
    assert visitor.get("/tokens").status_code == 302


def test_closed_account_keeps_names_and_deeds(administrator: User, official: User) -> None:
    post = post_of(official)
    hand_over(post, by=official, to=UserFactory(), on=today(), note="Nothing is open.")

    bodies.close_account(official, by=administrator)

    assert Act.objects.get(kind="post.handed_over").person == official
    assert post.tenures.filter(holder=official).exists()


def test_nobody_closes_their_own_account(administrator: User) -> None:
    with pytest.raises(Refused):
        bodies.close_account(administrator, by=administrator)


def test_account_is_opened_again_without_a_post(client: Client, administrator: User) -> None:
    person = UserFactory(is_active=False)
    client.force_login(administrator)

    client.post(f"/people/{person.pk}/reopen")

    person.refresh_from_db()
    assert person.is_active
    assert not person.standing.posts


def test_only_administrators_close_accounts(coordinator: User) -> None:
    with pytest.raises(PermissionDenied):
        bodies.close_account(UserFactory(), by=coordinator)


@pytest.mark.parametrize("pk", ["0", "999999999"])
def test_unknown_person_is_not_found(client: Client, administrator: User, pk: str) -> None:
    client.force_login(administrator)

    assert client.get(f"/people/{pk}").status_code == 404
