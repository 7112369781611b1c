from datetime import timedelta

import pytest
from celery.schedules import schedule

from tracker.beat import Clock
from tracker.celery import app


@pytest.fixture
def clock():
    return Clock(app=app)


def test_everything_is_due_when_the_clock_starts(clock):
    assert [name for name, entry in clock.schedule.items() if not entry.is_due().is_due] == []


def test_the_clock_knows_intervals_only(clock):
    """S8: an interval does not depend on the hour, so a doubled and a late call do no harm."""
    schedules = [entry.schedule for entry in clock.schedule.values()]

    assert {type(each) for each in schedules} == {schedule}
    assert max(each.run_every for each in schedules) <= timedelta(hours=1)


def test_every_task_of_the_clock_exists(clock):
    app.loader.import_default_modules()

    tasks = {entry.task for entry in clock.schedule.values()}
    assert tasks - set(app.tasks) == set()


def test_a_call_that_waited_too_long_is_dropped(clock):
    """A queue that stood still does not hold hundreds of the same call."""
    assert all(
        entry.options["expires"] <= max(30, entry.schedule.run_every.total_seconds())
        for entry in clock.schedule.values()
    )
