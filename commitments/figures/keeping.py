"""Keeping the figures of today true: `refresh` in the write path, `roll` on the clock.

The sums of a completed day (DayFigure) are always the sums of the rows of its commitments
(CommitmentFigure). Who works such a row out locks it first, so that it is worked out from all that
is committed; whoever comes later works it out again, and adds the difference only.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from commitments.calendars import coordinating_calendar
from commitments.figures import rows
from commitments.figures.models import DayFigure, FigureDay
from commitments.figures.slices import add_all_up, put_together
from commitments.models.commitment import Commitment
from commitments.rules.timing import late_review_sent_by
from history import clock
from history.acts import current_act

BATCH = 2_000
# Two rollers at once would do the same work twice.
ROLLING = 0xF16


def refresh(commitment_ids: Iterable[int]) -> None:
    """Bring the figures up to what these commitments are now.

    Call it at the end of each transaction that changes a commitment, a milestone, a date request
    or who holds an accountable post. Writers of other commitments are not waited for.
    """
    ids = sorted(set(commitment_ids))
    for start in range(0, len(ids), BATCH):
        _refresh(ids[start : start + BATCH])


def forget(commitment_ids: Iterable[int]) -> None:
    """Take commitments out of the figures. Call it just before they are removed."""
    ids = sorted(set(commitment_ids))
    for start in range(0, len(ids), BATCH):
        with transaction.atomic():
            stored = rows.lock(ids[start : start + BATCH])
            rows.remove(stored, FigureDay.objects.first())


def calendar_changed() -> None:
    """Call it after a change of working weeks or holidays, which may make other reviews late."""
    newest = FigureDay.objects.first()
    if newest is not None and newest.late_review_sent_by != _sent_by(newest.day):
        # Pages count live until `roll` has counted all anew.
        FigureDay.objects.filter(pk=newest.pk).update(completed_at=None)


def roll() -> None:
    """Make sure that today's figures are there, and put together what writers added.

    The clock calls it each minute; late, repeated and parallel calls do no harm (S8).
    """
    with _alone() as is_alone:
        if is_alone:
            newest = FigureDay.objects.first()
            if newest is None or newest.completed_at is None or not _holds(newest):
                _rebuild()
            fold()


def rebuild() -> None:
    """Count everything anew for today. Pages count live until it is done."""
    with _alone(wait=True):
        _rebuild()
        fold()


def fold() -> None:
    """Put the rows of each slice together that writers added."""
    changes = DayFigure.objects.filter(is_change=True)
    for day in changes.order_by().values_list("day", flat=True).distinct():
        with _job() as cursor:
            cursor.execute(put_together(), {"day": day})


def _refresh(ids: Sequence[int]) -> None:
    # What fails here fails the whole change, so there is nothing to go back to.
    with transaction.atomic(savepoint=False):
        stored = rows.lock(ids)
        # Asked after the locks are taken: a rebuild that begins later waits for them.
        begun = FigureDay.objects.first()
        # The rebuild of a new day counts these commitments as they are then.
        if begun is not None and begun.day >= _writing_day():
            rows.apply(stored, begun)


def _writing_day() -> date:
    act = current_act()
    return clock.day_of(act.at) if act else clock.real_today()


def _holds(newest: FigureDay) -> bool:
    """Whether the newest day is today, and reviews are late since the day it was made with."""
    today = clock.real_today()
    return (newest.day, newest.late_review_sent_by) == (today, _sent_by(today))


def _sent_by(day: date) -> date:
    return late_review_sent_by(on=day, calendar=coordinating_calendar())


def _rebuild() -> None:
    begun = _begin(clock.real_today())
    last = 0
    while ids := _next_ids(last):
        with _job():
            rows.recount(ids, begun)
        last = ids[-1]
    _complete(begun)


def _begin(day: date) -> FigureDay:
    """Open a day. Days after it are of a clock that ran ahead, and never were."""
    with transaction.atomic():
        FigureDay.objects.filter(day__gt=day).delete()
        DayFigure.objects.filter(day__gt=day).delete()
        begun, _new = FigureDay.objects.update_or_create(
            day=day, defaults={"late_review_sent_by": _sent_by(day), "completed_at": None}
        )
        return begun


def _complete(begun: FigureDay) -> None:
    """Add all commitments up. Writers wait meanwhile, readers do not."""
    with _job() as cursor:
        cursor.execute(f"LOCK TABLE {rows.TABLE} IN EXCLUSIVE MODE")
        late = Commitment.objects.exclude(figure__day=begun.day).order_by("pk")
        if ids := list(late.values_list("pk", flat=True)):
            rows.recount(ids, begun)
        DayFigure.objects.filter(day=begun.day).delete()
        cursor.execute(add_all_up(rows.TABLE), {"day": begun.day})
        begun.completed_at = clock.now()
        begun.save(update_fields=["completed_at"])


def _next_ids(after: int) -> list[int]:
    found = Commitment.objects.filter(pk__gt=after).order_by("pk")
    return list(found.values_list("pk", flat=True)[:BATCH])


@contextmanager
def _job() -> Iterator[Any]:
    """A transaction of background work, which may take longer than a page."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '5min'")
        yield cursor


@contextmanager
def _alone(*, wait: bool = False) -> Iterator[bool]:
    """Whether no other process rolls; with `wait`, once none does."""
    function = "pg_advisory_lock" if wait else "pg_try_advisory_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [ROLLING])
        got = cursor.fetchone()[0] is not False
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [ROLLING])
