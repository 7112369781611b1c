"""Processes of our own: started so that none outlives us, found again when one did."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from tracker.embedded.accounts import Account

# Each process we start carries its home in its environment; its own children inherit that.
MARK = "TRACKER_STARTED_BY"
_SET_PARENT_DEATH_SIGNAL = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


@dataclass
class Part:
    """One program of the tracker, and how it is stopped."""

    name: str
    command: list[str]
    cwd: Path
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    account: Account | None = None
    log: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace: float = 15.0

    def start(self, home: Path) -> subprocess.Popen[bytes]:
        """Start it as our direct child, in a process group of its own: Ctrl-C reaches only us."""
        as_account = self.account.popen_arguments() if self.account else {}
        output = open(self.log, "ab") if self.log else None  # noqa: SIM115 - handed to the child
        try:
            return subprocess.Popen(
                self.command,
                cwd=self.cwd,
                env={**self.environment, MARK: str(home)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                preexec_fn=_dies_with_us(self.stop_signal),
                **as_account,
            )
        finally:
            if output:
                output.close()

    def stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ask it to stop and see to it."""
        self.ask_to_stop(process)
        self.wait_until_stopped(process)

    def ask_to_stop(self, process: subprocess.Popen[bytes]) -> None:
        """Ask it to stop in its own good time."""
        with suppress(ProcessLookupError):
            process.send_signal(self.stop_signal)

    def wait_until_stopped(self, process: subprocess.Popen[bytes]) -> None:
        """Wait, then kill what is left of its group."""
        with suppress(subprocess.TimeoutExpired):
            process.wait(self.grace)
        kill_group(process.pid)
        process.wait()


def _dies_with_us(stop_signal: signal.Signals) -> Callable[[], None] | None:
    """Linux sends the signal when we die, however we die. Elsewhere the next start cleans up."""
    libc, parent = _libc, os.getpid()
    if libc is None:
        return None

    def ask_the_kernel() -> None:
        libc.prctl(_SET_PARENT_DEATH_SIGNAL, int(stop_signal))
        if os.getppid() != parent:  # we died before the line above
            os._exit(1)

    return ask_the_kernel


def kill_group(leader: int) -> None:
    """Kill what is left of a process group, if anything is."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def marked(home: Path) -> list[psutil.Process]:
    """Living processes of an earlier start of this home, known by the mark they carry.

    Process numbers written down are not believed: numbers are used again.
    """
    return [each for each in _living() if _asked(_mark_of, each) == str(home)]


def working_in(folder: Path) -> list[psutil.Process]:
    """Living processes that work in this folder.

    PostgreSQL and Redis write over their environment to show a title, so they are known by this.
    """
    return [each for each in _living() if _asked(_folder_of, each) == str(folder)]


def _living() -> Iterator[psutil.Process]:
    for process in psutil.process_iter(["status"]):
        if process.pid != os.getpid() and process.info["status"] != psutil.STATUS_ZOMBIE:
            yield process


def _mark_of(process: psutil.Process) -> str | None:
    mark: str | None = process.environ().get(MARK)
    return mark


def _folder_of(process: psutil.Process) -> str:
    return str(process.cwd()).removesuffix(" (deleted)")


def _asked(question: Callable[[psutil.Process], str | None], process: psutil.Process) -> str | None:
    """The answer, or None from a process that has just ended or is somebody else's."""
    try:
        return question(process)
    except (psutil.Error, OSError):
        return None


def end(processes: list[psutil.Process], ask: signal.Signals, grace: float = 10.0) -> None:
    """Ask the processes to stop, and kill those that do not."""
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.send_signal(ask)
    _gone, alive = psutil.wait_procs(processes, timeout=grace)
    for process in alive:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(alive, timeout=grace)


def wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], limit: float) -> bool:
    """Wait until the check holds. False when the process ended or the time is over."""
    deadline = time.monotonic() + limit
    while process.poll() is None and time.monotonic() < deadline:
        if ready():
            return True
        time.sleep(0.05)
    return False
