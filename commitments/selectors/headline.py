"""What the rules say of the commitments on one page, in a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from commitments.models import Commitment, Milestone
from commitments.rules import timing
from commitments.rules.commitment_dates import CommitmentDates, commitment_dates
from commitments.rules.completion import Completion, completion
from commitments.rules.confidence import (
    DIRECTION_DAYS,
    Assessment,
    ConfidenceFacts,
    assess,
    direction,
)
from commitments.rules.ends import timing_sentence
from commitments.rules.facts import MilestoneFacts
from commitments.rules.freshness import Silence, silence
from commitments.rules.words import CommitmentState, Confidence, Direction, MilestoneState
from history import clock
from history.as_of import as_of

COMMITMENT_COLUMNS = (
    "pk", "state", "agreed_on", "last_update_on", "update_interval", "time_tolerance",
    "owner_rating", "owner_rated_on", "coordinator_rating", "coordinator_rated_on",
    "open_escalations",
)  # fmt: skip
MILESTONE_COLUMNS = (
    "commitment_id", "state", "first_deadline", "deadline", "expected_on", "achieved_on",
    "submitted_on", "returned_on", "review_by", "closed_reason", "weight", "is_key",
    "imported_unreviewed",
)  # fmt: skip

ENDED = (MilestoneState.ACHIEVED, MilestoneState.CLOSED)


class CommitmentRow(Protocol):
    """A commitment, or a named tuple with COMMITMENT_COLUMNS among its values."""

    @property
    def pk(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def agreed_on(self) -> date | None: ...
    @property
    def last_update_on(self) -> date | None: ...
    @property
    def update_interval(self) -> int: ...
    @property
    def time_tolerance(self) -> int: ...
    @property
    def owner_rating(self) -> str: ...
    @property
    def owner_rated_on(self) -> date | None: ...
    @property
    def coordinator_rating(self) -> str: ...
    @property
    def coordinator_rated_on(self) -> date | None: ...
    @property
    def open_escalations(self) -> int: ...


@dataclass(frozen=True)
class Digest:
    """What the rules say of one commitment on a day."""

    # None unless active (H9).
    assessment: Assessment | None
    silence: Silence | None
    completion: Completion
    dates: CommitmentDates
    overdue: int
    days_overdue: int
    # The nearest deadline that is still owed, and its milestone.
    next_milestone: MilestoneFacts | None
    # 4.4: something is counted, and all of it is achieved or closed.
    all_ended: bool
    # H8; None also where it was not asked for.
    direction: Direction | None = None

    @property
    def next_deadline(self) -> date | None:
        return self.next_milestone.deadline if self.next_milestone else None

    @property
    def timing_sentence(self) -> str:
        return timing_sentence(self.dates, overdue=self.overdue, days_overdue=self.days_overdue)


def digests(
    commitments: Iterable[CommitmentRow], *, on: date | None = None, with_direction: bool = False
) -> dict[int, Digest]:
    """The digest of each commitment by key. One query; six with the direction of H8."""
    rows = list(commitments)
    today = on or clock.today()
    milestones = milestone_facts([row.pk for row in rows])
    found = {row.pk: digest(row, milestones[row.pk], on=today) for row in rows}
    if not with_direction:
        return found
    before = _headlines_on(today - timedelta(days=DIRECTION_DAYS), list(found))
    return {
        pk: replace(one, direction=direction(one.assessment.headline, before.get(pk)))
        if one.assessment
        else one
        for pk, one in found.items()
    }


def digest(row: CommitmentRow, milestones: Iterable[MilestoneFacts], *, on: date) -> Digest:
    """What the rules say of one commitment with its milestones."""
    facts = tuple(milestones)
    late = [days for one in facts if (days := timing.days_overdue(one, on=on))]
    counted = [one for one in facts if one.is_counted]
    owed = [one for one in facts if one.is_open and one.deadline]
    return Digest(
        assessment=assess(confidence_facts(row, facts), on=on),
        silence=_silence(row, on),
        completion=completion(facts),
        dates=commitment_dates(facts, on=on),
        overdue=len(late),
        days_overdue=max(late, default=0),
        next_milestone=min(owed, key=lambda one: one.deadline or on, default=None),
        all_ended=bool(counted) and all(one.state in ENDED for one in counted),
    )


def confidence_facts(row: CommitmentRow, milestones: tuple[MilestoneFacts, ...]) -> ConfidenceFacts:
    """The facts that the rules of confidence ask for."""
    return ConfidenceFacts(
        state=row.state,
        milestones=milestones,
        owner_rating=row.owner_rating,
        owner_rated_on=row.owner_rated_on,
        coordinator_rating=row.coordinator_rating,
        coordinator_rated_on=row.coordinator_rated_on,
        last_update_on=row.last_update_on,
        agreed_on=row.agreed_on,
        update_interval=row.update_interval,
        time_tolerance=row.time_tolerance,
        open_escalations=row.open_escalations,
    )


def milestone_facts(commitments: Collection[int]) -> dict[int, list[MilestoneFacts]]:
    """The facts of the milestones of some commitments, in one query."""
    rows = (
        Milestone.objects.filter(commitment__in=commitments)
        .order_by()
        .values_list(*MILESTONE_COLUMNS, named=True)
    )
    found: dict[int, list[MilestoneFacts]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(MilestoneFacts.of(row))
    return found


def _silence(row: CommitmentRow, on: date) -> Silence | None:
    """F1: active commitments only."""
    if row.state != CommitmentState.ACTIVE:
        return None
    return silence(
        last_update_on=row.last_update_on,
        agreed_on=row.agreed_on,
        interval=row.update_interval,
        on=on,
    )


def _headlines_on(day: date, keys: list[int]) -> dict[int, Confidence | None]:
    """The headlines of these commitments as the record told them on a day (H8)."""
    with as_of(day):
        rows = Commitment.objects.filter(pk__in=keys).order_by()
        then = list(rows.values_list(*COMMITMENT_COLUMNS, named=True))
        return {
            pk: one.assessment.headline
            for pk, one in digests(then, on=day).items()
            if one.assessment
        }
