"""Figures over many milestones and commitments (PRODUCT.md 4.12)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from statistics import median

from commitments.rules import timing
from commitments.rules.completion import percent_in_words
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import Confidence, HeatCell

ENOUGH_SLIPS = 10
SLIP_MEMORY = timedelta(days=365)


@dataclass(frozen=True)
class Share:
    """A part of a whole, in words a percentage."""

    part: int
    whole: int

    def __str__(self) -> str:
        return percent_in_words(self.part, self.whole)


def met_on_first_deadline(milestones: Iterable[MilestoneFacts], *, start: date, end: date) -> Share:
    """Q1: of the first deadlines in the period, both days included, those that were met."""
    pairs = ((one, one.first_deadline) for one in milestones)
    return _met(pairs, start, end)


def met_on_agreed_deadline(
    milestones: Iterable[MilestoneFacts], *, start: date, end: date
) -> Share:
    """Q1: of the agreed deadlines in the period, both days included, those that were met."""
    pairs = ((one, one.deadline) for one in milestones)
    return _met(pairs, start, end)


def _met(pairs: Iterable[tuple[MilestoneFacts, date | None]], start: date, end: date) -> Share:
    due = [(one, day) for one, day in pairs if one.is_counted and day and start <= day <= end]
    met = [one for one, day in due if one.is_achieved and one.achieved and one.achieved <= day]
    return Share(len(met), len(due))


def median_slippage(milestones: Iterable[MilestoneFacts], *, on: date) -> float | None:
    """Q2: the median over counted milestones that have an effective finish."""
    counted = (one for one in milestones if one.is_counted)
    return median_of(timing.slippage(one, on=on) for one in counted)


def median_of(days: Iterable[int | None]) -> float | None:
    """The middle of the numbers there are; None when there is none."""
    known = [number for number in days if number is not None]
    return median(known) if known else None


def heat_cell(*, on_track: int, at_risk: int, off_track: int, not_rated: int) -> HeatCell:
    """Q3: what a cell of the heat map shows for its active commitments."""
    rated = on_track + at_risk + off_track
    total = rated + not_rated
    if not total:
        return HeatCell.EMPTY
    if 4 * off_track >= total:
        return HeatCell.OFF_TRACK
    if 4 * (off_track + at_risk) >= total:
        return HeatCell.AT_RISK
    return HeatCell.ON_TRACK if 2 * rated >= total else HeatCell.NOT_RATED


def heat_cell_of(headlines: Iterable[Confidence | None]) -> HeatCell:
    """Q3, from the headlines of the active commitments in the cell."""
    given = list(headlines)
    return heat_cell(
        on_track=given.count(Confidence.ON_TRACK),
        at_risk=given.count(Confidence.AT_RISK),
        off_track=given.count(Confidence.OFF_TRACK),
        not_rated=given.count(None),
    )


def recent_slips(milestones: Iterable[MilestoneFacts], *, on: date) -> list[int]:
    """Q4: days from first deadline to date achieved, of what was achieved in the last 365 days."""
    return [
        (one.achieved - one.first_deadline).days
        for one in milestones
        if one.is_achieved
        and one.achieved
        and one.first_deadline
        and on - SLIP_MEMORY < one.achieved <= on
    ]


def typical_slip(own: Sequence[int], whole_plan: Sequence[int]) -> int:
    """Q4 (b): the median slip of the lead organisation, of the whole plan where it has few.

    Whole days, half a day up, and never below 0.
    """
    middle = median_of(own if len(own) >= ENOUGH_SLIPS else whole_plan)
    return max(0, floor((middle or 0) + 0.5))


def adjusted_finish(milestone: MilestoneFacts, *, slip: int, on: date) -> date | None:
    """Q4, "If past slips repeat": an open milestone takes at least the typical slip."""
    finish = timing.effective_finish(milestone, on=on)
    if finish is None or not milestone.is_open or milestone.first_deadline is None:
        return finish
    return max(finish, milestone.first_deadline + timedelta(days=slip))


def up_to_date_share(*, up_to_date: int, active: int) -> Share:
    """Q5: active commitments with a current update."""
    return Share(up_to_date, active)


def answer_rate(*, in_time: int, sent: int) -> Share:
    """Q6: follow-ups answered within the asked time."""
    return Share(in_time, sent)
