"""The start, the stop, and what happens when parts are killed (issue: one command; O4)."""

import os
import pwd
import sys
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Make
from tests.faults.running import ROWS, Tracker
from tracker.embedded.accounts import Account

# One home is made from nothing and copied for the tests: they share a worker.
pytestmark = pytest.mark.xdist_group("start")

PARTS = ("postgres", "redis", "worker", "web", "beat")


def test_second_start_answers_health_within_ten_seconds(second_start: Tracker) -> None:
    # Ten seconds are meant for a machine that has nothing else to do.
    crowd = max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
    assert second_start.seconds < 10 * crowd
    assert second_start.rows() == ROWS


def test_a_home_is_used_once_at_a_time(second_start: Tracker, tmp_path: Path) -> None:
    other = Tracker(second_start.home, log=tmp_path / "other.log")

    other.start()

    assert other.wait_until_ended() == 1
    assert "already runs" in other.said()
    assert second_start.health()[0] == 200


def test_a_taken_port_is_refused_with_a_way_out(second_start: Tracker, tmp_path: Path) -> None:
    other = Tracker(tmp_path / "home", port=second_start.port)

    other.start()

    assert other.wait_until_ended() == 1
    assert f"PORT={second_start.port + 1}" in other.said()


def test_killed_parts_come_back(second_start: Tracker) -> None:
    before = {name: second_start.part(name).pid for name in PARTS}
    second_start.kill(*PARTS)
    time.sleep(1)

    second_start.wait_until_well()

    after = {name: second_start.part(name).pid for name in PARTS}
    assert [name for name in PARTS if before[name] == after[name]] == []
    assert second_start.rows() == ROWS


@pytest.mark.parametrize(
    ("server", "part", "status"), [("postgres", "database", 503), ("redis", "redis", 200)]
)
def test_pages_answer_soon_without_a_server(
    second_start: Tracker, server: str, part: str, status: int
) -> None:
    """C5: 503 in plain words within ten seconds where it is needed; well again by itself."""
    with second_start.held():  # nobody starts it again meanwhile
        second_start.kill(server)
        began = time.monotonic()
        page = second_start.get("/verify", cookie="sessionid=somebody")
        seconds = time.monotonic() - began
        health_status, health = second_start.health()

    assert (page.status, seconds < 10) == (status, True)
    assert (page.retry_after == "30") == ("Nothing was changed" in page.text) == (status == 503)
    assert (health_status, part in health["broken"]) == (503, True)
    second_start.wait_until_well()
    assert second_start.get("/verify").status == 200


def test_two_instances_beside_each_other(second_start: Tracker, make_tracker: Make) -> None:
    other = make_tracker()
    other.start()
    other.wait_until_well()

    code = other.interrupt()

    assert (code, other.alive()) == (0, [])
    assert second_start.health()[0] == 200


@pytest.mark.parametrize("parts", [(), ("postgres", "redis", "worker", "web")])
def test_start_after_the_supervisor_was_killed(make_tracker: Make, parts: tuple[str, ...]) -> None:
    tracker = make_tracker()
    tracker.start()
    tracker.wait_until_well()
    tracker.kill(*parts)
    tracker.kill_supervisor()

    tracker.start()

    tracker.wait_until_well()
    assert tracker.rows() == ROWS
    tracker.interrupt()
    assert tracker.alive() == []


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
    assert tracker.rows() == ROWS
