"""Every page of every address, read as at days near and far: the strip, no writing, no fault."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from accounts.words import Role
from commitments.models import Escalation, Evidence
from tests.commitments.api.world import World, make_world
from tests.factories import EscalationFactory, today

# Answers without the frame: JSON, files and fragments; the API has tests of its own.
FRAMELESS = {"report-file", "suggest", "import-template", "import-problems", "evidence"}
# What a form of a past day may still do: go, look different, and export that very day.
ALLOWED = {"/account/logout/", "/theme", "/reports/progress"}
BEFORE_THE_RECORD = "1999-12-31"


@pytest.fixture(scope="module")
def patterns() -> dict[str, str]:
    """Every named address outside the API, as its route."""
    return dict(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, before: str) -> Any:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if not route.startswith("api/"):
                yield from _walk(pattern, route)
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name, route


def _address(route: str, world: World) -> str | None:
    """The address of an object that is there; None where none is needed for this test."""
    side = world.own
    of_milestone = route.startswith("m/") or "review/" in route
    values = {
        "code": side.planned.code if of_milestone else side.active.code,
        "slug": side.post.slug if route.startswith("posts") else side.ministry.slug,
        "number": side.edition.number,
        "queue": "overdue",
        "what": "organisation",
        "move": "pause",
        "pk": {
            "date-requests": side.asked.pk,
            "evidence": Evidence.objects.earliest("pk").pk,
            "people": side.official.pk,
            "escalations": Escalation.objects.earliest("pk").pk,
        }.get(route.split("/")[0], side.update.pk),
    }
    found = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(values.get(m[1], "")), route)
    return None if re.search(r"[\^$]|//|/$", found) else f"/{found}"


@pytest.fixture
def world(db: None) -> World:
    made = make_world()
    EscalationFactory(milestone=made.own.planned)
    return made


@pytest.mark.parametrize(
    ("role", "day"),
    [
        (Role.ADMINISTRATOR, "0001-01-01"),
        (Role.AUDITOR, BEFORE_THE_RECORD),
        (Role.OFFICIAL, today(-1).isoformat()),
        (Role.COORDINATOR, today().isoformat()),
    ],
)
def test_every_page_of_a_past_day_is_for_reading(client, world, patterns, role, day):
    client.force_login(world.people[role])
    shown = set()

    for name, route in patterns.items():
        address = _address(route, world)
        # Accounts and health are of the present.
        if address is None or route.startswith(("account/", "health")):
            continue
        answer = client.get(address, {"as_of": day})
        assert answer.status_code in (200, 302, 403, 404, 405), address
        if answer.status_code == 200 and name not in FRAMELESS:
            page = answer.content.decode()
            assert "You are reading the record as it stood" in page, address
            assert set(_forms(page)) <= ALLOWED, address
            shown.add(name)

    assert len(shown) > 12, shown


def _forms(page: str) -> list[str]:
    forms = re.findall(r"<form\b[^>]*method=\"post\"[^>]*>", page)
    return [re.search(r'action="([^"]*)"', form)[1] if "action=" in form else "" for form in forms]


@pytest.mark.parametrize(
    "day",
    ["yesterday", "2026-02-30", "20260210", "2026-W07-2", "2999-01-01", "2026-02-10\0", "-1"],
)
@pytest.mark.parametrize("address", ["/commitments", "/progress", "/reports", "/verify"])
def test_day_that_is_none_is_refused_in_words(client, coordinator, address, day):
    client.force_login(coordinator)

    answer = client.get(address, {"as_of": day})

    assert answer.status_code == 400
    assert "This day cannot be shown" in answer.content.decode()


def test_account_is_of_the_present(client, coordinator):
    client.force_login(coordinator)

    page = client.get("/progress", {"as_of": BEFORE_THE_RECORD}).content.decode()

    assert 'href="/account/password/"' in page
    assert 'href="/tokens"' in page


def test_strip_says_when_the_record_starts(client, coordinator, milestone):
    client.force_login(coordinator)
    before = client.get("/commitments", {"as_of": BEFORE_THE_RECORD}).content.decode()
    since = client.get("/commitments", {"as_of": today().isoformat()}).content.decode()

    assert f"The record starts on {_in_words(today())}." in before
    assert "The record starts" not in since


def _in_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
