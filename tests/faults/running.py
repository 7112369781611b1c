"""A real tracker in processes of its own, to be treated badly."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psutil
import psycopg
from psycopg import sql

from tests.servers import free_port
from tracker.embedded import addresses, processes
from tracker.embedded.accounts import Account

ROOT = Path(__file__).resolve().parents[2]
ROWS = 200
# Nothing of the test run itself: it has servers and settings of its own.
OURS = ("TRACKER_", "PYTEST_", "DJANGO_", "PG", "DATABASE_URL", "REDIS_URL", "EMAIL_URL")


@dataclass
class Page:
    """An answer, as far as these tests look at it."""

    status: int
    retry_after: str | None
    text: str


class Tracker:
    """`manage.py start` with a home and a port."""

    def __init__(
        self,
        home: Path,
        *,
        port: int | None = None,
        log: Path | None = None,
        account: Account | None = None,
        more: dict[str, str] | None = None,
    ) -> None:
        home.parent.mkdir(parents=True, exist_ok=True)
        self.home = home
        self.port = port or free_port()
        self.account = account
        self.more = more or {}
        self.log = log or home.with_name(f"{home.name}.log")
        self.seconds = 0.0
        self.process: subprocess.Popen[bytes] | None = None

    def environment(self) -> dict[str, str]:
        """What its processes see, without what belongs to the test run."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        small = {"WEB_WORKERS": "1", "WORKER_PROCESSES": "1"}
        home = {"TRACKER_HOME": str(self.home), "PORT": str(self.port)}
        return {**kept, **small, **home, **self.more}

    def start(self, *arguments: str) -> None:
        """Start it, without waiting."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "start", "--no-demo", *arguments],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
                **(self.account.popen_arguments() if self.account else {}),
            )

    def get(self, address: str, cookie: str = "") -> Page:
        """What a page answers now."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request("GET", address, headers={"Cookie": cookie})
            answer = connection.getresponse()
            return Page(answer.status, answer.headers["Retry-After"], answer.read().decode())

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep the supervisor from doing anything for a while."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def health(self) -> tuple[int, dict[str, Any]]:
        """What /health answers now; status 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health") as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as answer:
            with answer:
                return answer.code, json.load(answer)
        except OSError:
            return 0, {}

    def wait_until_well(self, limit: float = 60) -> float:
        """Wait until all parts are there; answers the seconds it took."""
        began = time.monotonic()
        while self.health()[0] != 200:
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            assert time.monotonic() - began < limit, f"{self.health()}\n{self.said()}"
            time.sleep(0.1)
        return time.monotonic() - began

    def wait_for_database(self, limit: float = 30) -> None:
        """Wait until the database answers, for a start without pages."""
        deadline = time.monotonic() + limit
        while True:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                assert time.monotonic() < deadline, self.said()
                time.sleep(0.1)
            else:
                return

    def part(self, name: str) -> psutil.Process:
        """The first process of a part."""
        assert self.process is not None
        words = {"postgres": "/postgres -D", "redis": "redis-server", "web": "granian"}
        for child in psutil.Process(self.process.pid).children():
            if words.get(name, f" {name} ") in " ".join(child.cmdline()):
                return child
        raise AssertionError(f"no {name}\n{self.said()}")

    def kill(self, *names: str) -> None:
        """kill -9 of the first process of each part, and of no other."""
        for process in [self.part(name) for name in names]:
            process.kill()

    def ask(self, question: str, *facts: object) -> list[tuple[Any, ...]]:
        """What the database answers."""
        with self._connect() as connection:
            return connection.execute(question, facts).fetchall()  # type: ignore[call-overload,no-any-return]

    def kill_supervisor(self) -> None:
        """kill -9 of the process that looks after all others."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def interrupt(self) -> int:
        """Ctrl-C; answers how it ended."""
        assert self.process is not None
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=60)

    def wait_until_ended(self) -> int:
        """Wait until it ends by itself; answers how it ended."""
        assert self.process is not None
        return self.process.wait(timeout=60)

    def alive(self) -> list[str]:
        """All living processes of this home."""
        found = processes.marked(self.home)
        for folder in ("postgres", "redis"):
            found += processes.working_in(self.home / folder)
        return sorted(process.name() for process in found)

    def write_rows(self, count: int) -> None:
        """Commit rows, as people do who have just pressed a button."""
        with self._connect() as connection:
            connection.execute(
                "INSERT INTO django_session SELECT 'row-' || n, '', now() + interval '1 day'"
                " FROM generate_series(1, %s) n",
                [count],
            )

    def rows(self) -> int:
        """How many of them are there."""
        with self._connect() as connection:
            found = connection.execute(
                "SELECT count(*) FROM django_session WHERE session_key LIKE 'row-%'"
            ).fetchone()
            assert found is not None
            return int(found[0])

    def counts(self) -> dict[str, int]:
        """The number of rows of every table."""
        with self._connect() as connection:
            names = connection.execute(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
            ).fetchall()
            found = {}
            for (name,) in names:
                row = connection.execute(
                    sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))
                ).fetchone()
                found[name] = row[0] if row else 0
            return found

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(addresses.socket_folder(self.home)),
            port=addresses.PORT,
            user=addresses.DATABASE_USER,
            dbname=addresses.DATABASE_NAME,
            connect_timeout=5,
        )

    def said(self) -> str:
        """The end of what it wrote."""
        return self.log.read_text(errors="replace")[-4000:]
