"""Trackers to be treated badly: one home is made from nothing, then copied."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.running import ROWS, Tracker
from tracker.embedded.accounts import Account

Make = Callable[..., Tracker]


@pytest.fixture(scope="session")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was started once from nothing, in a folder with a space, and stopped."""
    tracker = Tracker(tmp_path_factory.mktemp("one two") / "a long name" / "var")
    tracker.start()
    try:
        tracker.wait_until_well(limit=180)
        tracker.write_rows(ROWS)
    finally:
        code = tracker.interrupt()
    assert (code, tracker.alive()) == (0, []), tracker.said()
    return tracker.home


@pytest.fixture(scope="session")
def second_start(
    prepared_home: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Tracker]:
    """A tracker that was started again on the prepared home, for tests that leave it well."""
    home = tmp_path_factory.mktemp("second") / "home"
    copy_as_owned(prepared_home, home)
    tracker = Tracker(home)
    tracker.start()
    try:
        tracker.seconds = tracker.wait_until_well()
        yield tracker
    finally:
        tracker.interrupt()


@pytest.fixture
def make_tracker(prepared_home: Path, tmp_path: Path) -> Iterator[Make]:
    """Makes trackers on copies of the prepared home, and ends what is left of them."""
    made: list[Tracker] = []

    def make(name: str = "a home", *, account: Account | None = None) -> Tracker:
        home = tmp_path / name
        copy_as_owned(prepared_home, home)
        made.append(Tracker(home, account=account))
        return made[-1]

    yield make
    for tracker in made:
        if tracker.process and tracker.process.poll() is None:
            tracker.interrupt()


def copy_as_owned(source: Path, target: Path) -> None:
    """Copy a home; its servers need their files to stay theirs."""
    shutil.copytree(source, target)
    for old in (source, *source.rglob("*")):
        owner = old.lstat()
        os.chown(target / old.relative_to(source), owner.st_uid, owner.st_gid)
