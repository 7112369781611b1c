"""Both embedded servers of a home, under one lock."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Protocol

from tracker.embedded.addresses import socket_folder
from tracker.embedded.postgres import Postgres
from tracker.embedded.processes import Part, wait_until
from tracker.embedded.redis import Redis

Process = subprocess.Popen[bytes]


class Server(Protocol):
    """PostgreSQL or Redis."""

    name: str
    home: Path
    log: Path

    def part(self) -> Part: ...
    def prepare(self) -> None: ...
    def ready(self) -> bool: ...


class Refused(Exception):
    """Nothing is started: says why, and what to do."""


class AlreadyRunning(Refused):
    """Another start holds this home."""


class UnusableHome(Refused):
    """The home is no folder that we may write in."""


class ServerFailed(Refused):
    """A server did not come up: carries the last lines it wrote."""


@contextmanager
def sole_use(home: Path) -> Iterator[None]:
    """Hold the home for this process. The system lets go of it however we end."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = open(home / "lock", "a+")  # noqa: SIM115 - closed below
    except OSError as problem:
        raise UnusableHome(
            f"{home} cannot be written: {problem.strerror}. Choose another TRACKER_HOME, or let"
            " this account write there."
        ) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(
                f"The tracker already runs from {home} (process {lock.read().strip()}). Stop that"
                " one, or choose another TRACKER_HOME and PORT."
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def start(server: Server, limit: float = 60) -> Process:
    """Clean up, start, and wait until it answers."""
    server.prepare()
    process = server.part().start(server.home)
    if not wait_until(server.ready, process, limit):
        server.part().stop(process)
        raise ServerFailed(f"{server.name} did not start. {server.log} ends:\n{_tail(server.log)}")
    return process


def remove_sockets(home: Path) -> None:
    """Leave nothing behind outside the home, once both servers are down."""
    shutil.rmtree(socket_folder(home), ignore_errors=True)


@contextmanager
def running(home: Path, postgres_settings: dict[str, str] | None = None) -> Iterator[None]:
    """Run both servers while the block lasts, for tests and for tools."""
    with sole_use(home), ExitStack() as stack:
        for server in (Postgres(home, postgres_settings), Redis(home)):
            process = start(server)
            stack.callback(_stopper(server, process))
        yield
    remove_sockets(home)


def _stopper(server: Server, process: Process) -> Callable[[], None]:
    return lambda: server.part().stop(process)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
