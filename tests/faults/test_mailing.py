"""Mail from real processes while their servers break: nothing is lost, nothing goes twice.

One tracker with a worker, a clock and a mail server of ours is treated badly, test after test.
"""

import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis

from tests import servers
from tests.faults.conftest import copy_as_owned
from tests.faults.running import ROOT, Tracker
from tracker.embedded import addresses

# The home that all of them copy is made once by a worker.
pytestmark = pytest.mark.xdist_group("start")

# A worker waits for its database for half the lease of a letter, which is a minute.
AWAY = 20


class Mailing:
    """A tracker that sends to a mail server which tests break.

    A worker that is killed in the middle is looked at where its lease need not be waited for
    (tests of delivery).
    """

    def __init__(self, tracker: Tracker, post: servers.MailServer) -> None:
        self.tracker, self.post = tracker, post

    def write(self, name: str, count: int) -> list[str]:
        """So many letters that wait; to whom they go."""
        self.run("-m", "tests.faults.write_letters", name, str(count))
        return sorted(f"{name}{number}@example.org" for number in range(count))

    def run(self, *words: str) -> None:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=ROOT, env=self.tracker.environment(), capture_output=True, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def remind(self, times: int = 1) -> None:
        """What the clock does each minute, now."""
        self.run("-m", "celery", "--app=tracker", "--quiet", "call", "reminders.remind")
        for _time in range(times - 1):
            self.run("-m", "celery", "--app=tracker", "--quiet", "call", "reminders.remind")

    def arrived(self, people: list[str]) -> Counter[str]:
        """How many letters came to each."""
        came = [address for letter in list(self.post.letters) for address in letter.recipients]
        return Counter(address for address in came if address in people)

    def ids(self, person: str) -> list[str]:
        """The Message-IDs of what came to somebody."""
        letters = [one for one in list(self.post.letters) if person in one.recipients]
        return [str(one.message["Message-ID"]) for one in letters]

    def states(self, people: list[str]) -> Counter[str]:
        """What the record says of their letters."""
        rows = self.tracker.ask(
            "SELECT l.state FROM reminders_letter l JOIN accounts_user u ON u.id = l.person_id"
            " WHERE u.email = ANY(%s)",
            people,
        )
        return Counter(state for (state,) in rows)

    def wait_until(self, reached: Callable[[], bool], limit: float = 90) -> None:
        deadline = time.monotonic() + limit
        while not reached():
            assert time.monotonic() < deadline, self.tracker.said()
            time.sleep(0.2)

    def wait_until_sent(self, people: list[str], limit: float = 90) -> None:
        self.wait_until(lambda: self.states(people)["sent"] == len(people), limit)


@pytest.fixture(scope="module")
def mailing(prepared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mailing]:
    home = tmp_path_factory.mktemp("mailing") / "home"
    copy_as_owned(prepared_home, home)
    with servers.mail_server() as post:
        tracker = Tracker(home, more={"EMAIL_URL": post.url})
        tracker.start()
        try:
            tracker.wait_until_well(limit=120)
            yield Mailing(tracker, post)
        finally:
            tracker.interrupt()


@pytest.fixture(autouse=True)
def _kind_again(mailing: Mailing) -> Iterator[None]:
    yield
    mailing.post.on_text = None
    mailing.post.answers.clear()


def slowly(_letter: servers.Letter) -> str:
    time.sleep(0.1)
    return "250 Accepted"


def test_redis_stopped_and_emptied_while_letters_leave(mailing: Mailing) -> None:
    """S1: the queue may lose everything; the rows are asked anew."""
    mailing.post.on_text = slowly
    people = mailing.write("redis", 40)
    mailing.remind()
    mailing.wait_until(lambda: len(mailing.arrived(people)) > 5)

    mailing.tracker.kill("redis")
    mailing.tracker.wait_until_well(limit=120)
    with redis.Redis(unix_socket_path=str(addresses.redis_socket(mailing.tracker.home))) as queue:
        queue.flushall()
    mailing.remind()

    mailing.wait_until_sent(people)
    assert set(mailing.arrived(people).values()) == {1}


def test_database_away_for_20_seconds_while_letters_leave(mailing: Mailing) -> None:
    """The worker waits for it with what it alone knows, so that no letter goes twice."""
    mailing.post.on_text = slowly
    people = mailing.write("database", 30)
    mailing.remind()
    mailing.wait_until(lambda: len(mailing.arrived(people)) > 5)

    with mailing.tracker.held():  # nobody starts it again meanwhile
        mailing.tracker.kill("postgres")
        time.sleep(AWAY)
    mailing.tracker.wait_until_well(limit=120)
    mailing.remind()

    mailing.wait_until_sent(people)
    assert set(mailing.arrived(people).values()) == {1}


def test_two_clocks_and_every_task_three_times_send_each_letter_once(mailing: Mailing) -> None:
    """S8."""
    second = subprocess.Popen(
        [
            sys.executable, "-m", "celery", "--app=tracker", "--quiet", "beat",
            "--scheduler=tracker.beat:Clock",
        ],
        cwd=ROOT, env=mailing.tracker.environment(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        mailing.post.on_text = slowly
        people = mailing.write("clocks", 30)
        workers = [threading.Thread(target=mailing.remind, args=(1,)) for _number in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        mailing.wait_until_sent(people)
    finally:
        second.terminate()
        second.wait()
    mailing.remind()

    assert set(mailing.arrived(people).values()) == {1}


def test_a_server_that_cuts_refuses_and_dawdles_harms_one_letter_each(mailing: Mailing) -> None:
    people = mailing.write("server", 12)
    cut, refused = people[0], people[1]

    def answer(letter: servers.Letter) -> str:
        if letter.recipients == [cut] and len(mailing.ids(cut)) == 1:
            return servers.CUT
        return slowly(letter)

    mailing.post.on_text = answer
    mailing.post.answers[refused] = "550 5.1.1 No such person"
    mailing.remind()
    mailing.wait_until(lambda: mailing.states(people)["sent"] >= 10)
    mailing.remind()

    mailing.wait_until(lambda: mailing.states(people) == Counter(sent=11, failed=1))
    assert mailing.arrived(people) == Counter({who: 1 for who in people if who != refused}) + (
        Counter({cut: 1})
    )
    assert len(set(mailing.ids(cut))) == 1


def test_a_server_that_is_away_gets_everything_when_it_is_back(mailing: Mailing) -> None:
    mailing.post.stop()
    people = mailing.write("away", 10)
    mailing.remind()
    mailing.wait_until(
        lambda: (
            mailing.tracker.ask(
                "SELECT 1 FROM reminders_letter WHERE answer LIKE %s", "%ConnectionRefusedError%"
            )
            != []
        )
    )
    assert mailing.states(people) == Counter(waiting=10)

    mailing.post.start()
    # An hour later for the letters, in no time for the test.
    mailing.tracker.ask(
        "UPDATE reminders_letter SET try_at = now() WHERE state = 'waiting' RETURNING id"
    )
    mailing.remind()

    mailing.wait_until_sent(people)
    assert set(mailing.arrived(people).values()) == {1}
