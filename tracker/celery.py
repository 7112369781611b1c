"""Background work: the worker, and the clock that sends tasks to it."""

import os
import warnings
from typing import Any

import structlog
from celery import Celery
from celery.exceptions import CPendingDeprecationWarning
from celery.signals import setup_logging, worker_ready
from django.dispatch import receiver
from django_structlog.celery import signals
from django_structlog.celery.steps import DjangoStructLogInitStep

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
    "figures": {"task": "commitments.roll_figures", "schedule": 60.0, "options": {"expires": 60}},
    "seal": {"task": "history.seal", "schedule": 60.0, "options": {"expires": 60}},
    "imports": {"task": "imports.sweep", "schedule": 60.0, "options": {"expires": 60}},
    "old imports": {
        "task": "imports.forget_old",
        "schedule": 3600.0,
        "options": {"expires": 3600},
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


@setup_logging.connect
def keep_logging(**_: Any) -> None:
    """Celery would replace the logging that Django has set up."""


@receiver(signals.bind_extra_task_metadata)
def name_task(task: Any, **_: Any) -> None:
    """Each line that a task logs says which task."""
    structlog.contextvars.bind_contextvars(task=task.name)
