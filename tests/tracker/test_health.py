import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections

from commitments.reminders.models import Letter
from history import clock
from tests.factories import UserFactory
from tracker import pulse
from tracker.pulse import Pulse

pytestmark = pytest.mark.django_db


@pytest.fixture
def beating(settings):
    settings.MEDIA_ROOT = Path("/")
    for part in Pulse:
        pulse.beat(part)


def test_health_names_all_parts_when_all_is_well(client, beating):
    response = client.get("/health")

    assert response.status_code == 200
    assert response.json()["broken"] == []
    assert list(response.json()["parts"]) == [
        "database", "redis", "worker", "beat", "letters", "disk",
    ]  # fmt: skip
    assert response.json()["parts"]["worker"]["age"] < 5


def test_health_names_a_part_that_never_showed_itself(client, beating):
    cache.delete("heartbeat:worker")

    response = client.get("/health")

    assert (response.status_code, response.json()["broken"]) == (503, ["worker"])


def test_health_names_a_part_that_fell_silent(client, beating):
    cache.set("heartbeat:beat", time.time() - 61)

    response = client.get("/health")

    assert (response.status_code, response.json()["broken"]) == (503, ["beat"])
    assert response.json()["parts"]["beat"]["problem"] == "silent for 61 seconds"


def test_health_answers_without_a_database(client, beating, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "HOST", "/nowhere")
    client.cookies["sessionid"] = "of somebody signed in"

    response = client.get("/health")

    assert (response.status_code, response.json()["broken"]) == (503, ["database", "letters"])


def test_health_answers_beside_a_database_that_hangs(client, beating, monkeypatch, tmp_path):
    monkeypatch.setitem(connections.settings["default"], "HOST", str(tmp_path))
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / ".s.PGSQL.5432"))
        silent.listen()
        began = time.monotonic()

        response = client.get("/health")

        assert (response.status_code, response.json()["broken"]) == (503, ["database", "letters"])
        assert time.monotonic() - began < 10


def test_health_answers_without_redis(client, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere"}}

    response = client.get("/health")

    assert response.status_code == 503
    assert response.json()["broken"] == ["redis", "worker", "beat"]


def test_health_of_some_parts_only(client):
    response = client.get("/health?only=database,redis")

    assert response.status_code == 200
    assert list(response.json()["parts"]) == ["database", "redis"]


def test_health_says_no_address_and_no_name(client, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "HOST", "/a/secret/place")

    assert "secret" not in client.get("/health").content.decode()


@pytest.fixture
def letter(transactional_db):
    """A letter that waits since a moment ago. Other connections see it."""
    now = clock.now()
    return Letter.objects.create(
        person=UserFactory(),
        day=clock.today(),
        send_from=now - timedelta(hours=1),
        send_until=now + timedelta(hours=9),
        try_at=now,
        made_at=now - timedelta(minutes=29),
    )


def test_health_tells_how_long_the_oldest_letter_waits(client, beating, letter):
    response = client.get("/health?only=letters")

    assert response.status_code == 200
    assert response.json()["parts"]["letters"] == {
        "ok": True, "oldest_minutes": 29, "unconfirmed": 0,
    }  # fmt: skip


def test_health_names_letters_that_are_over_30_minutes_late(client, beating, letter):
    Letter.objects.update(made_at=clock.now() - timedelta(minutes=31, seconds=5))

    response = client.get("/health?only=letters")

    assert (response.status_code, response.json()["broken"]) == (503, ["letters"])
    assert response.json()["parts"]["letters"]["problem"] == "the oldest is 31 minutes late"


def test_health_counts_letters_whose_end_is_unknown(client, beating, letter):
    Letter.objects.update(state="unconfirmed", repeated=True)

    response = client.get("/health?only=letters")

    assert response.json()["parts"]["letters"]["unconfirmed"] == 1
