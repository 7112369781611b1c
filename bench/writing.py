"""Log progress over HTTP from several clients at once; none may be lost, none doubled."""

import threading
import time
from dataclasses import dataclass
from uuid import uuid4

from accounts.models import User
from bench.people import with_token
from bench.web import Browser, Times, times
from commitments.models import Commitment, Update
from history import clock


@dataclass
class Written:
    """Updates a second, how long each took, and how many are not there exactly once."""

    a_second: float
    times: Times
    wrong: int


def log_progress(port: int, clients: int, updates: int) -> Written:
    """Publish so many updates by the API, each client for commitments of its own office."""
    people = list(User.objects.filter(email__startswith="head").order_by("pk")[:clients])
    seconds: list[float] = []
    words: list[str] = []
    failed: list[str] = []

    def write(browser: Browser, user: User) -> None:
        running = user.tenures.running(on=clock.real_today()).values("post")
        codes = list(
            Commitment.objects.filter(accountable_post__in=running).values_list("code", flat=True)
        )
        for number in range(updates // clients):
            said = f"bench {uuid4().hex}"
            words.append(said)
            answer = _publish(browser, codes[number % len(codes)], said)
            seconds.append(answer[1])
            if answer[0] != 201:
                failed.append(f"{answer[0]}: {answer[2][:300]!r}")

    browsers = [with_token(port, user) for user in people]
    threads = [
        threading.Thread(target=write, args=pair) for pair in zip(browsers, people, strict=True)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - started
    if failed:
        print(f"{len(failed)} refused, the first: {failed[0]}")
    stored = list(Update.objects.filter(happened__in=words).values_list("happened", flat=True))
    wrong = len(words) - len(set(stored)) + len(stored) - len(set(stored))
    return Written(len(stored) / took, times(seconds), wrong)


def _publish(browser: Browser, code: str, said: str) -> tuple[int, float, bytes]:
    """One update as a program writes it: read the version, then publish based on it."""
    read = browser.get(f"/api/v1/commitments/{code}")
    version = read.headers.get("etag", "")
    answer = browser.ask(
        "POST",
        "/api/v1/updates",
        {"commitment": code, "confidence": "on_track", "happened": said},
        If_Match=version,
        Idempotency_Key=uuid4().hex,
    )
    return answer.status, answer.seconds, answer.body
