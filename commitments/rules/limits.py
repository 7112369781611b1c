"""H4: what plain checks allow a commitment's confidence to be at best."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.rules import timing
from commitments.rules.commitment_dates import commitment_dates
from commitments.rules.dates import days_in_words
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import Confidence

MANY = 3
RUN_OVER_TOLERANCES = 3


class Check(StrEnum):
    """Something that limits the headline."""

    KEY_TOO_LATE = auto()
    MANY_TOO_LATE = auto()
    RUNS_OVER = auto()
    OVERDUE = auto()
    KEY_EXPECTED_LATE = auto()
    MEASURE_WELL_BEHIND = auto()
    ESCALATION_OPEN = auto()


OFF_TRACK_CHECKS = frozenset({Check.KEY_TOO_LATE, Check.MANY_TOO_LATE, Check.RUNS_OVER})


@dataclass(frozen=True)
class Finding:
    """A check that found something: how many, and the longest of their days."""

    check: Check
    count: int = 1
    days: int = 0
    tolerance: int = 0

    @property
    def level(self) -> Confidence:
        """The best confidence that this finding allows."""
        return Confidence.OFF_TRACK if self.check in OFF_TRACK_CHECKS else Confidence.AT_RISK

    def __str__(self) -> str:
        """In words, as the part of a sentence."""
        facts = {
            "count": self.count,
            "days": days_in_words(self.days),
            "limit": days_in_words(self.tolerance),
        }
        return _pattern(self) % facts


def checks(
    milestones: Iterable[MilestoneFacts],
    *,
    tolerance: int,
    on: date,
    measures_well_behind: int = 0,
    open_escalations: int = 0,
) -> tuple[Finding, ...]:
    """All that the checks find, the worst level first; empty when nothing limits."""
    milestones = tuple(milestones)
    findings = [
        *_too_late(milestones, tolerance, on),
        *_late(milestones, on),
    ]
    if measures_well_behind:
        findings.append(Finding(Check.MEASURE_WELL_BEHIND, measures_well_behind))
    if open_escalations:
        findings.append(Finding(Check.ESCALATION_OPEN, open_escalations))
    return tuple(findings)


def _too_late(
    milestones: tuple[MilestoneFacts, ...], tolerance: int, on: date
) -> Iterator[Finding]:
    overdue = [(one, timing.days_overdue(one, on=on)) for one in milestones]
    too_late = [days for one, days in overdue if days > tolerance]
    key_too_late = [days for one, days in overdue if days > tolerance and one.is_key]
    if key_too_late:
        yield Finding(Check.KEY_TOO_LATE, len(key_too_late), max(key_too_late), tolerance)
    if len(too_late) >= MANY:
        yield Finding(Check.MANY_TOO_LATE, len(too_late), max(too_late), tolerance)
    run_over = commitment_dates(milestones, on=on).run_over
    if run_over > RUN_OVER_TOLERANCES * tolerance:
        yield Finding(Check.RUNS_OVER, days=run_over)


def _late(milestones: tuple[MilestoneFacts, ...], on: date) -> Iterator[Finding]:
    overdue = [days for one in milestones if (days := timing.days_overdue(one, on=on))]
    if overdue:
        yield Finding(Check.OVERDUE, len(overdue), max(overdue))
    # What is overdue is expected late as well (D6), and is told once.
    expected_late = [
        days
        for one in milestones
        if one.is_key
        and not timing.is_overdue(one, on=on)
        and (days := timing.days_expected_late(one, on=on))
    ]
    if expected_late:
        yield Finding(Check.KEY_EXPECTED_LATE, len(expected_late), max(expected_late))


def _pattern(finding: Finding) -> str:
    count = finding.count
    match finding.check:
        case Check.KEY_TOO_LATE:
            return ngettext(
                "%(count)d key milestone is overdue by more than %(limit)s (%(days)s)",
                "%(count)d key milestones are overdue by more than %(limit)s (longest %(days)s)",
                count,
            )
        case Check.MANY_TOO_LATE:
            return ngettext(
                "%(count)d milestone is overdue by more than %(limit)s (%(days)s)",
                "%(count)d milestones are overdue by more than %(limit)s (longest %(days)s)",
                count,
            )
        case Check.RUNS_OVER:
            return _("the expected end is %(days)s after the agreed end")
        case Check.OVERDUE:
            return ngettext(
                "%(count)d milestone is overdue (%(days)s)",
                "%(count)d milestones are overdue (longest %(days)s)",
                count,
            )
        case Check.KEY_EXPECTED_LATE:
            return ngettext(
                "%(count)d key milestone is expected late (%(days)s)",
                "%(count)d key milestones are expected late (longest %(days)s)",
                count,
            )
        case Check.MEASURE_WELL_BEHIND:
            return ngettext(
                "%(count)d measure is well behind", "%(count)d measures are well behind", count
            )
        case Check.ESCALATION_OPEN:
            return ngettext("%(count)d escalation is open", "%(count)d escalations are open", count)
