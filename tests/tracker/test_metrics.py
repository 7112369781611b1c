from datetime import timedelta

import pytest
from django.db import connections

from commitments.reminders.models import Letter
from commitments.services.jobs import task_began, task_ended
from history import clock
from tests.factories import UserFactory
from tracker import pulse
from tracker.pulse import Pulse

pytestmark = pytest.mark.django_db(transaction=True)

TOKEN = "a-long-secret"


@pytest.fixture(autouse=True)
def _token(settings):
    settings.METRICS_TOKEN = TOKEN


def read(client):
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = answer.content.decode().splitlines()
    return dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))


def letter(**more):
    now = clock.now()
    return Letter.objects.create(
        person=UserFactory(), day=clock.today(), send_from=now - timedelta(hours=1),
        send_until=now + timedelta(hours=1), try_at=now, made_at=now - timedelta(minutes=20),
        **more,
    )  # fmt: skip


@pytest.mark.parametrize("sent", ["", "Bearer wrong", TOKEN, "Basic " + TOKEN])
def test_metrics_are_hidden_from_whoever_has_no_token(client, sent):
    assert client.get("/metrics", headers={"Authorization": sent}).status_code == 404


def test_metrics_are_hidden_from_all_where_no_token_is_set(client, settings):
    settings.METRICS_TOKEN = ""

    assert client.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 404


def test_metrics_tell_of_letters_and_of_the_oldest_unsent(client):
    letter()
    letter(state="sent", settled_at=clock.now())
    letter(state="failed", settled_at=clock.now())
    letter(state="unconfirmed", repeated=True)

    found = read(client)

    assert found['tracker_letters_today{state="sent"}'] == "1"
    assert found['tracker_letters_today{state="failed"}'] == "1"
    assert (found["tracker_letters_waiting"], found["tracker_letters_unconfirmed"]) == ("1", "1")
    assert 1200 <= float(found["tracker_letters_oldest_unsent_seconds"]) < 1260


def test_metrics_tell_of_tasks_and_of_parts_that_fell_silent(client):
    pulse.beat(Pulse.BEAT)
    task_began("reminders.remind")
    task_ended("reminders.remind", seconds=0.5)
    task_began("reminders.remind")
    task_ended("reminders.remind", seconds=1.5, error="OSError: gone")

    found = read(client)

    assert found['tracker_job_runs_total{task="reminders.remind"}'] == "2"
    assert found['tracker_job_failures_total{task="reminders.remind"}'] == "1"
    assert found['tracker_job_last_duration_seconds{task="reminders.remind"}'] == "1.5"
    age = clock.now().timestamp() - float(
        found['tracker_job_last_success_timestamp_seconds{task="reminders.remind"}']
    )
    assert age < 60
    assert float(found['tracker_silence_seconds{part="beat"}']) < 5


def test_metrics_answer_503_without_a_database(client, monkeypatch):
    monkeypatch.setitem(connections.settings["default"], "HOST", "/nowhere")

    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})

    assert answer.status_code == 503


def test_metrics_go_on_without_redis(client, settings):
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "unix:///nowhere"}}

    assert read(client)['tracker_silence_seconds{part="worker"}'] == "-1"
