"""Large files: a worker reads and writes them, once, whatever happens to the queue."""

from datetime import timedelta

import pytest

from commitments.imports import background
from commitments.imports.choices import Choices
from commitments.imports.plan import new_run
from commitments.models import Commitment, ImportRun
from history import clock
from tests.commitments.imports.test_match import PLAN


@pytest.fixture
def queued(coordinator):
    def queue(text, **choices):
        chosen = Choices(**choices)
        run = new_run(text.encode(), "plan.csv", by=coordinator, choices=chosen)
        run.save()
        return run

    return queue


def ready(run):
    """Let the worker read and check a run, and return it."""
    background.read(run.pk)
    ImportRun.objects.filter(pk=run.pk).update(state="checking")
    background.check(run.pk)
    run.refresh_from_db()
    return run


def test_worker_reads_a_waiting_file_once(queued):
    run = queued(PLAN)

    background.read(run.pk)
    background.read(run.pk)

    run.refresh_from_db()
    assert (run.state, run.reading["row_count"]) == ("matching", 3)
    assert run.reading["header"][:3] == ["Ref", "Belongs to", "Title"]


def test_worker_checks_a_matched_run_once(queued):
    run = ready(queued(PLAN, plan_title="National plan"))
    background.check(run.pk)

    assert (run.state, run.plan_title, run.counts["new"]) == ("checked", "National plan", 3)
    assert run.rows.exclude(number=None).count() == 3


def test_worker_gives_a_run_back_whose_other_sheet_cannot_be_read(queued):
    run = queued(PLAN)
    background.read(run.pk)
    ImportRun.objects.filter(pk=run.pk).update(
        state="reading", chosen={**run.chosen, "encoding": "utf-16"}
    )

    background.read(run.pk)

    run.refresh_from_db()
    assert (run.state, run.content is None) == ("matching", False)
    assert "cannot be read as UTF-16" in run.reason


def test_worker_says_why_it_refuses_a_file(queued):
    run = queued("Dear colleagues\n")

    background.read(run.pk)

    run.refresh_from_db()
    assert (run.state, run.content) == ("refused", None)
    assert "separates columns" in run.reason


def test_worker_writes_a_confirmed_run_once(queued):
    run = ready(queued(PLAN))

    background.write(run.pk)
    assert not Commitment.objects.exists()

    background.begin_writing(run)
    background.write(run.pk)
    background.write(run.pk)

    run.refresh_from_db()
    assert run.state == "written"
    assert Commitment.objects.count() == 1


def test_worker_says_why_it_could_not_write(queued):
    run = ready(queued(PLAN))
    ImportRun.objects.filter(pk=run.pk).update(state="writing", counts={"problem": 1})

    background.write(run.pk)

    run.refresh_from_db()
    assert run.state == "checked"
    assert "rows with problems" in run.reason
    assert not Commitment.objects.exists()


def test_sweep_does_what_waits_when_messages_are_lost(queued):
    run = queued(PLAN)

    background.sweep()
    ImportRun.objects.filter(pk=run.pk).update(state="checking")
    background.sweep()
    background.begin_writing(run)
    background.sweep()

    run.refresh_from_db()
    assert (run.state, Commitment.objects.count()) == ("written", 1)


def test_files_that_were_never_imported_are_forgotten_after_a_week(queued, brought_in, coordinator):
    with clock.stand_at(clock.now() - timedelta(days=8)):
        queued(PLAN)
        written = brought_in(PLAN, by=coordinator)
    kept = queued(PLAN)

    assert background.forget_old() == 1

    assert set(ImportRun.objects.all()) == {written, kept}
