"""Pause, resume, close, reopen: milestones and commitments (4.2, 4.4)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, Milestone
from commitments.rules.words import ClosedReason, CommitmentState, MilestoneState
from commitments.services import steering
from commitments.services.errors import Changed, Problems, Refused
from tests.commitments.services import deeds
from tests.factories import (
    MilestoneFactory,
    PostFactory,
    TenureFactory,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db

STEERING = [deeds.pause, deeds.close, deeds.resume, deeds.reopen]


def states(commitment: Commitment) -> list[str]:
    return list(commitment.milestones.order_by("number").values_list("state", flat=True))


@pytest.mark.parametrize("deed", STEERING)
@pytest.mark.parametrize("name", ["official", "focal_point", "auditor", "administrator"])
def test_only_a_coordinator_steers(
    deed: deeds.Deed, name: str, milestone: Milestone, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        deed(milestone, request.getfixturevalue(name))


@pytest.mark.parametrize("deed", STEERING)
def test_a_coordinator_who_owns_it_does_not_steer(
    deed: deeds.Deed, milestone: Milestone, official: User, coordinator: User
) -> None:
    post = PostFactory(role=Role.COORDINATOR, organisation=post_of(coordinator).organisation)
    TenureFactory(post=post, holder=official)

    with pytest.raises(PermissionDenied):
        deed(milestone, User.objects.get(pk=official.pk))


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 5001}, "reason"),
        ({"review_by": today()}, "review_by"),
        ({"review_by": today(181)}, "review_by"),
    ],
)
def test_a_pause_needs_a_reason_and_an_end_within_180_days(
    change: dict[str, Any], field: str, milestone: Milestone, coordinator: User
) -> None:
    with pytest.raises(Problems) as refused:
        deeds.pause(milestone, coordinator, **change)

    assert list(refused.value.problems) == [field]


@pytest.mark.parametrize("days", [1, 180])
def test_a_pause_may_last_from_a_day_to_180(
    days: int, milestone: Milestone, coordinator: User
) -> None:
    deeds.pause(milestone, coordinator, review_by=today(days))

    milestone.refresh_from_db()
    assert milestone.review_by == today(days)


def test_steering_what_somebody_changed_is_refused(milestone: Milestone, coordinator: User) -> None:
    with pytest.raises(Changed):
        deeds.pause(milestone, coordinator, based_on=milestone.version - 1)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"closed_reason": "bored"}, "closed_reason"),
        ({"closed_reason": ClosedReason.REPLACED}, "replaced_by"),
    ],
)
def test_closing_needs_reasons(
    change: dict[str, Any], field: str, milestone: Milestone, coordinator: User
) -> None:
    with pytest.raises(Problems) as refused:
        deeds.close(milestone, coordinator, **change)

    assert list(refused.value.problems) == [field]


def test_a_milestone_does_not_replace_itself(milestone: Milestone, coordinator: User) -> None:
    with pytest.raises(Problems, match="cannot replace itself"):
        deeds.close(
            milestone, coordinator, closed_reason=ClosedReason.REPLACED, replaced_by=milestone
        )


def test_closing_ends_the_claim_that_waits(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    submission = deeds.submit(milestone, official)

    deeds.close(milestone, coordinator)

    submission.refresh_from_db()
    milestone.refresh_from_db()
    assert not submission.is_waiting
    assert (milestone.achieved_on, milestone.submitted_on) == (None, None)


def test_reopening_needs_a_reason(commitment: Commitment, coordinator: User) -> None:
    milestone = MilestoneFactory(commitment=commitment, achieved=True)

    with pytest.raises(Problems):
        deeds.reopen(milestone, coordinator, reason=" ")


def test_an_imported_pause_without_a_state_before_resumes_as_planned(
    commitment: Commitment, coordinator: User
) -> None:
    milestone = MilestoneFactory(commitment=commitment, paused=True, paused_from="")

    deeds.resume(milestone, coordinator)

    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.PLANNED


# --- Commitments -------------------------------------------------------------------------------


def pause(commitment: Commitment, by: User) -> Commitment:
    return steering.pause_commitment(commitment, by=by, reason="Elections.", review_by=today(60))


def test_pausing_a_commitment_pauses_its_open_milestones(
    commitment: Commitment, coordinator: User
) -> None:
    MilestoneFactory(commitment=commitment)
    MilestoneFactory(commitment=commitment, in_progress=True)
    MilestoneFactory(commitment=commitment, achieved=True)
    MilestoneFactory(commitment=commitment, submitted=True)

    pause(commitment, coordinator)

    assert states(commitment) == ["paused", "paused", "achieved", "submitted"]


def test_resuming_a_commitment_leaves_what_was_paused_by_itself(
    commitment: Commitment, coordinator: User
) -> None:
    MilestoneFactory(commitment=commitment, in_progress=True)
    deeds.pause(MilestoneFactory(commitment=commitment), coordinator)

    pause(commitment, coordinator)
    steering.resume_commitment(commitment, by=coordinator)

    assert states(commitment) == ["in_progress", "paused"]


def test_a_milestone_of_a_paused_commitment_resumes_with_it(
    commitment: Commitment, milestone: Milestone, coordinator: User
) -> None:
    pause(commitment, coordinator)

    with pytest.raises(Refused, match="Resume the commitment"):
        deeds.resume(milestone, coordinator)


def test_a_commitment_completes_when_all_that_counts_is_decided(
    commitment: Commitment, coordinator: User
) -> None:
    MilestoneFactory(commitment=commitment, achieved=True)
    last = MilestoneFactory(commitment=commitment)

    with pytest.raises(Refused, match="neither achieved nor closed"):
        steering.complete_commitment(commitment, by=coordinator)
    deeds.close(last, coordinator)
    steering.complete_commitment(commitment, by=coordinator)

    commitment.refresh_from_db()
    assert commitment.state == CommitmentState.COMPLETED


def test_a_commitment_without_milestones_does_not_complete(
    commitment: Commitment, coordinator: User
) -> None:
    with pytest.raises(Refused):
        steering.complete_commitment(commitment, by=coordinator)


def test_closing_a_commitment_closes_what_is_not_decided(
    commitment: Commitment, coordinator: User
) -> None:
    for state in ("in_progress", "submitted", "paused", "achieved"):
        MilestoneFactory(commitment=commitment, **{state: True})

    steering.close_commitment(
        commitment, by=coordinator, closed_reason=ClosedReason.CANCELLED, reason="No money."
    )

    assert states(commitment) == ["closed", "closed", "closed", "achieved"]


def test_a_closed_commitment_reopens_and_its_milestones_one_by_one(
    commitment: Commitment, milestone: Milestone, coordinator: User
) -> None:
    steering.close_commitment(
        commitment, by=coordinator, closed_reason=ClosedReason.CANCELLED, reason="No money."
    )

    with pytest.raises(Refused, match="not active"):
        deeds.reopen(milestone, coordinator)
    steering.reopen_commitment(commitment, by=coordinator, reason="Money came.")
    deeds.reopen(milestone, coordinator)

    commitment.refresh_from_db()
    assert (commitment.state, states(commitment)) == (CommitmentState.ACTIVE, ["in_progress"])


ALL = {"draft", "proposed", "active", "completed", "closed_early", "paused"}
COMMITMENT_MOVES = {
    "pause": ({"active"}, "paused"),
    "resume": ({"paused"}, "active"),
    "complete": ({"active"}, "completed"),
    "close": ({"active", "paused"}, "closed_early"),
    "reopen": ({"completed", "closed_early"}, "active"),
}


@pytest.mark.parametrize("state", sorted(ALL))
@pytest.mark.parametrize("move", COMMITMENT_MOVES)
def test_commitment_move_is_made_or_refused_as_the_table_says(
    move: str, state: str, commitment: Commitment, coordinator: User
) -> None:
    MilestoneFactory(commitment=commitment, achieved=True)
    _bring(commitment, state)
    sources, target = COMMITMENT_MOVES[move]
    service = getattr(steering, f"{move}_commitment")
    facts = {
        "pause": {"reason": "Elections.", "review_by": today(60)},
        "close": {"reason": "No money.", "closed_reason": ClosedReason.CANCELLED},
        "reopen": {"reason": "Money came."},
    }.get(move, {})

    if state in sources:
        service(commitment, by=coordinator, **facts)
    else:
        with pytest.raises(Refused):
            service(commitment, by=coordinator, **facts)

    commitment.refresh_from_db()
    assert commitment.state == (target if state in sources else state)


def _bring(commitment: Commitment, state: str) -> None:
    with seeding():
        Commitment.objects.filter(pk=commitment.pk).update(state=state, review_by=today(9))
