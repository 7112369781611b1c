"""Writes down how background tasks go, beside whatever they do."""

from datetime import datetime

from django.db import connection

from history import clock

_BEGAN = """
    INSERT INTO commitments_job (name, started_at, error, milliseconds, runs, failures)
    VALUES (%(name)s, %(now)s, '', 0, 1, 0)
    ON CONFLICT (name) DO UPDATE SET started_at = EXCLUDED.started_at,
        runs = commitments_job.runs + 1
"""
_ENDED = """
    UPDATE commitments_job SET ended_at = %(now)s, milliseconds = %(took)s,
        succeeded_at = CASE WHEN %(error)s = '' THEN %(now)s ELSE succeeded_at END,
        failed_at = CASE WHEN %(error)s = '' THEN failed_at ELSE %(now)s END,
        error = CASE WHEN %(error)s = '' THEN error ELSE %(error)s END,
        failures = failures + (%(error)s <> '')::int
    WHERE name = %(name)s
"""


def task_began(name: str) -> None:
    """A run of a task begins. Raises what the database raises."""
    _write(_BEGAN, name=name, now=clock.now())


def task_ended(name: str, *, seconds: float, error: str = "") -> None:
    """It ended; with the words of its failure, if it failed."""
    _write(_ENDED, name=name, now=clock.now(), took=int(seconds * 1000), error=error[:500])


def _write(sql: str, **values: str | int | datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
