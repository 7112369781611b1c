"""Random commitments with random milestones, as the database's own constraints allow them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from hypothesis import strategies as st

from accounts.words import GovernanceLevel
from commitments.models import Commitment, Milestone, Plan
from commitments.rules.words import (
    ClosedReason,
    CommitmentState,
    Confidence,
    MilestoneState,
)
from tests.factories import seeding

TODAY = date(2026, 6, 16)

# Close together, so that the edges of every rule are met often.
OFFSETS = [
    -200, -105, -104, -91, -90, -46, -45, -31, -30, -15, -14, -3, -1,
    0, 1, 5, 13, 14, 15, 40, 91, 120,
]  # fmt: skip


def days() -> st.SearchStrategy[date]:
    return st.sampled_from([TODAY + timedelta(days=offset) for offset in OFFSETS])


def milestones() -> st.SearchStrategy[dict[str, Any]]:
    maybe = st.none() | days()
    return st.fixed_dictionaries(
        {
            "state": st.sampled_from(MilestoneState.values),
            "first_deadline": maybe,
            "deadline": maybe,
            "expected_on": maybe,
            "achieved_on": maybe,
            "submitted_on": maybe,
            "returned_on": maybe,
            "weight": st.integers(1, 5),
            "is_key": st.booleans(),
            "closed_reason": st.sampled_from(ClosedReason.values),
            "imported_unreviewed": st.booleans(),
        }
    ).map(_allowed)


def _allowed(values: dict[str, Any]) -> dict[str, Any]:
    state = values["state"]
    if state != MilestoneState.CLOSED:
        values["closed_reason"] = ""
    if state == MilestoneState.PAUSED:
        values["review_by"] = TODAY
    if state == MilestoneState.SUBMITTED:
        values["submitted_on"] = values["submitted_on"] or TODAY
    if not values["imported_unreviewed"] and state in ("submitted", "achieved"):
        values["achieved_on"] = values["achieved_on"] or TODAY
    if state not in ("submitted", "achieved"):
        values["achieved_on"] = None
    return values


def commitments() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            # Most rules speak of active commitments only.
            "state": st.sampled_from([CommitmentState.ACTIVE] * 4 + [CommitmentState.COMPLETED]),
            "agreed_on": st.none() | days(),
            "last_update_on": st.none() | days(),
            "update_interval": st.sampled_from([30, 60, 90]),
            "time_tolerance": st.sampled_from([0, 14, 30]),
            "owner_rating": st.sampled_from(["", *Confidence.values]),
            "owner_rated_on": st.none() | days(),
            "coordinator_rating": st.sampled_from(["", *Confidence.values]),
            "coordinator_rated_on": st.none() | days(),
            "open_escalations": st.sampled_from([0, 0, 0, 1]),
            "milestones": st.lists(milestones(), max_size=5),
        }
    )


@contextmanager
def stored(records: list[dict[str, Any]]) -> Iterator[None]:
    """The records in the database, for one example."""
    with transaction.atomic():
        with seeding():
            plan = Plan.objects.create(code="random", title="Random")
            made = Commitment.objects.bulk_create(
                _commitment(plan, number, record) for number, record in enumerate(records)
            )
            Milestone.objects.bulk_create(
                _milestone(commitment, number, values)
                for commitment, record in zip(made, records, strict=True)
                for number, values in enumerate(record["milestones"], 1)
            )
        yield
        transaction.set_rollback(True)


def _commitment(plan: Plan, number: int, record: dict[str, Any]) -> Commitment:
    values = {name: value for name, value in record.items() if name != "milestones"}
    return Commitment(
        plan=plan,
        code=f"GCM-01-{number:04d}",
        title=f"Promise {number}",
        main_objective_id=1,
        level=GovernanceLevel.NATIONAL,
        **values,
    )


def _milestone(commitment: Commitment, number: int, values: dict[str, Any]) -> Milestone:
    code = f"{commitment.code}-M{number:02d}"
    return Milestone(commitment=commitment, number=number, code=code, title=code, **values)
