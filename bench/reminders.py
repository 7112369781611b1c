"""Reminders on a copy of the record: planning days, claiming what is due, and sending letters.

The copy is a database of its own, so that the record stays as it was: `measure` makes it, runs
this module in a process of its own, and drops it.
"""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psycopg
from psycopg import sql

from bench.going import free_port, let_go
from bench.targets import Figures
from tracker.embedded import addresses

ROOT = Path(__file__).resolve().parent.parent
COPY = "bench_reminders"


def measure(home: Path, figures: Figures) -> None:
    """Needs the servers of the home, and nobody else connected to its database."""
    let_go()
    port, result = free_port(), home / "reminders.json"
    _say(home, "DROP DATABASE IF EXISTS {} WITH (FORCE)")
    _say(home, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", addresses.DATABASE_NAME)
    where = addresses.embedded_database_url(home).rpartition("/")[0]
    environment = {
        **os.environ,
        "DATABASE_URL": f"{where}/{COPY}",
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "DEMO": "0",
    }
    sink = subprocess.Popen(
        [sys.executable, "-m", "bench.sink", str(port)], cwd=ROOT, stdout=subprocess.PIPE
    )
    try:
        subprocess.run(
            [sys.executable, "-m", "bench.reminding", str(result)],
            cwd=ROOT, env=environment, check=True,
        )  # fmt: skip
    finally:
        sink.send_signal(signal.SIGTERM)
        said = sink.communicate(timeout=30)[0]
        _say(home, "DROP DATABASE IF EXISTS {} WITH (FORCE)")
    figures |= json.loads(result.read_text(encoding="utf-8"))
    taken = json.loads(said)
    # Each letter of ours once; the bare loop sends its own under numbers of its own.
    expected = figures.pop("letters, expected at the server")
    figures["letters, lost or doubled"] = abs(taken["taken"] - expected) + (
        taken["taken"] - taken["ids"]
    )


def _say(home: Path, words: str, *more: str) -> None:
    with psycopg.connect(
        host=str(addresses.socket_folder(home)), port=addresses.PORT,
        user=addresses.DATABASE_USER, dbname="postgres", autocommit=True,
    ) as maintenance:  # fmt: skip
        names = [sql.Identifier(name) for name in (COPY, *more)]
        maintenance.execute(sql.SQL(words).format(*names))
