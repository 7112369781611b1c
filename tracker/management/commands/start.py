import signal
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from tracker import environment, parts
from tracker.embedded import processes, servers
from tracker.embedded.binaries import MissingServer
from tracker.embedded.postgres import Postgres
from tracker.embedded.redis import Redis
from tracker.embedded.supervisor import Supervisor, supervising
from tracker.listening import wait_for_pages, why_not
from tracker.prepare import prepare, unhurried, wait_until_prepared
from tracker.welcome import welcome

ALL = ("web", "worker", "beat", "inbound")


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
        wanted = (only,) if only in ALL else _configured() if only is None else ()
        embedded = _embedded_servers(home)
        host = environment.text("HOST", "127.0.0.1")
        port = environment.number("PORT", 8000, most=65535)
        if only == "inbound" and settings.INBOUND_LISTEN is None:
            raise CommandError("Set INBOUND_ADDRESS and INBOUND_LISTEN to take answers by mail.")
        if only in ALL and embedded:
            raise CommandError("One part alone needs DATABASE_URL and REDIS_URL.")
        try:
            with ExitStack() as stack:
                if only not in ALL:
                    stack.enter_context(servers.sole_use(home))
                    processes.end(processes.marked(home), signal.SIGTERM, grace=3)
                if "web" in wanted and (problem := why_not(host, port)):
                    raise CommandError(problem)
                if embedded:
                    stack.callback(servers.remove_sockets, home)
                supervisor = stack.enter_context(supervising(home))
                for server in embedded:
                    supervisor.serve(server)
                self._run(supervisor, wanted, host, port, demo=settings.DEMO and not no_demo)
                supervisor.watch()
        except KeyboardInterrupt:
            self._say("Stopped.")
        except OperationalError as problem:
            raise CommandError(f"The database does not answer: {problem}") from problem
        except (servers.Refused, MissingServer, OSError) as problem:
            raise CommandError(str(problem)) from problem

    def _run(
        self, supervisor: Supervisor, wanted: tuple[str, ...], host: str, port: int, *, demo: bool
    ) -> None:
        if "web" in wanted:
            prepare(demo=demo, say=self._say)
            web = supervisor.run(parts.web(host, port))
        elif wanted:
            wait_until_prepared()
        if "worker" in wanted:
            supervisor.run(parts.worker())
        if "beat" in wanted:
            supervisor.run(parts.beat())
        if "inbound" in wanted:
            supervisor.run(parts.inbound())
        if "web" not in wanted:
            self._say(f"Running: {', '.join(wanted or ['PostgreSQL', 'Redis'])}. Ctrl-C stops it.")
        elif wait_for_pages(host, port, web.runs):
            with unhurried():
                self._say(welcome(host, port))

    def _say(self, words: str) -> None:
        self.stdout.write(words)
        self.stdout.flush()


def _configured() -> tuple[str, ...]:
    """All parts, without those that the settings do not ask for."""
    return ALL if settings.INBOUND_LISTEN else ALL[:-1]


def _embedded_servers(home: Path) -> list[Postgres | Redis]:
    """The servers that the environment does not name."""
    found: list[Postgres | Redis] = []
    if not environment.text("DATABASE_URL"):
        found.append(Postgres(home))
    if not environment.text("REDIS_URL"):
        found.append(Redis(home))
    return found
