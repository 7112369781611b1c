"""What the terminal says when the tracker has started."""

from typing import Any

import pytest

from accounts.words import Role
from tests.factories import OrganisationFactory, holder_of
from tracker.welcome import welcome

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demo_mode(settings: Any) -> None:
    settings.DEMO = True


def test_welcome_names_the_invented_people() -> None:
    labour = OrganisationFactory(name="Ministry of Labour", short_name="Labour")
    holder_of(Role.OFFICIAL, labour, email="amina@tavania.example", is_demo=True)

    words = welcome("127.0.0.1", 8123)

    assert "http://localhost:8123" in words
    assert "amina@tavania.example  Official, Labour" in words


def test_welcome_to_an_empty_record_says_how_to_add_the_first_person() -> None:
    assert "add_administrator" in welcome("127.0.0.1", 8000)


def test_welcome_to_a_real_record_names_nobody() -> None:
    person = holder_of(Role.ADMINISTRATOR)

    words = welcome("127.0.0.1", 8000)

    assert person.email not in words
    assert "add_administrator" not in words


@pytest.mark.parametrize(
    ("host", "production", "warned"),
    [("127.0.0.1", False, False), ("0.0.0.0", False, True), ("0.0.0.0", True, False)],
)
def test_welcome_warns_of_an_open_door(
    settings: Any, host: str, production: bool, warned: bool
) -> None:
    settings.PRODUCTION = production

    assert ("set PRODUCTION=1" in welcome(host, 8000)) is warned
