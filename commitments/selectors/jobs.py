"""How background work goes: each task of the clock, and whatever else ran."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from commitments.models import Job
from history import clock

# After this a run is stopped by the worker (CELERY_TASK_TIME_LIMIT).
LONGEST = timedelta(minutes=10)


class JobState(TextChoices):
    """What can be said of a task."""

    RUNNING = "running", _("Running")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped half way")
    LATE = "late", _("Not run lately")
    WELL = "well", _("Well")
    NEVER = "never", _("Has not run yet")


TONES = {
    JobState.RUNNING: "progress",
    JobState.FAILED: "returned",
    JobState.STOPPED: "returned",
    JobState.LATE: "submitted",
    JobState.WELL: "achieved",
    JobState.NEVER: "closed",
}
NAMES = {
    "tracker.heartbeat": _("Show that the clock and a worker are there"),
    "reminders.remind": _("Plan reminders and write letters"),
    "reminders.post_to_channels": _("Post the queues to channels"),
    "commitments.close_rounds": _("Close reporting rounds"),
    "reminders.send": _("Send letters"),
    "commitments.roll_figures": _("Keep the figures of the day"),
    "commitments.forget_old_keys": _("Forget the keys of forms sent a week ago"),
    "history.seal": _("Seal the record"),
    "history.check": _("Check the whole record"),
    "imports.sweep": _("Go on with imports"),
    "imports.forget_old": _("Forget imports that nobody confirmed"),
    "imports.read": _("Read a file to import"),
    "imports.check": _("Check a file to import"),
    "imports.write": _("Write an import"),
    "imports.undo": _("Undo an import"),
}


@dataclass(frozen=True)
class JobLine:
    """A task: how its newest run went, and when it was called by the clock, how often it is."""

    name: str
    job: Job | None
    every: timedelta | None
    at: datetime

    @property
    def label(self) -> str:
        return str(NAMES.get(self.name, self.name))

    @property
    def state(self) -> JobState:
        job = self.job
        if job is None or job.started_at is None:
            return JobState.NEVER
        if job.ended_at is None or job.started_at > job.ended_at:
            is_over = self.at - job.started_at > LONGEST
            return JobState.STOPPED if is_over else JobState.RUNNING
        if job.failed_at is not None and (
            job.succeeded_at is None or job.failed_at > job.succeeded_at
        ):
            return JobState.FAILED
        # A pause of the clock shows itself; two calls may be missed.
        if self.every and self.at - job.started_at > 3 * self.every + timedelta(minutes=1):
            return JobState.LATE
        return JobState.WELL

    @property
    def tone(self) -> str:
        return TONES[self.state]


def job_lines(schedule: Mapping[str, timedelta]) -> list[JobLine]:
    """The tasks of the clock in their order, then all others that ran. One query."""
    jobs = {job.name: job for job in Job.objects.order_by("name")}
    now = clock.now()
    names = [*schedule, *(name for name in jobs if name not in schedule)]
    return [JobLine(name, jobs.get(name), schedule.get(name), now) for name in names]
