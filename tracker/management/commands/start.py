import os
import signal
import socket
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from tracker import parts
from tracker.embedded import processes, servers
from tracker.embedded.binaries import MissingServer
from tracker.embedded.postgres import Postgres
from tracker.embedded.redis import Redis
from tracker.embedded.supervisor import Supervisor, supervising
from tracker.prepare import prepare, unhurried, wait_until_prepared
from tracker.welcome import wait_for_pages, welcome

ALL = ("web", "worker", "beat")


class Command(BaseCommand):
    """The one command that runs the tracker: on a laptop all of it, in a container one part."""

    help = "Start the tracker and keep it running until Ctrl-C."
    requires_system_checks: list[str] = []  # the database they ask is started here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only",
            choices=[*ALL, "servers"],
            help="run one part; web also prepares the database. 'servers': PostgreSQL and Redis.",
        )
        parser.add_argument(
            "--no-demo", action="store_true", help="do not load demo data at the first start"
        )

    def handle(self, *, only: str | None, no_demo: bool, **options: Any) -> None:
        home: Path = settings.TRACKER_HOME
        wanted = (only,) if only in ALL else ALL if only is None else ()
        embedded = _embedded_servers(home)
        if only in ALL and embedded:
            raise CommandError("One part alone needs DATABASE_URL and REDIS_URL.")
        try:
            with ExitStack() as stack:
                if only not in ALL:
                    stack.enter_context(servers.sole_use(home))
                    processes.end(processes.marked(home), signal.SIGTERM, grace=3)
                _refuse_taken_port(wanted)
                if embedded:
                    stack.callback(servers.remove_sockets, home)
                supervisor = stack.enter_context(supervising(home))
                self._start(supervisor, embedded, wanted, demo=_wants_demo(no_demo))
                supervisor.watch()
        except KeyboardInterrupt:
            self._say("Stopped.")
        except OperationalError as problem:
            raise CommandError(f"The database does not answer: {problem}") from problem
        except (servers.AlreadyRunning, servers.ServerFailed, MissingServer, OSError) as problem:
            raise CommandError(str(problem)) from problem

    def _start(
        self,
        supervisor: Supervisor,
        embedded: list[Postgres | Redis],
        wanted: tuple[str, ...],
        *,
        demo: bool,
    ) -> None:
        for server in embedded:
            supervisor.serve(server)
        host, port = os.environ.get("HOST") or "127.0.0.1", _port()
        if "web" in wanted:
            prepare(demo=demo, say=self._say)
            supervisor.run(parts.web(host, port))
        elif wanted:
            wait_until_prepared()
        if "worker" in wanted:
            supervisor.run(parts.worker())
        if "beat" in wanted:
            supervisor.run(parts.beat())
        if "web" in wanted:
            wait_for_pages(port)
            with unhurried():
                self._say(welcome(port))

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _embedded_servers(home: Path) -> list[Postgres | Redis]:
    """The servers that the environment does not name."""
    found: list[Postgres | Redis] = []
    if not os.environ.get("DATABASE_URL"):
        found.append(Postgres(home))
    if not os.environ.get("REDIS_URL"):
        found.append(Redis(home))
    return found


def _wants_demo(refused: bool) -> bool:
    return settings.DEMO and not refused


def _port() -> int:
    return int(os.environ.get("PORT") or 8000)


def _refuse_taken_port(wanted: tuple[str, ...]) -> None:
    """Two web servers would share a port without a word, and each get half of the requests."""
    if "web" not in wanted:
        return
    with socket.socket() as probe:
        probe.settimeout(1)
        if probe.connect_ex(("127.0.0.1", _port())) == 0:
            raise CommandError(f"Port {_port()} is taken. Choose another: PORT={_port() + 1}")
