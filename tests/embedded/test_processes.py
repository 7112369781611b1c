"""No process of ours outlives us."""

import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import psutil
import pytest

from tracker.embedded import processes
from tracker.embedded.processes import Part

ROOT = Path(__file__).resolve().parents[2]


def sleeper(folder: Path, code: str = "pass") -> Part:
    """A program that runs until it is stopped, and its own child beside it."""
    program = f"import signal, subprocess, time; {code}; subprocess.Popen(['sleep', '600']).wait()"
    return Part("sleeper", [sys.executable, "-c", program], cwd=folder, grace=1)


def until(holds, limit: float = 10) -> bool:
    deadline = time.monotonic() + limit
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(holds())


def test_stop_ends_the_whole_group(tmp_path: Path) -> None:
    part = sleeper(tmp_path)
    process = part.start(tmp_path)
    assert until(lambda: len(processes.marked(tmp_path)) == 2)

    part.stop(process)

    assert until(lambda: processes.marked(tmp_path) == [])


def test_stop_kills_a_process_that_does_not_listen(tmp_path: Path) -> None:
    part = sleeper(tmp_path, "signal.signal(signal.SIGTERM, signal.SIG_IGN)")
    process = part.start(tmp_path)
    assert until(lambda: len(processes.marked(tmp_path)) == 2)

    part.stop(process)

    assert process.returncode == -signal.SIGKILL


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start cleans up")
def test_a_part_ends_with_the_process_that_started_it(tmp_path: Path) -> None:
    code = f"""
        import sys, time
        from pathlib import Path
        from tracker.embedded.processes import Part
        folder = Path({str(tmp_path)!r})
        Part("sleeper", ["sleep", "600"], cwd=folder).start(folder)
        time.sleep(600)
    """
    starter = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT)
    assert until(lambda: processes.marked(tmp_path))

    starter.kill()
    starter.wait()

    assert until(lambda: processes.marked(tmp_path) == [])


def test_only_processes_of_this_home_are_ended(tmp_path: Path) -> None:
    ours, theirs = sleeper(tmp_path).start(tmp_path), sleeper(tmp_path).start(tmp_path / "other")
    assert until(lambda: len(processes.marked(tmp_path)) == 2)

    processes.end(processes.marked(tmp_path), signal.SIGTERM, grace=1)

    assert ours.wait(timeout=5) is not None
    assert psutil.Process(theirs.pid).is_running()
    sleeper(tmp_path).stop(theirs)
