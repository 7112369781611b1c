"""The first administrator of an installation that holds nobody yet."""

from io import StringIO

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, Tenure, User
from accounts.words import Role
from history.models import Act, Channel
from tests.factories import (
    OrganisationFactory,
    PostFactory,
    TenureFactory,
    UserFactory,
    holder_of,
    today,
)

pytestmark = pytest.mark.django_db


def add(email: str = "Amina@Example.org", organisation: str = "Coordination Unit") -> str:
    out = StringIO()
    call_command(
        "add_administrator", email, name="Amina Larsson", organisation=organisation, stdout=out
    )
    return out.getvalue()


def test_first_administrator_holds_a_post_and_may_add_people(client: Client) -> None:
    said = add()

    person = User.objects.get()
    tenure = Tenure.objects.get()
    assert (person.email, person.has_usable_password()) == ("amina@example.org", False)
    assert (tenure.holder, tenure.post.role, tenure.post.organisation.name) == (
        person,
        Role.ADMINISTRATOR,
        "Coordination Unit",
    )
    assert reverse("account_reset_password") in said
    client.force_login(person)
    assert client.get(reverse("person-add")).status_code == 200


def test_first_administrator_is_in_the_record_as_a_deed_of_the_system() -> None:
    add()

    (act,) = Act.objects.filter(kind="installation.founded")
    assert (act.person, act.channel) == (None, Channel.SYSTEM)


def test_first_administrator_chooses_a_password_by_letter(client: Client) -> None:
    add()

    client.post(reverse("account_reset_password"), {"email": "amina@example.org"})

    assert [letter.to for letter in mail.outbox] == [["amina@example.org"]]
    assert "/account/password/reset/key/" in mail.outbox[0].body


def test_first_administrator_joins_an_organisation_and_account_that_are_there() -> None:
    unit = OrganisationFactory(name="Coordination Unit")
    person = UserFactory(email="amina@example.org")

    add(organisation="coordination unit")

    assert Tenure.objects.get().post.organisation == unit
    assert Tenure.objects.get().holder == person
    assert Organisation.objects.count() == User.objects.count() == 1


def test_second_administrator_is_added_by_the_first_only() -> None:
    holder_of(Role.ADMINISTRATOR)

    with pytest.raises(CommandError, match="Somebody is an administrator already"):
        add()

    assert not User.objects.filter(email="amina@example.org").exists()


def test_an_installation_whose_administrators_left_gets_one_again() -> None:
    TenureFactory(post=PostFactory(role=Role.ADMINISTRATOR), ends_on=today(-1))

    add()

    assert Tenure.objects.running(on=today()).get().holder.email == "amina@example.org"


@pytest.mark.parametrize(("email", "organisation"), [("no address", "Unit"), ("a@example.org", "")])
def test_first_administrator_needs_an_address_and_an_organisation(
    email: str, organisation: str
) -> None:
    with pytest.raises(CommandError):
        add(email, organisation)

    assert not User.objects.exists()
    assert not Organisation.objects.exists()
