"""schemathesis asks everything that the API's own document allows and forbids, with all checks.

`API_FUZZ_EXAMPLES=300 pytest tests/security/test_schemathesis.py` looks longer.
"""

import json
import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from schemathesis.config import SchemathesisConfig

from accounts.models import Organisation, Post
from accounts.words import Role
from commitments.api.root import document
from commitments.api.serializers.bodies import OrganisationShape, PostShape
from commitments.models import Commitment, DateRequest, Milestone, Submission
from tests.commitments.api.requests import Asked, changes, readings
from tests.commitments.api.world import Side, World, make_world
from tests.factories import today

pytestmark = pytest.mark.django_db

# Said without the variable: few examples, and each limit of each field by one role only.
LONGER = os.environ.get("API_FUZZ_EXAMPLES")
BRIEF = 6
CHECKS = {
    # A request may fit the document and still be refused by a rule of the record (422), or be
    # based on an old version (412).
    "positive_data_acceptance": {
        "expected-statuses": ["2xx", "304", "403", "404", "409", "412", "422"]
    },
    "missing_required_header": {"expected-statuses": ["400", "401", "403", "428"]},
    "negative_data_rejection": {
        "expected-statuses": ["400", "401", "403", "404", "405", "422", "428"]
    },
}


def _document(*, every_limit: bool) -> Any:
    generation = {"max-examples": int(LONGER or BRIEF), "allow-x00": False, "deterministic": True}
    phases = {"coverage": {"enabled": every_limit}}
    config = {"generation": generation, "checks": CHECKS, "phases": phases}
    loaded = schemathesis.openapi.from_dict(
        json.loads(document()), config=SchemathesisConfig.from_dict(config)
    )
    loaded.app = get_wsgi_application()
    return loaded


schema = _document(every_limit=True)
brief = _document(every_limit=bool(LONGER))


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One record for all; each request is undone afterwards."""
    # As in Django's own test client: a request must not end the transaction around it.
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture(autouse=True)
def _as_often_as_we_like(settings: Any) -> None:
    settings.API_REQUESTS_A_MINUTE = 10**9


@pytest.mark.xdist_group("api-coordinator")
@schema.parametrize()
def test_coordinator_gets_what_the_document_says(case: Any, world: World) -> None:
    _ask(case, world, Role.COORDINATOR)


@pytest.mark.xdist_group("api-official")
@brief.parametrize()
def test_official_gets_what_the_document_says(case: Any, world: World) -> None:
    _ask(case, world, Role.OFFICIAL)


@pytest.mark.xdist_group("api-auditor")
@brief.parametrize()
def test_auditor_gets_what_the_document_says(case: Any, world: World) -> None:
    _ask(case, world, Role.AUDITOR)


def _ask(case: Any, world: World, role: Role) -> None:
    _aim(case, world.own)
    with transaction.atomic():
        case.call_and_validate(headers=world.authorization(role))
        transaction.set_rollback(True)


@pytest.mark.xdist_group("api-coordinator")
def test_every_operation_can_be_carried_out(world: World) -> None:
    """A run in which nothing succeeds would prove nothing."""
    asked = [*readings(world.own), *changes(world.own)]

    for one in asked:
        with transaction.atomic():
            response = _case(one, world).call_and_validate(headers=world.authorization(one.by))
            assert response.status_code in (200, 201), (one, response.text)
            transaction.set_rollback(True)

    known = {
        operation.ok().definition.raw["operationId"] for operation in schema.get_all_operations()
    }
    assert {one.operation for one in asked} == known


def _case(one: Asked, world: World) -> Any:
    """A right request as a case of its operation."""
    operation = schema.find_operation_by_id(one.operation)
    path = f"/api/v1/{one.address}"
    names = dict(zip(operation.path.split("/"), path.split("/"), strict=True))
    case = operation.Case(
        path_parameters={
            name.strip("{}"): value for name, value in names.items() if name.startswith("{")
        }
    )
    if one.method != "get":
        case.body, case.media_type = one.body, "application/json"
    if one.based_on:
        case.headers["If-Match"] = f'"{_version(one.based_on, world.own)}"'
    return case


def _aim(case: Any, side: Side) -> None:
    """Let most of what is generated hit something: real objects, real versions, a past day."""
    chance = random.Random(repr(case))
    modes = {location.name: info.mode for location, info in case.meta.components.items()}
    sure = {name for name, mode in modes.items() if mode.is_positive}
    resource = case.operation.path.removeprefix("/api/v1/").partition("/")[0]
    rows = _rows(side)
    if "PATH" in sure and chance.random() < 0.9 and resource in rows:
        (name,) = case.path_parameters
        case.path_parameters[name] = chance.choice(rows[resource])
    if "QUERY" in sure:
        # Only we can write a cursor.
        case.query.pop("cursor", None)
        if "as_of" in case.query:
            case.query["as_of"] = today(-chance.randrange(400)).isoformat()
    if "BODY" in sure and isinstance(case.body, dict):
        for field, of in NAMED.items():
            if case.body.get(field) is not None and chance.random() < 0.9:
                case.body[field] = chance.choice(rows[of])
    if "HEADER" in sure and "If-Match" in case.headers and chance.random() < 0.9:
        case.headers["If-Match"] = f'"{_sent_version(case, resource, side)}"'


def _rows(side: Side) -> dict[str, list[Any]]:
    """The addresses of objects that are there, by resource."""
    ids = {"submissions": [side.waiting.pk, side.decided.pk], "date-requests": [side.asked.pk]}
    return {
        "commitments": _codes(
            side.active, side.draft, side.proposed, side.paused, side.closed, side.completable
        ),
        "milestones": _codes(
            side.planned, side.drafted, side.achieved, side.paused_milestone, side.waiting.milestone
        ),
        "updates": [side.update.pk],
        "organisations": [side.ministry.slug],
        "posts": [side.post.slug, side.vacant.slug],
        "objectives": [1, 7, 23],
        "history": [side.entry.pk],
        "reports": [side.edition.number],
        "plan": [side.active.plan.code],
        "people": [side.official.email],
        **ids,
    }


def _codes(*rows: Any) -> list[str]:
    return [row.code for row in rows]


# Fields that name an object, and of which kind.
NAMED = {
    "commitment": "commitments",
    "milestone": "milestones",
    "replaced_by": "milestones",
    "lead_organisation": "organisations",
    "organisation": "organisations",
    "parent": "organisations",
    "accountable_post": "posts",
    "responsible_post": "posts",
    "items_to": "posts",
    "plan": "plan",
    "to": "people",
}


def _sent_version(case: Any, resource: str, side: Side) -> int:
    """The version of the object that a generated request is about, 1 where there is none."""
    if case.path_parameters:
        (key,) = case.path_parameters.values()
        return _version(f"{resource}/{key}", side)
    body = case.body if isinstance(case.body, dict) else {}
    for field, of in (("milestone", "milestones"), ("commitment", "commitments")):
        if isinstance(body.get(field), str):
            return _version(f"{of}/{body[field]}", side)
    return 1


def _version(address: str, side: Side) -> int:
    resource, _slash, key = address.partition("/")
    found: Any = None
    if resource in ("commitments", "milestones"):
        model = Commitment if resource == "commitments" else Milestone
        found = model.objects.filter(code=key).values_list("version", flat=True).first()
    elif resource in ("submissions", "date-requests") and str(key).isdigit():
        model = Submission if resource == "submissions" else DateRequest
        rows = model.objects.filter(pk=key).values_list("milestone__version", flat=True)
        found = rows.first()
    elif resource == "organisations":
        found = next(iter(OrganisationShape.read(Organisation.objects.filter(slug=key))), None)
    elif resource == "posts":
        found = next(iter(PostShape.read(Post.objects.filter(slug=key))), None)
    return found["version"] if isinstance(found, dict) else found or 1
