"""The plan check of screen 5: is a plan good enough to be held to?"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models.enums import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.working_days import WorkingCalendar
from commitments.rules.dates import in_text, near_with_long_weekday, with_weekday

MIN_MILESTONES = 2
MIN_TEST_LENGTH = 30
LONGEST_GAP_MONTHS = 12


class Level(TextChoices):
    """Whether a finding can be accepted with a reason."""

    ERROR = "error", gettext_lazy("Must be repaired")
    WARNING = "warning", gettext_lazy("Can be accepted with a reason")


@dataclass(frozen=True)
class PlannedMilestone:
    """A milestone as the plan check sees it. `name` stands in sentences."""

    name: str
    deadline: date | None = None
    achieved_test: str = ""
    is_key: bool = False


@dataclass(frozen=True)
class PlanFacts:
    """A plan before it is agreed; the calendar is the lead organisation's."""

    has_owner: bool
    ends_on: date | None
    milestones: tuple[PlannedMilestone, ...]
    calendar: WorkingCalendar
    organisation: str = ""

    @property
    def deadlines(self) -> list[date]:
        """Each day once, in order."""
        return sorted({one.deadline for one in self.milestones if one.deadline})


@dataclass(frozen=True)
class Finding:
    """One thing that the plan lacks. `about` is the milestone's name, or empty."""

    code: str
    level: Level
    sentence: str
    about: str = ""


def check_plan(plan: PlanFacts) -> tuple[Finding, ...]:
    """All that is not as it should be, in the order of the check; empty when the plan is good.

    A plan with an error cannot be agreed (4.2, D9); a warning is accepted with a reason.
    """
    findings = [*_of_plan(plan)]
    for milestone in plan.milestones:
        findings += _of_milestone(milestone, plan)
    return tuple(findings)


def _of_plan(plan: PlanFacts) -> Iterator[Finding]:
    if not plan.has_owner:
        yield Finding(
            "owner_missing", Level.ERROR, _("Nobody answers for this plan. Choose an owner.")
        )
    if not plan.milestones:
        yield Finding("milestones_missing", Level.ERROR, _("Add at least one milestone."))
    elif len(plan.milestones) < MIN_MILESTONES:
        yield Finding(
            "milestones_few",
            Level.WARNING,
            _("There is one milestone only. A good plan has one about every quarter."),
        )
    if plan.milestones and not any(one.is_key for one in plan.milestones):
        yield Finding("key_missing", Level.WARNING, _("Mark at least one milestone as key."))
    yield from _gaps(plan.deadlines)
    yield from _end(plan)


def _gaps(deadlines: list[date]) -> Iterator[Finding]:
    for before, after in pairwise(deadlines):
        if after > add_months(before, LONGEST_GAP_MONTHS):
            sentence = _(
                "Between %(before)s and %(after)s there is no milestone for more than 12 months."
            )
            facts = {"before": in_text(before), "after": in_text(after)}
            yield Finding("gap_long", Level.WARNING, sentence % facts)


def _end(plan: PlanFacts) -> Iterator[Finding]:
    if plan.ends_on is None:
        yield Finding("end_missing", Level.WARNING, _("Say when this commitment ends."))
    elif plan.deadlines and plan.deadlines[-1] != plan.ends_on:
        sentence = _("The last deadline is %(last)s, but this commitment ends on %(end)s.")
        facts = {"last": in_text(plan.deadlines[-1]), "end": in_text(plan.ends_on)}
        yield Finding("end_differs", Level.WARNING, sentence % facts)


def _of_milestone(milestone: PlannedMilestone, plan: PlanFacts) -> Iterator[Finding]:
    name = {"name": milestone.name}
    if milestone.deadline is None:
        sentence = _("“%(name)s” has no deadline. Without one it cannot be agreed.")
        yield Finding("deadline_missing", Level.ERROR, sentence % name, milestone.name)
    elif not plan.calendar.is_working(milestone.deadline):
        yield _not_working(milestone.name, milestone.deadline, plan)

    length = len(milestone.achieved_test.strip())
    if not length:
        sentence = _("“%(name)s” does not say what counts as achieved.")
        yield Finding("test_missing", Level.ERROR, sentence % name, milestone.name)
    elif length < MIN_TEST_LENGTH:
        sentence = ngettext(
            "“%(name)s” says in %(count)d character what counts as achieved. Use at least 30.",
            "“%(name)s” says in %(count)d characters what counts as achieved. Use at least 30.",
            length,
        )
        facts = {**name, "count": length}
        yield Finding("test_short", Level.WARNING, sentence % facts, milestone.name)


def _not_working(name: str, deadline: date, plan: PlanFacts) -> Finding:
    facts = {
        "day": with_weekday(deadline),
        "organisation": plan.organisation,
        "before": near_with_long_weekday(plan.calendar.on_or_before(deadline), on=deadline),
    }
    sentence = _("%(day)s is not a working day. Use %(before)s?")
    if plan.organisation:
        sentence = _("%(day)s is not a working day for %(organisation)s. Use %(before)s?")
    return Finding("deadline_not_working", Level.WARNING, sentence % facts, name)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or the last day of that month where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
