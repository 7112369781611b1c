"""`/metrics`: figures for Prometheus, for whoever brings METRICS_TOKEN."""

import hmac
from collections.abc import Iterable, Iterator
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.http import require_safe

from history import clock
from tracker.health import own_connection
from tracker.pulse import Pulse, silence

Sample = tuple[dict[str, str], float]
MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Each by an index; none reads what was settled on other days.
_LETTERS = """
    SELECT state, count(*) FROM reminders_letter WHERE day = %(today)s GROUP BY state
"""
_NOTICES = """
    SELECT CASE WHEN withdrawn = '' THEN 'held' ELSE 'withdrawn' END, count(*)
    FROM reminders_notice WHERE planned_on = %(today)s GROUP BY 1
"""
_OPEN = """
    SELECT coalesce(extract(epoch FROM %(now)s - min(greatest(send_from, made_at))
            FILTER (WHERE state <> 'unconfirmed')), 0),
        count(*) FILTER (WHERE state IN ('waiting', 'sending')),
        count(*) FILTER (WHERE state = 'unconfirmed'
            AND coalesce(lease_until, '-infinity') < %(now)s)
    FROM reminders_letter WHERE settled_at IS NULL AND send_from <= %(now)s
"""
_JOBS = """
    SELECT name, runs, failures, coalesce(extract(epoch FROM succeeded_at), 0),
        milliseconds / 1000.0
    FROM commitments_job ORDER BY name
"""


@login_not_required
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures now; 404 without the token, 503 without the database."""
    if not _may_read(request):
        return HttpResponseNotFound()
    try:
        text = "".join(_lines())
    except psycopg.Error:
        return HttpResponse("# The database does not answer.\n", MEDIA_TYPE, status=503)
    answer = HttpResponse(text, MEDIA_TYPE)
    answer["Cache-Control"] = "no-store"
    return answer


def _may_read(request: HttpRequest) -> bool:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    known: str = settings.METRICS_TOKEN
    is_same = hmac.compare_digest(token.encode(), known.encode())
    return bool(known) and kind.lower() == "bearer" and is_same


def _lines() -> Iterator[str]:
    facts = {"now": clock.now(), "today": clock.today()}
    with own_connection() as connection:
        letters = connection.execute(_LETTERS, facts).fetchall()
        notices = connection.execute(_NOTICES, facts).fetchall()
        oldest, waiting, doubtful = connection.execute(_OPEN, facts).fetchone() or (0, 0, 0)
        jobs = connection.execute(_JOBS).fetchall()
    yield from _metric(
        "notices_planned_today", "gauge", "Reminders planned today.", _by("result", notices)
    )
    yield from _metric(
        "letters_today", "gauge", "Letters of today by their state.", _by("state", letters)
    )
    for name, words, value in (
        ("letters_waiting", "Letters that may leave now and have not.", waiting),
        ("letters_unconfirmed", "Letters whose end is unknown.", doubtful),
        ("letters_oldest_unsent_seconds", "How long the oldest of them waits.", oldest),
    ):
        yield from _metric(name, "gauge", words, [({}, value)])
    of_jobs = [
        ("job_runs_total", "counter", "Runs of a background task.", 1),
        ("job_failures_total", "counter", "Runs that failed.", 2),
        ("job_last_success_timestamp_seconds", "gauge", "When it last went well.", 3),
        ("job_last_duration_seconds", "gauge", "How long its newest run took.", 4),
    ]
    for name, kind, words, column in of_jobs:
        yield from _metric(name, kind, words, [({"task": row[0]}, row[column]) for row in jobs])
    yield from _metric(
        "silence_seconds", "gauge", "Since a part showed itself; -1 for never.", _pulses()
    )


def _pulses() -> Iterator[Sample]:
    for part in Pulse:
        try:
            age = silence(part)
        except Exception:
            # Redis is away: the other figures are worth having all the more.
            age = None
        yield {"part": part.value}, -1.0 if age is None else age


def _by(label: str, rows: Iterable[tuple[Any, ...]]) -> list[Sample]:
    return [({label: name}, number) for name, number in rows]


def _metric(name: str, kind: str, words: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield f"# HELP tracker_{name} {words}\n# TYPE tracker_{name} {kind}\n"
    for labels, value in samples:
        # Words of ours, never text of people: nothing in them needs escaping.
        told = ",".join(f'{label}="{text}"' for label, text in labels.items())
        yield (
            f"tracker_{name}{{{told}}} {_number(value)}\n"
            if told
            else (f"tracker_{name} {_number(value)}\n")
        )


def _number(value: Any) -> str:
    return repr(round(float(value), 3)).removesuffix(".0")
