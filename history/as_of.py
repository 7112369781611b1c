"""Reading the record as it stood at an earlier moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.db import connection, transaction

from history import clock

# Sessions that carry this name never write, so nobody has to wait for their end.
READING = "tracker-as-of"
# Before any record there is nothing to tell apart, and rules count back from the day that is read.
FIRST_DAY = date(1900, 1, 1)


def horizon() -> datetime:
    """The newest moment whose answers can no longer change.

    Versions are dated by the start of their transaction, so a moment is settled once every
    transaction that began before it has ended. Two seconds cover the gap between the start of a
    transaction and its becoming visible to others.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least(clock_timestamp() - interval '2 seconds', min(xact_start)) "
            "FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND xact_start IS NOT NULL "
            "AND backend_type = 'client backend' AND application_name <> %s",
            [READING],
        )
        moment: datetime = cursor.fetchone()[0]
    return moment


@contextmanager
def as_of(day: date, *, at: datetime | None = None) -> Iterator[datetime]:
    """Read the record as it stood at the end of `day` (C5); yields the moment being read.

    `at` names a moment of that day instead, to make a report of an unfinished day once more.

    Inside, every queryset of a tracked model answers as at then, `clock.today()` is `day`, and the
    database refuses to write. The moment is never newer than `horizon()`, so the same question
    gets the same answer for ever (A1). Users and their rights must be loaded before. A day before
    `FIRST_DAY` is read as that day.
    """
    day = max(day, FIRST_DAY)
    with transaction.atomic():
        moment = min(at or clock.end_of_day(day), horizon())
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('tracker.as_of', %s, true), "
                "set_config('search_path', 'as_of, public', true), "
                "set_config('application_name', %s, true), "
                "set_config('transaction_read_only', 'on', true)",
                [moment.isoformat(), READING],
            )
        try:
            with clock.reading(day):
                yield moment
        finally:
            # Rolling back returns the settings also where an outer transaction goes on.
            transaction.set_rollback(True)


def earliest_day() -> date | None:
    """The day on which the record starts, or None while it is empty."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(at) FROM public.history_act WHERE kind <> 'reference.loaded'")
        first = cursor.fetchone()[0]
    return clock.day_of(first) if first else None
