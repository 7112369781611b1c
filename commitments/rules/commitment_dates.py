"""First, agreed and expected end of a commitment, from its milestones (PRODUCT.md 4.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from commitments.rules import timing
from commitments.rules.facts import MilestoneFacts


@dataclass(frozen=True)
class CommitmentDates:
    """The three ends, each None where no counted milestone has such a date."""

    first_end: date | None
    agreed_end: date | None
    expected_end: date | None

    @property
    def slippage(self) -> int | None:
        """Days from the first end to the expected end; negative is early."""
        if self.first_end is None or self.expected_end is None:
            return None
        return (self.expected_end - self.first_end).days

    @property
    def run_over(self) -> int:
        """Days from the agreed end to the expected end (H4); 0 when not later."""
        if self.agreed_end is None or self.expected_end is None:
            return 0
        return max(0, (self.expected_end - self.agreed_end).days)


def commitment_dates(milestones: Iterable[MilestoneFacts], *, on: date) -> CommitmentDates:
    """The latest first deadline, deadline and effective finish of the counted milestones."""
    counted = [milestone for milestone in milestones if milestone.is_counted]
    return CommitmentDates(
        first_end=_latest(milestone.first_deadline for milestone in counted),
        agreed_end=_latest(milestone.deadline for milestone in counted),
        expected_end=_latest(timing.effective_finish(milestone, on=on) for milestone in counted),
    )


def _latest(days: Iterable[date | None]) -> date | None:
    return max((day for day in days if day is not None), default=None)
