"""Who asks and how: tokens, sessions, limits, and input that is odd."""

import hashlib
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts.models import ApiToken
from accounts.tokens import make_token
from history import clock
from reports.editions import Differs
from tests.commitments.api.world import World, make_world
from tests.factories import DeputyFactory, MilestoneFactory, post_of, seeding, today


@pytest.fixture
def world(db: None) -> World:
    return make_world()


# --- Who ---------------------------------------------------------------------------------------


def test_nobody_is_asked_for_a_token(db):
    answer = Client().get("/api/v1/commitments")

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"
    assert answer["Content-Type"] == "application/problem+json"
    assert set(answer.json()) == {"status", "problem", "field", "fix"}


@pytest.mark.parametrize(
    "header",
    ["Bearer", "Bearer a b", "Bearer gcm_ü", "Bearer gcm_\x00", "Bearer " + "a" * 9000, "Basic x"],
)
def test_header_that_is_no_token_is_refused(db, header):
    assert Client().get("/api/v1/", headers={"Authorization": header}).status_code == 401


def test_token_ends(db, official):
    token, secret = make_token(official, name="monthly", lasts=timedelta(days=1))
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    assert client.get("/api/v1/").status_code == 200

    ApiToken.objects.filter(pk=token.pk).update(expiry=clock.now() - timedelta(seconds=1))
    assert client.get("/api/v1/").status_code == 401

    ApiToken.objects.filter(pk=token.pk).delete()
    assert client.get("/api/v1/").status_code == 401


def test_closed_account_is_nobody(as_, official):
    client = as_(official)
    with seeding():
        official.is_active = False
        official.save(update_fields=["is_active"])

    assert client.get("").status_code == 401


def test_rights_lost_are_lost_at_the_next_request(as_, official, commitment):
    """A4."""
    deputy = DeputyFactory(post=post_of(official)).deputy
    with seeding():
        commitment.visibility = "organisation"
        commitment.save(update_fields=["visibility"])
    client = as_(deputy)
    assert client.get(f"commitments/{commitment.code}").status_code == 200

    with seeding():
        deputy.deputyships.update(starts_on=today(-9), ends_on=today(-1))

    assert client.get(f"commitments/{commitment.code}").status_code == 404


def test_browser_reads_by_its_session(db, official, commitment):
    client = Client()
    client.force_login(official)

    assert client.get(f"/api/v1/commitments/{commitment.code}").status_code == 200


def test_browser_changes_with_its_csrf_token_only(db, official, commitment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(official)
    body = {"commitment": commitment.code, "confidence": "on_track", "happened": "It passed."}
    headers = {"If-Match": client.get(f"/api/v1/commitments/{commitment.code}")["ETag"]}
    client.get("/theme")

    without = client.post("/api/v1/updates", body, "application/json", headers=headers)
    client.cookies["csrftoken"] = "a" * 32
    with_it = client.post(
        "/api/v1/updates", body, "application/json", headers={**headers, "X-CSRFToken": "a" * 32}
    )

    assert (without.status_code, with_it.status_code) == (403, 201)
    assert without["Content-Type"] == "application/problem+json"


# --- Limits ------------------------------------------------------------------------------------


def test_too_many_requests_have_to_wait(as_, official, coordinator, settings):
    settings.API_REQUESTS_A_MINUTE = 3
    client = as_(official)
    with clock.stand_at(clock.now().replace(second=20)):
        first = [client.get("").status_code for _ in range(3)]
        refused = client.get("")
        other = as_(coordinator).get("")
    with clock.stand_at(clock.now() + timedelta(minutes=2)):
        later = client.get("")

    assert first == [200, 200, 200]
    assert (refused.status_code, refused["Retry-After"]) == (429, "40")
    assert other.status_code == later.status_code == 200


def test_large_body_is_refused(as_, official, settings):
    settings.API_LARGEST_BODY = 1000
    answer = as_(official).post("reports", {"format": "csv", "filter": "a" * 1000})

    assert answer.status_code == 413


DEEP = "[" * 60 + "]" * 60
BODIES = {
    "no JSON": b"{",
    "nothing": b"",
    "a list": b"[]",
    "a number": b"5",
    "not UTF-8": b'{"format": "\xff"}',
    "UTF-16": '{"format": "csv"}'.encode("utf-16"),
    "NaN": b'{"format": NaN}',
    "a huge number": b'{"format": ' + b"9" * 5000 + b"}",
    "infinity": b'{"format": 1e999}',
    "NUL": b'{"format": "csv", "filter": "\\u0000"}',
    "NUL in a name": b'{"format": "csv", "\\u0000": 1}',
    "half a character": b'{"format": "csv", "filter": "\\ud800"}',
    "depth": b'{"format": ' + DEEP.encode() + b"}",
    "great depth": b"[" * 100_000,
    "a name as an object": b'{"format": {"a": 1}}',
    "null": b'{"format": null}',
    "true": b'{"format": true}',
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_odd_body_is_refused(as_, official, body):
    answer = as_(official).http.post("/api/v1/reports", body, "application/json")

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["problem"]


ADDRESSES = [
    "commitments?q=%00",
    "commitments?%00=1",
    "commitments?nonsense=1",
    "commitments?limit=0",
    "commitments?limit=501",
    "commitments?limit=" + "9" * 5000,
    "commitments?limit=٣",
    "commitments?limit=1.0",
    "commitments?count=yes",
    "commitments?cursor=x",
    "commitments?cursor=" + "x" * 5000,
    "commitments?objective=24",
    "commitments?objective=7a",
    "commitments?state=nonsense",
    "commitments?deadline_from=2026-02-30",
    "commitments?deadline_from=20260201",
    "commitments?sort=nonsense",
    "commitments?as_of=2026-02-30",
    "commitments?as_of=20260201",
    "commitments?as_of=2999-01-01",
    "commitments?as_of=",
    "commitments?" + "&".join(f"a{n}=1" for n in range(1100)),
    "updates?published_from=yesterday",
    "updates?commitment=GCM-07-0001%0a",
]


@pytest.mark.parametrize("address", ADDRESSES, ids=lambda address: address[:40])
def test_odd_parameter_is_refused(as_, coordinator, address):
    answer = as_(coordinator).get(address)

    assert answer.status_code == 400, answer.content
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "address",
    [
        "nonsense",
        "commitments/",
        "commitments/nonsense",
        "commitments/GCM-07-0001%00",
        "commitments/GCM-07-0001%0a",
        "commitments/gcm-07-0001",
        "commitments/%ff%fe",
        "commitments/GCM-07-0001/nonsense",
        "updates/0",
        "updates/-1",
        "updates/1e3",
        "updates/" + "9" * 400,
        "updates/999999999999999",
        "updates/١",
        "objectives/0",
        "objectives/007x",
        "reports/RPT-2026-9999/file",
        "history/1.0",
        "a" * 3000,
    ],
    ids=lambda address: address[:40],
)
def test_odd_address_is_not_found(as_, coordinator, address):
    answer = as_(coordinator).get(address)

    assert answer.status_code == 404, answer.content
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("day", ["0001-01-01", "1899-12-31", "1969-12-31"])
def test_days_before_any_record_are_empty(as_, coordinator, milestone, day):
    client = as_(coordinator)

    for name in ("commitments", "milestones", "updates", "history", "posts"):
        assert client.get(name, {"as_of": day}).json()["results"] == []
    for name in ("done_from", "done_to"):
        assert client.get("history", {name: day}).status_code == 200
    assert client.get("history", {"done_to": "9999-12-31"}).status_code == 200
    assert client.get("commitments", {"freshness": "no_update", "as_of": day}).status_code == 200
    assert client.get("milestones", {"timing": "review_late", "as_of": day}).status_code == 200


def test_other_formats_are_refused(as_, official):
    client = as_(official)

    accept = client.get("commitments", Accept="text/html")
    form = client.http.post("/api/v1/reports", {"format": "csv"})

    assert (accept.status_code, form.status_code) == (406, 415)
    assert accept["Content-Type"] == form["Content-Type"] == "application/problem+json"


def test_answers_are_kept_by_nobody(as_, coordinator, milestone):
    """O2."""
    assert as_(coordinator).get("milestones")["Cache-Control"] == "no-store, private"


def test_locked_record_answers_soon(as_, transactional_db, settings):
    """C5: somebody holds the row for long; nothing is half done."""
    world = make_world()
    held, done = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            list(type(world.own.active).objects.select_for_update().filter(pk=world.own.active.pk))
            held.set()
            done.wait(20)
        connection.close()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(5)
    client = Client(headers=world.authorization("coordinator"))
    answer = client.post(
        f"/api/v1/commitments/{world.own.active.code}/rate",
        {"confidence": "at_risk", "reason": "Late."},
        "application/json",
        headers={"If-Match": f'"{world.own.active.version}"'},
    )
    done.set()
    thread.join()

    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "does not answer" in answer.json()["problem"]


@pytest.mark.parametrize("name", ["csv", "csv-plain", "xlsx", "json"])
def test_report_file_is_the_one_that_was_issued(as_, world, name):
    client = as_(world.people["auditor"])
    made = client.post("reports", {"format": name, "filter": "state=active"}).json()
    MilestoneFactory(commitment=world.own.active)

    answer = client.get(made["file"])
    content = b"".join(answer.streaming_content)

    assert hashlib.sha256(content).hexdigest() == made["file_sha256"]
    assert (len(content), made["commitments"]) == (made["size"], 4)
    assert made["filter_words"] == "State: Active"
    assert made["number"] in answer["Content-Disposition"]


def test_report_that_would_differ_never_looks_whole(as_, world):
    """The person who issued it sees less today."""
    official = world.own.official
    made = as_(official).post("reports", {"format": "csv"}).json()
    with seeding():
        official.tenures.update(starts_on=today(-9), ends_on=today(-1))

    answer = as_(world.people["auditor"]).get(made["file"])

    with pytest.raises(Differs, match=made["number"]):
        b"".join(answer.streaming_content)
