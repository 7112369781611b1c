"""A backup of a running tracker, brought into an empty home."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import Make
from tests.faults.running import ROOT, Tracker

pytestmark = pytest.mark.xdist_group("start")


def manage(tracker: Tracker, *command: str) -> subprocess.CompletedProcess[str]:
    """Run a command of an operator on this tracker's home."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=tracker.environment(),
        capture_output=True,
        text=True,
    )


def start_servers(tracker: Tracker) -> Tracker:
    """Nothing changes while only the servers run."""
    tracker.start("--only", "servers")
    tracker.wait_for_database()
    return tracker


@pytest.fixture
def full(make_tracker: Make) -> Tracker:
    return start_servers(make_tracker())


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Tracker]:
    yield (tracker := start_servers(Tracker(tmp_path / "empty")))
    tracker.interrupt()


def test_backup_holds_every_row_and_file(full: Tracker, empty: Tracker, tmp_path: Path) -> None:
    evidence = full.home / "media" / "evidence" / "a file.pdf"
    evidence.parent.mkdir(parents=True, exist_ok=True)
    evidence.write_text("content")

    written = manage(full, "backup", str(tmp_path / "backup"))
    restored = manage(empty, "restore", str(tmp_path / "backup"))

    assert (written.returncode, restored.returncode) == (0, 0), written.stderr + restored.stderr
    assert empty.counts() == full.counts()
    assert (empty.home / "media" / "evidence" / "a file.pdf").read_text() == "content"
    verified = manage(empty, "verify_history")
    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_restore_refuses_a_database_that_is_not_empty(
    second_start: Tracker, tmp_path: Path
) -> None:
    (tmp_path / "backup").mkdir()
    (tmp_path / "backup" / "database.dump").touch()

    refused = manage(second_start, "restore", str(tmp_path / "backup"))

    assert refused.returncode == 1
    assert "not empty" in refused.stderr


def test_backup_refuses_a_folder_that_is_there(second_start: Tracker, tmp_path: Path) -> None:
    assert "Name a new folder" in manage(second_start, "backup", str(tmp_path)).stderr
