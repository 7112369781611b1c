"""Figures as pages use them: the counts of one slice, and what follows from them."""

from collections import Counter
from collections.abc import Iterable
from math import ceil

from commitments.figures.models import MEASURES
from commitments.rules.bands import OVERDUE_BANDS
from commitments.rules.completion import share_down
from commitments.rules.portfolio import Share, heat_cell, up_to_date_share
from commitments.rules.words import HeatCell

BANDS = range(1, len(OVERDUE_BANDS) + 1)


class Figures(dict[str, int]):
    """The measures of `figures.models` by name; what was not asked for counts as 0."""

    def __missing__(self, name: str) -> int:
        if name in MEASURES:
            return 0
        raise KeyError(name)

    @classmethod
    def total(cls, parts: Iterable["Figures"]) -> "Figures":
        """The parts taken together."""
        found = cls()
        for part in parts:
            for name, number in part.items():
                found[name] = found.get(name, 0) + number
        return found

    @property
    def bands(self) -> list[int]:
        """D2: overdue milestones by age band."""
        return self.bands_of("overdue")

    def bands_of(self, kind: str) -> list[int]:
        """By age band: `overdue`, `key_overdue`, `undated` or `key_undated`."""
        return [self[f"{kind}_{number}"] for number in BANDS]

    @property
    def overdue(self) -> int:
        return sum(self.bands)

    @property
    def open(self) -> int:
        """Milestones on which work is owed."""
        return self["planned"] + self["in_progress"] + self["returned"]

    @property
    def became_overdue(self) -> int:
        """Overdue for at most 30 days."""
        return self["overdue_1"] + self["overdue_2"]

    @property
    def overdue_share(self) -> Share:
        """Of the open milestones, those overdue."""
        return Share(self.overdue, self.open)

    @property
    def heat(self) -> HeatCell:
        """Q3."""
        return heat_cell(
            on_track=self["on_track"],
            at_risk=self["at_risk"],
            off_track=self["off_track"],
            not_rated=self["not_rated"],
        )

    @property
    def up_to_date_share(self) -> Share:
        """Q5."""
        return up_to_date_share(up_to_date=self["up_to_date"], active=self["active"])

    @property
    def met_on_first(self) -> Share:
        """Q1 over the first deadlines of the last 365 days."""
        return Share(self["first_met"], self["first_due"])

    @property
    def met_on_agreed(self) -> Share:
        """Q1 over the agreed deadlines of the last 365 days."""
        return Share(self["agreed_met"], self["agreed_due"])

    @property
    def percent(self) -> int | None:
        """P1: the completion in weights, rounded down; None where nothing counts."""
        return share_down(self["achieved_weight"], self["counted_weight"])

    def without_held(self) -> "Figures":
        """The same without the milestones of paused commitments."""
        shown = Figures(self)
        for name in ("counted", "achieved", "counted_weight", "achieved_weight"):
            shown[name] = self[name] - self[f"held_{name}"]
        return shown


class Spread(Counter[int]):
    """How many milestones have so many days."""

    @classmethod
    def of_all(cls, parts: Iterable["Spread"]) -> "Spread":
        """The parts taken together."""
        found = cls()
        for part in parts:
            found.take(part.items())
        return found

    def take(self, pairs: Iterable[tuple[int, int]]) -> None:
        """Count more days in. `Counter.update` looks at each of hundreds, this only at the rest."""
        if not self:
            dict.update(self, pairs)
            return
        for days, times in pairs:
            self[days] = self.get(days, 0) + times

    @property
    def median(self) -> float | None:
        """Q2: the middle, or halfway between the two middle ones; None where there is nothing."""
        number = self.total()
        if not number:
            return None
        low, high = self._at((number - 1) // 2), self._at(number // 2)
        return float(low) if low == high else (low + high) / 2

    def _at(self, place: int) -> int:
        """The number of days at a place in the sorted row of all of them."""
        for days in sorted(self):
            place -= self[days]
            if place < 0:
                return days
        raise IndexError

    @property
    def half_are_over(self) -> int:
        """The median in whole days where half of them exceed it, else the day before; 0 of none."""
        median = self.median or 0
        exceed = sum(times for days, times in self.items() if days > int(median))
        return int(median) if 2 * exceed >= self.total() > 0 else max(0, ceil(median) - 1)
