"""D1: only a decided request moves a deadline, and nothing moves a first deadline."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.words import Role
from commitments.files import NewEvidence
from commitments.models import Commitment, DateRequest, Milestone
from commitments.rules.words import DateOutcome, DelayCause, MilestoneState
from commitments.services.dates import ask_for_date, decide_date, withdraw_date_request
from commitments.services.errors import AlreadyDecided, Problems, Refused
from tests.commitments.services import deeds
from tests.factories import (
    DateRequestFactory,
    MilestoneFactory,
    PostFactory,
    TenureFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


def ask(milestone: Milestone, by: User, **changes: Any) -> DateRequest:
    facts = {
        "asked_deadline": today(90),
        "cause": DelayCause.PROCEDURE,
        "explanation": "The court has to hear it first.",
    }
    return ask_for_date(milestone, by=by, **(facts | changes))


def dates(milestone: Milestone) -> tuple[date, date, int]:
    milestone.refresh_from_db()
    return milestone.first_deadline, milestone.deadline, milestone.moves


def test_asking_moves_nothing(milestone: Milestone, official: User) -> None:
    ask(milestone, official)

    assert dates(milestone) == (today(60), today(60), 0)


def test_approval_moves_the_deadline_and_never_the_first(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    request = ask(milestone, official)

    decide_date(request, by=coordinator, outcome=DateOutcome.APPROVED)

    assert dates(milestone) == (today(60), today(90), 1)


def test_approving_another_date_moves_to_that_one(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    request = ask(milestone, official)

    decide_date(
        request,
        by=coordinator,
        outcome=DateOutcome.APPROVED_OTHER,
        deadline=today(75),
        reason="Two weeks are enough.",
    )

    assert dates(milestone) == (today(60), today(75), 1)


def test_refusal_moves_nothing(milestone: Milestone, official: User, coordinator: User) -> None:
    request = ask(milestone, official)

    decide_date(request, by=coordinator, outcome=DateOutcome.REFUSED, reason="Keep the promise.")

    assert dates(milestone) == (today(60), today(60), 0)


def test_earlier_needs_no_approval(milestone: Milestone, official: User) -> None:
    request = ask(milestone, official, asked_deadline=today(30))

    assert request.outcome == DateOutcome.APPROVED
    assert dates(milestone) == (today(60), today(30), 1)


def test_deciding_twice_tells_who_was_first(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    request = ask(milestone, official)
    decide_date(request, by=coordinator, outcome=DateOutcome.APPROVED)

    with pytest.raises(AlreadyDecided, match="Already approved by Leila Haddad at") as second:
        decide_date(
            request, by=holder_of(Role.COORDINATOR), outcome=DateOutcome.REFUSED, reason="No."
        )

    assert second.value.decided_by == coordinator
    assert dates(milestone) == (today(60), today(90), 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"asked_deadline": today(0)}, "asked_deadline"),
        ({"asked_deadline": today(60)}, "asked_deadline"),
        ({"asked_deadline": today(731)}, "asked_deadline"),
        ({"asked_deadline": date(9999, 12, 31)}, "asked_deadline"),
        ({"cause": "weather"}, "cause"),
        ({"explanation": " "}, "explanation"),
        ({"explanation": "x" * 5001}, "reason"),
        ({"differently": "x" * 5001}, "differently"),
    ],
)
def test_a_poor_request_is_refused_at_its_field(
    change: dict[str, Any], field: str, milestone: Milestone, official: User
) -> None:
    with pytest.raises(Problems) as refused:
        ask(milestone, official, **change)

    assert list(refused.value.problems) == [field]
    assert not DateRequest.objects.exists()


def test_a_deadline_after_the_end_says_when_the_commitment_ends(
    milestone: Milestone, official: User
) -> None:
    with pytest.raises(Problems, match=r"same as or before the commitment end, .* Ask to move"):
        ask(milestone, official, asked_deadline=today(731))


@pytest.mark.parametrize("state", ["draft", "submitted", "achieved", "paused", "closed"])
def test_only_an_open_milestone_can_be_asked_for(
    state: str, commitment: Commitment, official: User
) -> None:
    milestone = MilestoneFactory(commitment=commitment, **{state: True})

    with pytest.raises(Refused):
        ask(milestone, official)


def test_one_request_waits_at_a_time(milestone: Milestone, official: User) -> None:
    ask(milestone, official)

    with pytest.raises(Refused, match="waits already"):
        ask(milestone, official, asked_deadline=today(120))

    assert DateRequest.objects.count() == 1


def test_evidence_of_a_request_is_kept_with_the_milestone(
    milestone: Milestone, official: User
) -> None:
    ask(milestone, official, evidence=[NewEvidence("Letter", link="https://example.org/letter")])

    milestone.refresh_from_db()
    assert [row.title for row in milestone.evidence.all()] == ["Letter"]
    assert milestone.evidence_count == 1


@pytest.mark.parametrize(
    ("decision", "field"),
    [
        ({"outcome": "maybe", "reason": "Why not."}, "outcome"),
        ({"outcome": DateOutcome.REFUSED}, "reason"),
        ({"outcome": DateOutcome.APPROVED_OTHER, "reason": "Less."}, "deadline"),
        ({"outcome": DateOutcome.APPROVED_OTHER, "deadline": today(75)}, "reason"),
        (
            {"outcome": DateOutcome.APPROVED_OTHER, "deadline": today(60), "reason": "No."},
            "deadline",
        ),
        (
            {"outcome": DateOutcome.APPROVED_OTHER, "deadline": today(0), "reason": "Now."},
            "deadline",
        ),
        ({"outcome": DateOutcome.APPROVED, "agreed_by": "x" * 201}, "agreed_by"),
    ],
)
def test_a_poor_decision_is_refused_at_its_field(
    decision: dict[str, Any], field: str, milestone: Milestone, coordinator: User
) -> None:
    request = DateRequestFactory(milestone=milestone)

    with pytest.raises(Problems) as refused:
        decide_date(request, by=coordinator, **decision)

    assert list(refused.value.problems) == [field]
    request.refresh_from_db()
    assert request.outcome == DateOutcome.WAITING


def test_the_third_request_needs_who_agreed(milestone: Milestone, coordinator: User) -> None:
    DateRequestFactory.create_batch(2, milestone=milestone, approved=True)
    third = DateRequestFactory(milestone=milestone)

    with pytest.raises(Problems) as refused:
        decide_date(third, by=coordinator, outcome=DateOutcome.APPROVED)
    decide_date(third, by=coordinator, outcome=DateOutcome.APPROVED, agreed_by="The minister")

    assert list(refused.value.problems) == ["agreed_by"]
    third.refresh_from_db()
    assert third.agreed_by == "The minister"


def test_moves_to_an_earlier_day_are_no_requests_for_more_time(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    ask(milestone, official, asked_deadline=today(50))
    ask(milestone, official, asked_deadline=today(40))
    request = ask(milestone, official)

    decide_date(request, by=coordinator, outcome=DateOutcome.APPROVED)

    assert dates(milestone) == (today(60), today(90), 3)


def test_who_asked_does_not_decide(milestone: Milestone, coordinator: User) -> None:
    request = DateRequestFactory(milestone=milestone, asked_by=coordinator)

    with pytest.raises(PermissionDenied):
        decide_date(request, by=coordinator, outcome=DateOutcome.APPROVED)


def test_owner_who_coordinates_does_not_decide(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    request = DateRequestFactory(milestone=milestone, asked_by=holder_of(Role.OFFICIAL))
    post = PostFactory(role=Role.COORDINATOR, organisation=post_of(coordinator).organisation)
    TenureFactory(post=post, holder=official)

    with pytest.raises(PermissionDenied):
        decide_date(request, by=User.objects.get(pk=official.pk), outcome=DateOutcome.APPROVED)


def test_a_request_is_decided_after_the_submission(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    """As in the example of 4.11, where both happen on one day."""
    request = ask(milestone, official)
    deeds.submit(milestone, official)

    decide_date(request, by=coordinator, outcome=DateOutcome.APPROVED)

    assert dates(milestone) == (today(60), today(90), 1)


@pytest.mark.parametrize("end", [deeds.accept, deeds.close_on_review, deeds.close])
def test_a_request_falls_with_its_milestone(
    end: deeds.Deed, milestone: Milestone, official: User, coordinator: User
) -> None:
    request = ask(milestone, official)
    deeds.submit(milestone, official)

    end(milestone, coordinator)

    request.refresh_from_db()
    assert request.outcome == DateOutcome.WITHDRAWN
    assert dates(milestone) == (today(60), today(60), 0)


def test_who_asked_can_withdraw(milestone: Milestone, official: User) -> None:
    request = ask(milestone, official)

    withdraw_date_request(request, by=official)

    request.refresh_from_db()
    assert request.outcome == DateOutcome.WITHDRAWN


def test_who_lost_the_post_cannot_withdraw(milestone: Milestone, official: User) -> None:
    """A4: rights that are lost are lost, also over one's own request."""
    request = ask(milestone, official)
    with seeding():
        official.tenures.update(ends_on=today(-1))

    with pytest.raises(PermissionDenied):
        withdraw_date_request(request, by=User.objects.get(pk=official.pk))


def test_a_colleague_cannot_withdraw(
    milestone: Milestone, official: User, focal_point: User
) -> None:
    request = ask(milestone, official)

    with pytest.raises(PermissionDenied):
        withdraw_date_request(request, by=focal_point)


@pytest.mark.parametrize("state", [s for s in MilestoneState.values if s != "draft"])
def test_database_keeps_the_first_deadline(state: str, commitment: Commitment) -> None:
    asked = {} if state == "planned" else {state: True}
    milestone = MilestoneFactory(commitment=commitment, **asked)

    for other in (today(6), None):
        with pytest.raises(IntegrityError, match="D1"), transaction.atomic(), seeding():
            Milestone.objects.filter(pk=milestone.pk).update(first_deadline=other)


def test_database_keeps_a_deadline_that_nobody_decided(milestone: Milestone) -> None:
    with pytest.raises(IntegrityError, match="D1"), transaction.atomic(), seeding():
        Milestone.objects.filter(pk=milestone.pk).update(deadline=today(90))

    assert dates(milestone) == (today(60), today(60), 0)


def test_database_lets_the_deadline_of_a_draft_change(commitment: Commitment) -> None:
    milestone = MilestoneFactory(commitment=commitment, draft=True)

    with seeding():
        Milestone.objects.filter(pk=milestone.pk).update(deadline=today(90))

    milestone.refresh_from_db()
    assert milestone.deadline == today(90)
