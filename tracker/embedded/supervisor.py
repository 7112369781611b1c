"""Keeps the parts of the tracker running: starts, watches, starts again, stops (O4)."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

import structlog

from tracker.embedded import processes, servers
from tracker.embedded.processes import Part
from tracker.embedded.servers import Server

logger = structlog.get_logger(__name__)

LONGEST_PAUSE = 30.0
# A part that ran this long was well: its next death starts the pauses anew.
LONG_ENOUGH = 60.0
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

Process = subprocess.Popen[bytes]


@dataclass
class Kept:
    """A part that is to run."""

    part: Part
    start: Callable[[], Process]
    process: Process | None = None
    is_server: bool = False
    started_at: float = field(default_factory=time.monotonic)
    deaths: int = 0
    next_start_at: float = 0.0

    def begin(self) -> None:
        """Start it."""
        self.started_at = time.monotonic()
        self.process = self.start()

    def runs(self) -> bool:
        """Whether it lives now."""
        return self.process is not None and self.process.poll() is None

    def pause(self) -> float:
        """Seconds to wait before the next start: longer each time."""
        if time.monotonic() - self.started_at > LONG_ENOUGH:
            self.deaths = 0
        self.deaths += 1
        return min(LONGEST_PAUSE, 0.5 * 2.0 ** (self.deaths - 1))


class Supervisor:
    """Starts parts in order, and stops them whatever happens."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.parts: list[Kept] = []

    def serve(self, server: Server) -> None:
        """Start an embedded server and wait until it answers."""
        self._keep(Kept(server.part(), lambda: servers.start(server), is_server=True))

    def run(self, part: Part) -> Kept:
        """Start a part."""
        return self._keep(Kept(part, lambda: part.start(self.home)))

    def _keep(self, kept: Kept) -> Kept:
        self.parts.append(kept)
        kept.begin()
        return kept

    def watch(self) -> None:
        """Start again what dies, until a signal ends this with KeyboardInterrupt."""
        while True:
            time.sleep(0.2)
            for kept in self.parts:
                self._look_after(kept)

    def _look_after(self, kept: Kept) -> None:
        now = time.monotonic()
        if kept.process is None:
            if now >= kept.next_start_at:
                self._start_again(kept)
        elif kept.process.poll() is not None:
            pause = kept.pause()
            code = kept.process.returncode
            logger.warning("part_died", part=kept.part.name, code=code, next_start_in=pause)
            processes.kill_group(kept.process.pid)
            kept.process, kept.next_start_at = None, now + pause

    def _start_again(self, kept: Kept) -> None:
        try:
            kept.begin()
        except (servers.ServerFailed, OSError) as problem:
            kept.next_start_at = time.monotonic() + kept.pause()
            logger.error("part_not_started", part=kept.part.name, problem=str(problem))
        else:
            logger.info("part_started", part=kept.part.name)

    def stop(self) -> None:
        """Stop the parts together, then what they stand on."""
        _stop_together(kept for kept in self.parts if not kept.is_server)
        _stop_together(kept for kept in self.parts if kept.is_server)
        self.parts.clear()


def _stop_together(group: Iterable[Kept]) -> None:
    running = [(kept.part, kept.process) for kept in group if kept.process is not None]
    for part, process in running:
        part.ask_to_stop(process)
    for part, process in running:
        part.wait_until_stopped(process)


@contextmanager
def supervising(home: Path) -> Iterator[Supervisor]:
    """A supervisor; when the block ends, for whatever reason, its parts are stopped.

    Ctrl-C, a request to end and a closed terminal raise KeyboardInterrupt inside the block, each
    second anew: what it falls into, as a library's finaliser, may swallow it.
    """
    before = {number: signal.signal(number, _interrupt) for number in (*_STOPS, signal.SIGALRM)}
    supervisor = Supervisor(home)
    try:
        yield supervisor
    finally:
        for number in before:
            signal.signal(number, signal.SIG_IGN)  # a second Ctrl-C would leave half of it
        signal.setitimer(signal.ITIMER_REAL, 0)
        supervisor.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    signal.setitimer(signal.ITIMER_REAL, 1.0, 1.0)
    raise KeyboardInterrupt
