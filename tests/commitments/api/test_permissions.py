"""A2: every address and method, for each role, on own, foreign and unknown objects.

A line that is missing here fails the test; so does one that no address has.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.models import User
from accounts.words import Role
from commitments.selectors.bodies import visible_organisations, visible_posts
from tests.commitments.api.requests import Asked, changes, readings
from tests.commitments.api.world import World, make_world
from tests.factories import seeding
from tracker.api import router

OFFICIAL, FOCAL, COORDINATOR = Role.OFFICIAL, Role.FOCAL_POINT, Role.COORDINATOR
ROLES = (OFFICIAL, FOCAL, COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR, Role.OBSERVER)

# The answers to official, focal point, coordinator, administrator, auditor and observer: first on
# objects of the ministry that the official, the focal point and the observer belong to, then on
# those of another one, then on objects that do not exist.
ALL = "200 200 200 200 200 200"
NONE = "404 404 404 404 404 404"
INVOLVED = f"{ALL} | 404 404 200 200 200 404 | {NONE}"
# Observers see the bodies of the work that they are invited to.
BODY = f"{ALL} | 200 200 200 200 200 404 | {NONE}"
LIST = f"{ALL} | {ALL} | {ALL}"
STEERED = "403 403 200 403 403 403 | 403 403 200 403 403 403 | 403 403 404 403 403 403"
DRAFTED = "200 200 200 403 403 403 | 404 404 200 403 403 403 | 404 404 404 403 403 403"
# What a body names is refused as unknown, whether it is foreign or not there at all.
SAID = "201 201 403 403 403 403 | 422 422 403 403 403 403 | 422 422 403 403 403 403"
BODIES = "403 403 403 200 403 403 | 403 403 403 200 403 403 | 403 403 403 404 403 403"
RULES = {
    "commitments_list": LIST,
    "commitments_retrieve": INVOLVED,
    "commitments_create": "201 201 201 403 403 403 | 403 403 201 403 403 403 | "
    "422 422 422 403 403 403",
    "commitments_partial_update": DRAFTED,
    "commitments_propose": "403 200 200 403 403 403 | 403 404 200 403 403 403 | "
    "403 404 404 403 403 403",
    "commitments_return_plan": STEERED,
    "commitments_agree": STEERED,
    "commitments_rate": STEERED,
    "commitments_pause": STEERED,
    "commitments_resume": STEERED,
    "commitments_complete": STEERED,
    "commitments_close": STEERED,
    "commitments_reopen": STEERED,
    "milestones_list": LIST,
    "milestones_retrieve": INVOLVED,
    "milestones_create": "201 201 201 403 403 403 | 422 422 201 403 403 403 | "
    "422 422 422 403 403 403",
    "milestones_partial_update": DRAFTED,
    "milestones_pause": STEERED,
    "milestones_resume": STEERED,
    "milestones_close": STEERED,
    "milestones_reopen": STEERED,
    "updates_list": LIST,
    "updates_retrieve": INVOLVED,
    "updates_create": SAID,
    "submissions_list": LIST,
    "submissions_retrieve": INVOLVED,
    "submissions_create": SAID,
    "submissions_accept": STEERED,
    "submissions_return_for_changes": STEERED,
    "submissions_close": STEERED,
    # Only who sent it, by person or by post.
    "submissions_withdraw": "200 403 403 403 403 403 | 404 404 403 403 403 403 | "
    "404 404 403 403 403 403",
    "date_requests_list": LIST,
    "date_requests_retrieve": INVOLVED,
    "date_requests_create": SAID,
    "date_requests_decide": STEERED,
    "date_requests_withdraw": "200 403 403 403 403 403 | 404 404 403 403 403 403 | "
    "404 404 403 403 403 403",
    "organisations_list": LIST,
    "organisations_retrieve": BODY,
    "organisations_create": "403 403 403 201 403 403 | 403 403 403 201 403 403 | "
    "403 403 403 201 403 403",
    "organisations_partial_update": BODIES,
    "posts_list": LIST,
    "posts_retrieve": BODY,
    "posts_create": "403 403 403 201 403 403 | 403 403 403 201 403 403 | 403 403 403 422 403 403",
    # A post that others hold: by the focal point of its organisation, and by who answers for all.
    "posts_hand_over": "403 200 200 200 403 403 | 403 403 200 200 403 404 | "
    "404 404 404 404 404 404",
    "objectives_list": LIST,
    "objectives_retrieve": f"{ALL} | {ALL} | {NONE}",
    "history_list": LIST,
    "history_retrieve": INVOLVED,
    "reports_list": LIST,
    # The official's own; all of them to who sees the whole record.
    "reports_retrieve": f"200 404 200 200 200 404 | 404 404 200 200 200 404 | {NONE}",
    "reports_file": f"200 404 200 200 200 404 | 404 404 200 200 200 404 | {NONE}",
    "reports_create": "201 201 201 201 201 201 | 201 201 201 201 201 201 | 201 201 201 201 201 201",
}
EVERY_METHOD = {"get", "post", "put", "patch", "delete", "options", "trace"}
UNKNOWN = {
    "commitments": "GCM-23-9999",
    "milestones": "GCM-23-9999-M99",
    "organisations": "nobody",
    "posts": "nobody",
    "reports": "RPT-1999-9999",
    "objectives": "24",
}
NAMES_NOBODY = {
    "commitment": "GCM-23-9999",
    "milestone": "GCM-23-9999-M99",
    "plan": "no-plan",
    "organisation": "nobody",
}


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Any:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def operations() -> dict[str, tuple[str, str]]:
    """Each operation of the router, with its method and the pattern of its address."""
    return {
        f"{url.callback.initkwargs['basename']}_{name}".replace("-", "_"): (method, url.name)
        for url in router.urls
        for method, name in url.callback.actions.items()
        if method != "head"
    }


def test_every_operation_has_a_line() -> None:
    assert sorted(RULES) == sorted(operations())


@pytest.mark.django_db
@pytest.mark.parametrize("operation", sorted(RULES))
def test_answers_follow_the_table(world: World, settings: Any, operation: str) -> None:
    settings.API_REQUESTS_A_MINUTE = 10**9
    own, other = _asked(operation, world.own), _asked(operation, world.other)
    expected = [line.split() for line in RULES[operation].split(" | ")]

    for one, line in zip((own, other, _unknown(own)), expected, strict=True):
        given = [str(_send(one, world, role)) for role in ROLES]
        assert given == line, one
        assert _send(one, world, None) == 401


@pytest.mark.django_db
@pytest.mark.parametrize("role", [OFFICIAL, FOCAL, Role.OBSERVER])
@pytest.mark.parametrize("name", ["commitments", "milestones", "updates", "submissions", "history"])
def test_lists_hide_what_others_lead(world: World, role: Role, name: str) -> None:
    """There is something to hide: the coordinator sees it."""
    codes = {row.code for row in (world.other.active, world.other.draft, world.other.closed)}
    client = Client()
    query = {"limit": 500, "count": "true"}

    everything = client.get(
        f"/api/v1/{name}", query, headers=world.authorization(COORDINATOR)
    ).json()
    answer = client.get(f"/api/v1/{name}", query, headers=world.authorization(role)).json()

    assert any(code in str(everything) for code in codes)
    assert not any(code in str(answer) for code in codes)
    assert 0 < answer["count"] == len(answer["results"]) < everything["count"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "visible"),
    [("organisations", visible_organisations), ("posts", visible_posts)],
)
@pytest.mark.parametrize("role", ROLES)
def test_bodies_are_those_of_the_pages(
    world: World, role: Role, name: str, visible: Callable[[User], Any]
) -> None:
    """A1: one answer everywhere, also for observers, who see a part."""
    query = {"limit": 500}
    answer = Client().get(f"/api/v1/{name}", query, headers=world.authorization(role)).json()

    expected = visible(User.objects.get(pk=world.people[role].pk)).values_list("slug", flat=True)
    assert {row["slug"] for row in answer["results"]} == set(expected)
    if role == Role.OBSERVER:
        hidden = world.other.ministry.slug if name == "organisations" else world.other.post.slug
        assert hidden not in expected


@pytest.mark.django_db
def test_hand_over_notes_are_for_those_concerned(world: World) -> None:
    with seeding():
        world.other.post.tenures.update(hand_over_note="The keys are here.")

    def told(role: Role) -> bool:
        address = f"/api/v1/posts/{world.other.post.slug}"
        answer = Client().get(address, headers=world.authorization(role))
        return "The keys are here." in answer.content.decode()

    assert {role for role in ROLES if told(role)} == {
        COORDINATOR, Role.ADMINISTRATOR, Role.AUDITOR
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["milestone", "commitment"])
@pytest.mark.parametrize("of", ["updates", "submissions", "date-requests", "history", "milestones"])
def test_filters_find_nothing_foreign(world: World, name: str, of: str) -> None:
    if name == "milestone" and of in ("updates", "milestones"):
        return
    foreign = world.other.planned.code if name == "milestone" else world.other.active.code

    answer = (
        Client().get(f"/api/v1/{of}", {name: foreign}, headers=world.authorization(OFFICIAL)).json()
    )

    assert answer["results"] == []


@pytest.mark.django_db
def test_no_other_method_does_anything(world: World, settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 10**9
    methods: dict[str, set[str]] = {}
    addresses: dict[str, str] = {}
    for one in [*readings(world.own), *changes(world.own)]:
        resource, _slash, rest = one.address.partition("/")
        form = f"{resource}/key/{rest.partition('/')[2]}" if rest else resource
        methods.setdefault(form, set()).add(one.method)
        addresses[form] = one.address
    client = Client(headers=world.authorization(COORDINATOR))

    for form, known in methods.items():
        for method in EVERY_METHOD - known:
            answer = getattr(client, method)(f"/api/v1/{addresses[form]}")
            assert answer.status_code == 405, (method, form)
            assert answer["Allow"]
            assert answer.json()["problem"]


def _asked(operation: str, side: Any) -> Asked:
    found = [one for one in [*readings(side), *changes(side)] if one.operation == operation]
    return found[0]


def _unknown(one: Asked) -> Asked:
    resource, slash, rest = one.address.partition("/")
    last = rest.partition("/")[2]
    key = UNKNOWN.get(resource, "999999")
    address = "/".join(filter(None, [resource, key, last])) if slash else resource
    body = {name: NAMES_NOBODY.get(name, value) for name, value in one.body.items()}
    return Asked(one.operation, address, body, one.by, one.based_on)


def _send(one: Asked, world: World, role: Role | None) -> int:
    """The status of an answer. Nothing stays changed."""
    client = Client(headers=world.authorization(role) if role else {})
    headers = {}
    if one.based_on:
        reader = Client(headers=world.authorization(Role.AUDITOR))
        headers["If-Match"] = reader.get(f"/api/v1/{one.based_on}")["ETag"]
    with transaction.atomic():
        if one.method == "get":
            answer = client.get(f"/api/v1/{one.address}")
        else:
            answer = getattr(client, one.method)(
                f"/api/v1/{one.address}", one.body, "application/json", headers=headers
            )
        transaction.set_rollback(True)
    return int(answer.status_code)
