"""Background work: the worker, and the clock that sends tasks to it."""

import os
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import structlog
from celery import Celery
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import setup_logging, task_failure, task_prerun, task_success, worker_ready
from django.db import DatabaseError, InterfaceError
from django.dispatch import receiver
from django_structlog.celery import signals
from django_structlog.celery.steps import DjangoStructLogInitStep

from commitments.services import jobs
from tracker.pulse import Pulse, beat

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")

# It asks, whenever Redis was away, whether tasks should be broken off. They finish: doing one twice
# does no harm.
warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)

app = Celery("tracker")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.steps["worker"].add(DjangoStructLogInitStep)
app.autodiscover_tasks()
app.autodiscover_tasks(["commitments.imports"])

# S8: intervals in UTC, never crontab: each task asks the record what is due, so that a late, an
# early and a doubled call do no harm.
app.conf.beat_schedule = {
    "heartbeat": {"task": "tracker.heartbeat", "schedule": 10.0, "options": {"expires": 30}},
    "remind": {"task": "reminders.remind", "schedule": 60.0, "options": {"expires": 60}},
    "channels": {
        "task": "reminders.post_to_channels",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "figures": {"task": "commitments.roll_figures", "schedule": 60.0, "options": {"expires": 60}},
    "seal": {"task": "history.seal", "schedule": 60.0, "options": {"expires": 60}},
    "imports": {"task": "imports.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "old imports": {
        "task": "imports.forget_old",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "rounds": {
        "task": "commitments.close_rounds",
        "schedule": 300.0,
        "options": {"expires": 300},
    },
    "keys": {
        "task": "commitments.forget_old_keys",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
}


@app.task(name="tracker.heartbeat")
def heartbeat() -> None:
    """Show that the clock sends and that a worker works."""
    beat(Pulse.WORKER)


@worker_ready.connect
def show_worker(**_: Any) -> None:
    """Do not wait for the clock's first call to say that a worker is there."""
    beat(Pulse.WORKER)


@task_prerun.connect
def write_down_start(task: Any, **_: Any) -> None:
    """Administrators see how background work goes."""
    task.request.began = time.monotonic()
    _write_down(lambda: jobs.task_began(task.name))


@task_success.connect
def write_down_success(sender: Any, **_: Any) -> None:
    _write_down(lambda: jobs.task_ended(sender.name, seconds=_seconds(sender)))


@task_failure.connect
def write_down_failure(sender: Any, exception: BaseException, **_: Any) -> None:
    """The kind and the first line: enough to know what to look for in the log."""
    words = f"{type(exception).__name__}: {exception}".splitlines()[0]
    _write_down(lambda: jobs.task_ended(sender.name, seconds=_seconds(sender), error=words))


def _seconds(task: Any) -> float:
    return time.monotonic() - getattr(task.request, "began", time.monotonic())


def _write_down(how: Callable[[], None]) -> None:
    """A task does its work also where this cannot be written; the database then tells its own."""
    with suppress(DatabaseError, InterfaceError):
        how()


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Celery would replace the logging that Django has set up."""


@receiver(signals.bind_extra_task_metadata)
def name_task(task: Any, **_: Any) -> None:
    """Each line that a task logs says which task."""
    structlog.contextvars.bind_contextvars(task=task.name)
