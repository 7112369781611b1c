import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tracker.embedded.processes import Part
from tracker.embedded.supervisor import LONGEST_PAUSE, Kept, supervising


def program(name: str, folder: Path, code: str) -> Part:
    return Part(name, [sys.executable, "-c", code], cwd=folder, grace=2)


def supervise(folder: Path, *parts: Part, then: Callable[[], object] = int) -> list[int]:
    """Run the parts until a signal comes; answers how they ended."""
    processes = []
    with suppress(KeyboardInterrupt), supervising(folder) as supervisor:
        for part in parts:
            supervisor.run(part)
        processes = [kept.process for kept in supervisor.parts]
        then()
        supervisor.watch()
    return [process.returncode for process in processes if process]


def test_a_part_that_dies_is_started_again_after_a_pause(tmp_path: Path) -> None:
    # It dies twice, then asks us to stop.
    code = (
        "import os, pathlib, signal, time; f = pathlib.Path('starts');"
        "f.write_text(f.read_text() + 'x' if f.exists() else 'x');"
        "len(f.read_text()) > 2 and (os.kill(os.getppid(), signal.SIGINT), time.sleep(60))"
    )
    began = time.monotonic()

    supervise(tmp_path, program("weak", tmp_path, code))

    assert (tmp_path / "starts").read_text() == "xxx"
    assert time.monotonic() - began > 1.5  # half a second, then a second


def test_pauses_grow_to_a_limit(tmp_path: Path) -> None:
    kept = Kept(program("weak", tmp_path, ""), start=None)  # type: ignore[arg-type]

    pauses = [kept.pause() for _ in range(8)]

    assert pauses == [0.5, 1, 2, 4, 8, 16, LONGEST_PAUSE, LONGEST_PAUSE]


def test_a_part_that_ran_long_is_started_again_at_once(tmp_path: Path) -> None:
    kept = Kept(program("strong", tmp_path, ""), start=None, deaths=6)  # type: ignore[arg-type]
    kept.started_at -= 3600

    assert kept.pause() == 0.5


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_each_request_to_stop_stops_all_parts(tmp_path: Path, number: signal.Signals) -> None:
    one, two = (program(name, tmp_path, "import time; time.sleep(600)") for name in ("one", "two"))

    ended = supervise(tmp_path, one, two, then=lambda: os.kill(os.getpid(), number))

    assert ended == [-signal.SIGTERM] * 2


def test_a_request_to_stop_that_was_swallowed_is_repeated(tmp_path: Path) -> None:
    # Ends the test, too late, where nothing repeats the request.
    late = "import os, signal, time; time.sleep(15); os.kill(os.getppid(), signal.SIGINT)"
    began = time.monotonic()

    def swallow() -> None:
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGTERM)
            time.sleep(0.1)

    supervise(tmp_path, program("late", tmp_path, late), then=swallow)

    assert time.monotonic() - began < 10
