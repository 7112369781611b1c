"""`/health`: is each part there? 200, or 503 that names the part."""

import shutil
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import psycopg
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import connections
from django.http import HttpRequest, HttpResponse, JsonResponse

from history import clock
from tracker.pulse import Pulse, silence

Answer = dict[str, Any]

PATIENCE = 5.0  # seconds for all parts together: C5 allows ten
_LEAST_DISK = 100 * 1024 * 1024
_LATE_LETTER = 30  # minutes
# One thread a part: a server that hangs holds its own check only, and no second one piles up.
_threads: dict[str, ThreadPoolExecutor] = {}


# A worker may be busy with one long job; the clock never is.
_OLDEST = {Pulse.WORKER: 120, Pulse.BEAT: 60}


def own_connection() -> psycopg.Connection:
    """A connection of its own: a web process whose pool is empty must still say so."""
    database = connections.settings["default"]
    return psycopg.connect(
        host=database["HOST"],
        port=database["PORT"] or None,
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"] or None,
        autocommit=True,
        **{**_for_the_library(database["OPTIONS"]), "connect_timeout": 3},
    )


def _database() -> Answer:
    with own_connection() as connection:
        connection.execute("SELECT 1")
    return {}


def _for_the_library(options: dict[str, Any]) -> dict[str, Any]:
    """The address's own options, as sslmode, without what is Django's."""
    return {name: value for name, value in options.items() if name not in ("pool", "options")}


def _redis() -> Answer:
    cache.get("heartbeat")
    return {}


def _pulse(part: Pulse) -> Answer:
    age = silence(part)
    if age is None:
        return {"problem": "has not shown itself"}
    late = {"problem": f"silent for {age:.0f} seconds"} if age > _OLDEST[part] else {}
    return {"age": age, **late}


def _letters() -> Answer:
    """The letters that should have left: how long the oldest waits, and what is in doubt."""
    with own_connection() as connection:
        found = connection.execute(
            "SELECT min(greatest(send_from, made_at)) FILTER (WHERE state <> 'unconfirmed'),"
            " count(*) FILTER (WHERE state = 'unconfirmed'"
            " AND coalesce(lease_until, '-infinity') < %(now)s)"
            " FROM reminders_letter WHERE settled_at IS NULL AND send_from <= %(now)s",
            {"now": clock.now()},
        ).fetchone()
    oldest, unconfirmed = found or (None, 0)
    minutes = int((clock.now() - oldest).total_seconds() // 60) if oldest else 0
    late = {"problem": f"the oldest is {minutes} minutes late"} if minutes > _LATE_LETTER else {}
    return {"oldest_minutes": minutes, "unconfirmed": unconfirmed, **late}


def _disk() -> Answer:
    place = next(p for p in (settings.MEDIA_ROOT, *settings.MEDIA_ROOT.parents) if p.exists())
    free = shutil.disk_usage(place).free
    full = {"problem": "nearly full"} if free < _LEAST_DISK else {}
    return {"free_mb": free // 1024 // 1024, **full}


CHECKS: dict[str, Callable[[], Answer]] = {
    "database": _database,
    "redis": _redis,
    "worker": lambda: _pulse(Pulse.WORKER),
    "beat": lambda: _pulse(Pulse.BEAT),
    "letters": _letters,
    "disk": _disk,
}


def look(parts: list[str]) -> dict[str, Answer]:
    """Ask all parts at once and wait a few seconds. Never raises."""
    deadline = time.monotonic() + PATIENCE
    asked = {part: _ask(part) for part in parts}
    return {part: _answer(future, deadline) for part, future in asked.items()}


def _ask(part: str) -> Future[Answer]:
    thread = _threads.setdefault(part, ThreadPoolExecutor(1, thread_name_prefix=f"health-{part}"))
    return thread.submit(CHECKS[part])


def _answer(future: Future[Answer], deadline: float) -> Answer:
    try:
        found = future.result(timeout=max(0.0, deadline - time.monotonic()))
    except TimeoutError:
        future.cancel()
        return {"ok": False, "problem": "does not answer"}
    except Exception as problem:
        # The kind only: the text may hold addresses and names.
        return {"ok": False, "problem": f"not reachable ({type(problem).__name__})"}
    return {"ok": "problem" not in found, **found}


@login_not_required
def health(request: HttpRequest) -> HttpResponse:
    """Answer for monitors. `?only=database,redis` asks some parts."""
    asked = request.GET.get("only", "").split(",")
    parts = look([part for part in CHECKS if part in asked] or list(CHECKS))
    broken = [part for part, answer in parts.items() if not answer["ok"]]
    body = {"status": "unavailable" if broken else "ok", "broken": broken, "parts": parts}
    answer = JsonResponse(body, status=503 if broken else 200)
    answer["Cache-Control"] = "no-store"
    return answer


class AnswerHealthFirst:
    """Answer `/health` before sessions and sign-in, which need the parts that may be gone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return health(request) if request.path == "/health" else self.get_response(request)
