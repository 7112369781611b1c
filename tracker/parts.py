"""The programs that the tracker consists of, beside its servers."""

import os
import sys
from pathlib import Path

from tracker import environment
from tracker.embedded.processes import Part

ROOT = Path(__file__).resolve().parent.parent


def web(host: str, port: int) -> Part:
    """Granian with blocking threads: for this work faster than an event loop."""
    cores = os.cpu_count() or 1
    return _python(
        "web",
        "granian",
        "--interface=wsgi",
        f"--host={host}",
        f"--port={port}",
        f"--workers={environment.number('WEB_WORKERS', min(4, cores))}",
        f"--blocking-threads={environment.number('WEB_THREADS', 8)}",
        "--no-ws",
        "--respawn-failed-workers",
        # A worker that is asked to stop while it still loads the application does not hear it.
        "--workers-kill-timeout=8",
        "--log-level=error",
        "tracker.wsgi:application",
    )


def worker() -> Part:
    """One Celery worker. A task that is stopped half way runs again: acks come late."""
    return _python(
        "worker",
        "celery",
        "--app=tracker",
        "--quiet",
        "worker",
        f"--concurrency={environment.number('WORKER_PROCESSES', 2)}",
        "--without-gossip",
        "--without-mingle",
    )


def beat() -> Part:
    """The clock, never inside a worker (S8)."""
    return _python(
        "beat", "celery", "--app=tracker", "--quiet", "beat", "--scheduler=tracker.beat:Clock"
    )


def inbound() -> Part:
    """Takes answers to letters from the mail server beside us."""
    return _python("inbound", "manage", "receive_mail")


def _python(name: str, module: str, *arguments: str) -> Part:
    # Celery warns root of pickled messages, which are not used.
    quiet = {"PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges"}
    # Else each thread of a process keeps memory of its own, which it never gives back.
    lean = {"MALLOC_ARENA_MAX": "2"}
    seen = {**quiet, **lean, **os.environ, "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", module, *arguments]
    return Part(name, command, cwd=ROOT, environment=seen)
