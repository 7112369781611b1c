import socket
import time
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connections

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
    assert list(response.json()["parts"]) == ["database", "redis", "worker", "beat", "disk"]
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

    assert (response.status_code, response.json()["broken"]) == (503, ["database"])


def test_health_answers_beside_a_database_that_hangs(client, beating, monkeypatch, tmp_path):
    monkeypatch.setitem(connections.settings["default"], "HOST", str(tmp_path))
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / ".s.PGSQL.5432"))
        silent.listen()
        began = time.monotonic()

        response = client.get("/health")

        assert (response.status_code, response.json()["broken"]) == (503, ["database"])
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
