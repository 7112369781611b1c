"""The start, the stop, and what happens when parts are killed (issue: one command; O4)."""

import os
import pwd
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.running import Tracker
from tracker.embedded.accounts import Account

# One home is made from nothing and copied for the tests: they share a worker.
pytestmark = pytest.mark.xdist_group("start")

AT_LEAST = 200

Make = Callable[..., Tracker]


@pytest.fixture(scope="module")
def prepared_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home that was started once from nothing, in a folder with a space, and stopped."""
    tracker = Tracker(tmp_path_factory.mktemp("one two") / "var")
    tracker.start()
    try:
        tracker.wait_until_well(limit=180)
        tracker.write_rows(AT_LEAST)
    finally:
        code = tracker.interrupt()
    assert (code, tracker.alive()) == (0, []), tracker.said()
    return tracker.home


@pytest.fixture
def make_tracker(prepared_home: Path, tmp_path: Path) -> Iterator[Make]:
    """Makes trackers on copies of the prepared home, and ends what is left of them."""
    made: list[Tracker] = []

    def make(name: str = "a home", *, account: Account | None = None) -> Tracker:
        home = tmp_path / name
        _copy_as_owned(prepared_home, home)
        made.append(Tracker(home, account=account))
        return made[-1]

    yield make
    for tracker in made:
        if tracker.process and tracker.process.poll() is None:
            tracker.interrupt()


def _copy_as_owned(source: Path, target: Path) -> None:
    shutil.copytree(source, target)
    for old in (source, *source.rglob("*")):
        owner = old.lstat()
        os.chown(target / old.relative_to(source), owner.st_uid, owner.st_gid)


def test_second_start_answers_health_within_ten_seconds(make_tracker: Make) -> None:
    tracker = make_tracker()

    tracker.start()

    assert tracker.wait_until_well() < 10
    assert tracker.rows() == AT_LEAST


def test_ctrl_c_leaves_no_process(make_tracker: Make) -> None:
    tracker = make_tracker()
    tracker.start()
    tracker.wait_until_well()

    code = tracker.interrupt()

    assert (code, tracker.alive()) == (0, [])


def test_a_killed_part_comes_back(make_tracker: Make) -> None:
    tracker = make_tracker()
    tracker.start()
    tracker.wait_until_well()
    before = {
        name: tracker.part(name).pid for name in ("postgres", "redis", "worker", "web", "beat")
    }

    for name in before:
        tracker.kill(name)
    time.sleep(1)

    tracker.wait_until_well()
    after = {name: tracker.part(name).pid for name in before}
    assert [name for name in before if before[name] == after[name]] == []
    assert tracker.rows() == AT_LEAST


def test_start_after_the_supervisor_was_killed(make_tracker: Make) -> None:
    tracker = make_tracker()
    tracker.start()
    tracker.wait_until_well()
    tracker.kill_supervisor()

    tracker.start()

    tracker.wait_until_well()
    assert tracker.rows() == AT_LEAST
    tracker.interrupt()
    assert tracker.alive() == []


def test_start_after_everything_was_killed(make_tracker: Make) -> None:
    tracker = make_tracker()
    tracker.start()
    tracker.wait_until_well()
    for name in ("postgres", "redis", "worker", "web"):
        tracker.kill(name)
    tracker.kill_supervisor()

    tracker.start()

    tracker.wait_until_well()
    assert tracker.rows() == AT_LEAST


def test_two_instances_beside_each_other(make_tracker: Make) -> None:
    one, two = make_tracker("one"), make_tracker("two")

    one.start()
    two.start()

    one.wait_until_well()
    two.wait_until_well()
    one.interrupt()
    assert (one.alive(), two.health()[0]) == ([], 200)


def test_a_home_is_used_once_at_a_time(make_tracker: Make) -> None:
    tracker = make_tracker()
    tracker.start()
    tracker.wait_until_well()
    second = Tracker(tracker.home)
    second.log = tracker.home.with_name("second.log")

    second.start()

    assert second.process is not None
    assert second.process.wait(timeout=30) == 1
    assert "already runs" in second.said()
    assert tracker.health()[0] == 200


def test_a_taken_port_is_refused_with_a_way_out(make_tracker: Make) -> None:
    one, two = make_tracker("one"), make_tracker("two")
    one.start()
    one.wait_until_well()
    two.port = one.port

    two.start()

    assert two.process is not None
    assert two.process.wait(timeout=30) == 1
    assert f"PORT={one.port + 1}" in two.said()


@pytest.mark.skipif(os.geteuid() != 0, reason="the other tests run as this user already")
def test_start_as_an_ordinary_user(make_tracker: Make, tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    account = Account(nobody.pw_uid, nobody.pw_gid)
    if not account.can_run(Path(sys.executable)):
        pytest.skip("an ordinary user does not reach this Python")
    tracker = make_tracker(account=account)
    for path in (tracker.home, *tracker.home.rglob("*")):
        os.chown(path, account.uid, account.gid)
    for folder in tmp_path.parents:
        if folder.stat().st_mode & 0o011 == 0:
            pytest.skip("an ordinary user does not reach the test's folder")

    tracker.start()

    tracker.wait_until_well()
    assert tracker.rows() == AT_LEAST
