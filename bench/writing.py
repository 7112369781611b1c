"""Log progress over HTTP from several clients at once; none may be lost, none doubled."""

import threading
import time
from collections.abc import Callable
from math import inf
from typing import Any
from uuid import uuid4

import psycopg
from django.conf import settings

from accounts.models import User
from bench.people import with_token
from bench.targets import Figures
from bench.web import times
from commitments.models import Commitment, Update
from history import clock

LOST = "log progress, lost or doubled"
BARE = """
    WITH act AS (
        INSERT INTO history_act (kind, person_id, post_id, organisation_id, reason, about, at,
            recorded_at, channel, request_id)
        SELECT 'update.published', %(person)s, c.accountable_post_id, c.lead_organisation_id, '',
            c.code, now(), now(), 'api', ''
        FROM commitments_commitment c WHERE c.id = %(commitment)s RETURNING id
    ) SELECT set_config('tracker.act', id::text, true) FROM act;
    INSERT INTO commitments_update (commitment_id, kind, confidence, happened, problem,
        help_needed, help_from, next_step, visibility, published_on, published_at,
        published_by_id, post_id)
    SELECT id, 'progress', 'on_track', %(said)s, '', '', '', '', 'internal', current_date, now(),
        %(person)s, accountable_post_id
    FROM commitments_commitment WHERE id = %(commitment)s;
    UPDATE commitments_commitment SET last_update_on = current_date, owner_rating = 'on_track',
        owner_rated_on = current_date, version = version + 1 WHERE id = %(commitment)s;
"""


def measure(port: int, clients: int, updates: int, figures: Figures) -> None:
    """Publish so many updates by the API, each client for the commitments of its own office.

    Versions are read first, a round of commitments at a time, and only publishing is timed. Called
    again, the better of the goes stays; what is wrong adds up.
    """
    writers = [Writer(port, user) for user in _heads(clients)]
    a_round = min(updates // clients, *(len(writer.codes) for writer in writers))
    took = 0.0
    for _round in range(updates // clients // a_round):
        _at_once([lambda one=one: one.read(a_round) for one in writers])  # type: ignore[misc]
        took += _at_once([one.publish for one in writers])
    words = [said for writer in writers for said in writer.words]
    if refused := [problem for writer in writers for problem in writer.refused]:
        print(f"{len(refused)} refused, the first: {refused[0]}")
    stored = list(Update.objects.filter(happened__in=words).values_list("happened", flat=True))
    lost, doubled = len(words) - len(set(stored)), len(stored) - len(set(stored))
    figures[LOST] = figures.get(LOST, 0) + lost + doubled
    name = f"log progress, {clients} clients"
    slow = times([seconds for writer in writers for seconds in writer.seconds]).p95
    figures[f"{name} a second"] = max(figures.get(f"{name} a second", 0), len(stored) / took)
    figures[f"{name} p95 ms"] = min(figures.get(f"{name} p95 ms", inf), slow)


class Writer:
    """A program that logs progress for one office."""

    def __init__(self, port: int, user: User) -> None:
        self.browser, self.codes = with_token(port, user), _commitments_of(user, "code")
        self.words: list[str] = []
        self.seconds: list[float] = []
        self.refused: list[str] = []
        self._tags: list[tuple[str, str]] = []

    def read(self, count: int) -> None:
        """The versions that the next updates are based on."""
        for code in self.codes[:count]:
            answer = self.browser.get(f"/api/v1/commitments/{code}")
            self._tags.append((code, answer.headers.get("etag", "")))

    def publish(self) -> None:
        """One update for each that was read."""
        while self._tags:
            code, tag = self._tags.pop()
            said = f"bench {uuid4().hex}"
            self.words.append(said)
            answer = self.browser.ask(
                "POST",
                "/api/v1/updates",
                {"commitment": code, "confidence": "on_track", "happened": said},
                If_Match=tag,
                Idempotency_Key=uuid4().hex,
            )
            self.seconds.append(answer.seconds)
            if answer.status != 201:
                self.refused.append(f"{answer.status}: {answer.body[:300]!r}")


def measure_bare(clients: int, updates: int, figures: Figures) -> None:
    """The same rows, versions included, each update one transaction of bare SQL."""
    target = settings.DATABASES["default"]
    where = {
        "host": target["HOST"],
        "port": target["PORT"] or 5432,
        "user": target["USER"],
        "password": target["PASSWORD"],
        "dbname": target["NAME"],
    }

    def client(user: User) -> Callable[[], None]:
        keys = _commitments_of(user, "pk")
        bare = psycopg.connect(autocommit=True, **where)

        def write() -> None:
            for number in range(updates // clients):
                facts = {"person": user.pk, "commitment": keys[number % len(keys)], "said": "bare"}
                with bare.transaction():
                    for statement in BARE.split(";\n")[:-1]:
                        bare.execute(statement, facts)
            bare.close()

        return write

    took = _at_once([client(user) for user in _heads(clients)])
    a_second = clients * (updates // clients) / took
    figures["log progress, bare SQL a second"] = a_second
    figures["log progress / bare SQL"] = figures["log progress, 16 clients a second"] / a_second


def _heads(clients: int) -> list[User]:
    """Of so many offices that own something."""
    owning = Commitment.objects.values("accountable_post")
    heads = User.objects.filter(email__startswith="head", tenures__post__in=owning)
    return list(heads.order_by("pk")[:clients])


def _commitments_of(user: User, column: str) -> list[Any]:
    running = user.tenures.running(on=clock.real_today()).values("post")
    rows = Commitment.objects.filter(accountable_post__in=running).order_by("pk")
    return list(rows.values_list(column, flat=True))


def _at_once(works: list[Callable[[], None]]) -> float:
    """Run them all in threads; returns the seconds that it took."""
    threads = [threading.Thread(target=work) for work in works]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - started
