"""What the rules need to know of a milestone."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol, Self

from commitments.rules.words import OPEN_STATES, UNCOUNTED_REASONS, MilestoneState


class MilestoneRow(Protocol):
    """A stored milestone, by the names of its columns."""

    @property
    def state(self) -> str: ...
    @property
    def first_deadline(self) -> date | None: ...
    @property
    def deadline(self) -> date | None: ...
    @property
    def expected_on(self) -> date | None: ...
    @property
    def achieved_on(self) -> date | None: ...
    @property
    def submitted_on(self) -> date | None: ...
    @property
    def returned_on(self) -> date | None: ...
    @property
    def review_by(self) -> date | None: ...
    @property
    def closed_reason(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def is_key(self) -> bool: ...
    @property
    def imported_unreviewed(self) -> bool: ...


@dataclass(frozen=True)
class MilestoneFacts:
    """One milestone as the rules see it. Any date may be missing.

    `achieved` is the date claimed while Submitted and the date fixed once Achieved.
    """

    state: str
    first_deadline: date | None = None
    deadline: date | None = None
    expected: date | None = None
    achieved: date | None = None
    submitted_on: date | None = None
    returned_on: date | None = None
    paused_until: date | None = None
    closed_reason: str = ""
    weight: int = 1
    is_key: bool = False
    imported_unreviewed: bool = False

    @classmethod
    def of(cls, row: MilestoneRow) -> Self:
        """The facts of a stored milestone."""
        return cls(
            state=row.state,
            first_deadline=row.first_deadline,
            deadline=row.deadline,
            expected=row.expected_on,
            achieved=row.achieved_on,
            submitted_on=row.submitted_on,
            returned_on=row.returned_on,
            paused_until=row.review_by,
            closed_reason=row.closed_reason,
            weight=row.weight,
            is_key=row.is_key,
            imported_unreviewed=row.imported_unreviewed,
        )

    @property
    def is_open(self) -> bool:
        """Work is owed: Planned, In progress or Returned."""
        return self.state in OPEN_STATES

    @property
    def is_achieved(self) -> bool:
        return self.state == MilestoneState.ACHIEVED

    @property
    def is_counted(self) -> bool:
        """All but drafts and those closed as Replaced or Entered in error (P2)."""
        if self.state == MilestoneState.CLOSED:
            return self.closed_reason not in UNCOUNTED_REASONS
        return self.state != MilestoneState.DRAFT
