import io
import json
import logging
import time

import pytest
import structlog
from celery.contrib.testing.worker import start_worker
from django.core.cache import cache

from history.acts import act
from tracker.celery import app as celery_app
from tracker.logging import request_id


@pytest.fixture
def lines():
    """The lines written while the test runs, as the handler of the console writes them."""
    console = logging.getLogger().handlers[0]
    written = io.StringIO()
    previous = console.setStream(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    console.setStream(previous)


@pytest.fixture(autouse=True)
def _no_request():
    structlog.contextvars.clear_contextvars()
    yield
    structlog.contextvars.clear_contextvars()


@pytest.mark.django_db
def test_each_request_writes_one_line_with_its_number(client, lines):
    client.get("/components?secret=1")

    (line,) = [line for line in lines() if line["event"] == "request_finished"]
    assert (line["request"], line["code"]) == ("GET /components", 200)
    assert len(line["request_id"]) == 36


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/account/password/reset/key/2-a-key/", "/account/password/reset/key/2-a-key/?x=1"]
)
def test_a_link_that_is_a_key_is_not_written(client, lines, address):
    client.get(address)

    assert "a-key" not in json.dumps(lines())


def test_named_secrets_are_not_written(lines):
    structlog.get_logger("tracker").warning("something", password="one", token="two")

    assert [(line["password"], line["token"]) for line in lines()] == [("…", "…")]


@pytest.mark.django_db
def test_a_healthy_pulse_is_not_written(client, lines):
    client.get("/health?only=database")

    assert lines() == []


@pytest.mark.parametrize(
    "task", [entry["task"] for entry in celery_app.conf.beat_schedule.values()]
)
def test_the_work_of_the_clock_is_written_only_when_it_fails(lines, task):
    logger = structlog.get_logger("tracker")

    logger.info("task_succeeded", task=task)
    logger.error("task_failed", task=task)

    assert [line["event"] for line in lines()] == ["task_failed"]


@pytest.mark.django_db
def test_the_number_of_the_request_stands_in_the_history():
    structlog.contextvars.bind_contextvars(request_id="abc-1")

    with act("test.done", by=None) as done:
        pass

    assert done.request_id == request_id() == "abc-1"


@pytest.mark.django_db
def test_the_number_of_the_request_reaches_its_tasks():
    structlog.contextvars.bind_contextvars(request_id="abc-2")

    with start_worker(celery_app, perform_ping_check=False, shutdown_timeout=20):
        note_request.delay("seen")
        found = _wait_for("seen")

    assert found == "abc-2"


@celery_app.task(name="tests.note_request")
def note_request(key):
    cache.set(key, request_id())


def _wait_for(key, limit=10):
    deadline = time.monotonic() + limit
    while cache.get(key) is None and time.monotonic() < deadline:
        time.sleep(0.05)
    return cache.get(key)
