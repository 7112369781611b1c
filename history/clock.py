"""The one clock (S9): moments are aware UTC, days are calendar days of the reporting time zone."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

_standing_at: ContextVar[datetime | None] = ContextVar("standing_at", default=None)
_read_at: ContextVar[date | None] = ContextVar("read_at", default=None)


def zone() -> ZoneInfo:
    """The reporting time zone (C1)."""
    return ZoneInfo(settings.REPORTING_TIME_ZONE)


def now() -> datetime:
    """The present moment, or the one that `stand_at` holds. Never an as-of moment."""
    return _standing_at.get() or datetime.now(UTC)


def real_today() -> date:
    """Today in the reporting time zone, also while an earlier day is being read."""
    return now().astimezone(zone()).date()


def today() -> date:
    """The day every rule counts from: the day being read inside `as_of()`, else today (C5)."""
    return _read_at.get() or real_today()


def day_read() -> date | None:
    """The day being read inside `as_of()`, or None when the present is read."""
    return _read_at.get()


def end_of_day(day: date) -> datetime:
    """The first moment after `day` in the reporting time zone (days of 23 and 25 hours too)."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=zone()).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The calendar day of a moment in the reporting time zone."""
    return moment.astimezone(zone()).date()


def standing_at() -> datetime | None:
    """The moment that `stand_at` holds, or None when the clock runs."""
    return _standing_at.get()


@contextmanager
def stand_at(moment: datetime) -> Iterator[None]:
    """Hold the clock at a moment, for invented data and tests.

    Acts inside are dated `moment`; their `recorded_at` stays the true time, so that what was
    written under a held clock can always be told from what happened then.
    """
    token = _standing_at.set(moment)
    try:
        yield
    finally:
        _standing_at.reset(token)


@contextmanager
def reading(day: date) -> Iterator[None]:
    """Let `today()` answer `day`. Only `as_of()` calls this."""
    token = _read_at.set(day)
    try:
        yield
    finally:
        _read_at.reset(token)
