"""Many people in the same moment, with real transactions (C1, C2, C3; figures of RELIABILITY 2)."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, connections

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, DateRequest, Milestone, Once, Review, Submission, Update
from commitments.rules.words import Confidence, DateOutcome, DelayCause, MilestoneState
from commitments.services import dates, progress
from commitments.services.errors import AlreadyDecided, Changed, Refused
from commitments.services.once import run_once
from history.models import Act
from tests.commitments.services import deeds
from tests.factories import DateRequestFactory, holder_of, today

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(count: int, deed: Callable[[int], Any]) -> list[Any]:
    """Run a deed in threads that start together; each gives its answer or what it refused."""
    ready = Barrier(count)

    def one(number: int) -> Any:
        connection.ensure_connection()
        ready.wait()
        try:
            return deed(number)
        except Refused as refused:
            return refused
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(one, range(count)))


def kinds_about(milestone: Milestone) -> list[str]:
    return list(
        Act.objects.filter(about=milestone.code).order_by("id").values_list("kind", flat=True)
    )


def test_forty_decisions_at_once_make_one(milestone: Milestone, official: User) -> None:
    deeds.submit(milestone, official)
    people = [holder_of(Role.COORDINATOR) for _number in range(40)]
    decide = [deeds.accept, deeds.send_back, deeds.close_on_review]

    answers = at_once(40, lambda number: decide[number % 3](milestone, people[number]))

    assert Counter(type(answer) for answer in answers) == {Milestone: 1, AlreadyDecided: 39}
    decided_by = Review.objects.get().decided_by
    assert {answer.decided_by for answer in answers if isinstance(answer, AlreadyDecided)} == {
        decided_by
    }
    assert len(kinds_about(milestone)) == 2


def test_forty_updates_on_one_version_make_one(commitment: Commitment, official: User) -> None:
    def log(number: int) -> Update:
        return progress.log_progress(
            Commitment.objects.get(pk=commitment.pk),
            by=official,
            confidence=Confidence.ON_TRACK,
            happened=f"Word {number}.",
            based_on=commitment.version,
        )

    answers = at_once(40, log)

    assert Counter(type(answer) for answer in answers) == {Update: 1, Changed: 39}
    assert Update.objects.count() == 1


def test_the_same_form_sent_fifty_times_changes_once(
    commitment: Commitment, official: User
) -> None:
    def send(_number: int) -> Any:
        return run_once(
            "one key",
            by=official,
            address="/c/X/log",
            body={"happened": "Signed."},
            deed=lambda: (
                progress.log_progress(
                    commitment, by=official, confidence=Confidence.ON_TRACK, happened="Signed."
                ).pk
            ),
        )

    answers = at_once(50, send)

    assert len({answer for answer, _repeated in answers}) == 1
    assert Counter(repeated for _answer, repeated in answers) == {False: 1, True: 49}
    assert (Update.objects.count(), Once.objects.count()) == (1, 1)


def test_ten_decisions_on_a_date_make_one(milestone: Milestone) -> None:
    request = DateRequestFactory(milestone=milestone)
    people = [holder_of(Role.COORDINATOR) for _number in range(10)]

    def decide(number: int) -> DateRequest:
        outcome = DateOutcome.APPROVED if number % 2 else DateOutcome.REFUSED
        return dates.decide_date(request, by=people[number], outcome=outcome, reason="So.")

    answers = at_once(10, decide)

    assert Counter(type(answer) for answer in answers) == {DateRequest: 1, AlreadyDecided: 9}
    milestone.refresh_from_db()
    request.refresh_from_db()
    assert milestone.moves == (1 if request.outcome == DateOutcome.APPROVED else 0)


def test_ten_requests_for_a_date_leave_one_waiting(milestone: Milestone, official: User) -> None:
    def ask(number: int) -> DateRequest:
        return dates.ask_for_date(
            milestone,
            by=official,
            asked_deadline=today(70 + number),
            cause=DelayCause.FUNDING,
            explanation="The money comes later.",
        )

    answers = at_once(10, ask)

    assert Counter(type(answer) for answer in answers) == {DateRequest: 1, Refused: 9}


def test_withdrawal_and_acceptance_at_once_keep_one(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    submission = deeds.submit(milestone, official)
    both = [
        lambda: deeds.withdraw(milestone, official),
        lambda: deeds.accept(milestone, coordinator),
    ]

    answers = at_once(2, lambda number: both[number]())

    assert Counter(isinstance(answer, AlreadyDecided) for answer in answers) == {True: 1, False: 1}
    milestone.refresh_from_db()
    submission.refresh_from_db()
    was_decided = Review.objects.exists()
    assert milestone.state == (
        MilestoneState.ACHIEVED if was_decided else MilestoneState.IN_PROGRESS
    )
    assert (submission.withdrawn_at is None) == was_decided


def test_ten_submissions_at_once_make_one_claim(milestone: Milestone, official: User) -> None:
    answers = at_once(10, lambda _number: deeds.submit(milestone, official))

    assert Counter(type(answer) for answer in answers) == {Submission: 1, Refused: 9}
