"""Large files: a worker reads and writes them, once, whatever happens to the queue."""

from datetime import timedelta

import pytest

from commitments.imports import background
from commitments.imports.plan import Choices, queue_run
from commitments.models import Commitment, ImportRun
from history import clock
from tests.commitments.imports.test_match import PLAN


@pytest.fixture
def queued(coordinator):
    def queue(text, **choices):
        return queue_run(text.encode(), "plan.csv", by=coordinator, choices=Choices(**choices))

    return queue


def test_worker_reads_a_waiting_file_once(queued):
    run = queued(PLAN, plan_title="National plan")

    background.read(run.pk)
    background.read(run.pk)

    run.refresh_from_db()
    assert (run.state, run.content, run.plan_title) == ("checked", None, "National plan")
    assert run.counts["new"] == 3
    assert run.rows.exclude(number=None).count() == 3


def test_worker_says_why_it_refuses_a_file(queued):
    run = queued("Dear colleagues\n")

    background.read(run.pk)

    run.refresh_from_db()
    assert (run.state, run.content) == ("refused", None)
    assert "separates columns" in run.reason


def test_worker_writes_a_confirmed_run_once(queued):
    run = queued(PLAN)
    background.read(run.pk)
    run.refresh_from_db()

    background.write(run.pk)
    assert not Commitment.objects.exists()

    background.begin_writing(run)
    background.write(run.pk)
    background.write(run.pk)

    run.refresh_from_db()
    assert run.state == "written"
    assert Commitment.objects.count() == 1


def test_worker_says_why_it_could_not_write(queued):
    run = queued(PLAN)
    background.read(run.pk)
    ImportRun.objects.filter(pk=run.pk).update(state="writing", counts={"problem": 1})

    background.write(run.pk)

    run.refresh_from_db()
    assert run.state == "checked"
    assert "rows with problems" in run.reason
    assert not Commitment.objects.exists()


def test_checks_that_were_never_confirmed_are_forgotten(queued, brought_in, coordinator):
    with clock.stand_at(clock.now() - timedelta(days=8)):
        forgotten, written = queued(PLAN), brought_in(PLAN, by=coordinator)

    kept = queued(PLAN)

    assert set(ImportRun.objects.all()) == {written, kept}
    assert not ImportRun.objects.filter(pk=forgotten.pk).exists()
