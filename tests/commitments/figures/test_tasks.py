"""The clock's tasks and the command do what they call."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from commitments import tasks
from commitments.figures.models import FigureDay
from commitments.models import Once
from history import clock
from tests.factories import CommitmentFactory, UserFactory
from tracker.celery import app

pytestmark = pytest.mark.django_db


def test_every_task_of_the_clock_exists() -> None:
    app.loader.import_default_modules()

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)


def test_roll_figures_begins_today() -> None:
    tasks.roll_figures()

    assert [row.day for row in FigureDay.objects.all()] == [clock.real_today()]


def test_rebuild_figures_counts_what_was_written_by_hand(capsys) -> None:
    tasks.roll_figures()
    commitment = CommitmentFactory()

    call_command("rebuild_figures")

    assert commitment.figure.active == 1


def test_forget_old_keys_keeps_a_week() -> None:
    user = UserFactory()
    for key, days in (("old", 8), ("new", 6)):
        at = clock.now() - timedelta(days=days)
        Once.objects.create(user=user, key=key, address="/", body_sha256="", at=at)

    tasks.forget_old_keys()

    assert [row.key for row in Once.objects.all()] == ["new"]
