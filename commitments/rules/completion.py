"""How much is done, in weights, and percentages in words (PRODUCT.md 4.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from commitments.rules.facts import MilestoneFacts

NONE = "–"


@dataclass(frozen=True)
class Completion:
    """Achieved and counted milestones, as numbers and as weights."""

    achieved: int
    counted: int
    achieved_weight: int
    counted_weight: int

    @property
    def percent(self) -> int | None:
        """P1: rounded down, so that 100 means all; P3: None where nothing counts."""
        return share_down(self.achieved_weight, self.counted_weight)

    def __str__(self) -> str:
        """P4: always with the fraction, "7 of 9, 77%"; P3: a dash."""
        if self.percent is None:
            return NONE
        return _("%(achieved)d of %(counted)d, %(percent)d%%") % {
            "achieved": self.achieved,
            "counted": self.counted,
            "percent": self.percent,
        }


def completion(milestones: Iterable[MilestoneFacts]) -> Completion:
    """P1, P2: Cancelled, Partly delivered and No longer needed count without credit (M7)."""
    counted = [milestone for milestone in milestones if milestone.is_counted]
    achieved = [milestone for milestone in counted if milestone.is_achieved]
    return Completion(
        achieved=len(achieved),
        counted=len(counted),
        achieved_weight=sum(milestone.weight for milestone in achieved),
        counted_weight=sum(milestone.weight for milestone in counted),
    )


def planned_percent(milestones: Iterable[MilestoneFacts], *, on: date) -> int | None:
    """P5: the weight whose first deadline has come, rounded down as completion is (P1)."""
    counted = [milestone for milestone in milestones if milestone.is_counted]
    planned = (
        milestone.weight
        for milestone in counted
        if milestone.first_deadline is not None and milestone.first_deadline <= on
    )
    return share_down(sum(planned), sum(milestone.weight for milestone in counted))


def share_down(part: int, whole: int) -> int | None:
    """A percentage rounded down; None of nothing."""
    return 100 * part // whole if whole else None


def percent_in_words(part: int, whole: int) -> str:
    """Any other percentage: half up, but 0% and 100% only when exact (4.5)."""
    if not whole:
        return NONE
    rounded = (200 * part + whole) // (2 * whole)
    if rounded == 0 and part > 0:
        return _("<1%")
    if rounded == 100 and part < whole:
        return _(">99%")
    return _("%(percent)d%%") % {"percent": rounded}
