"""The ladders (5.2, 5.3): on which day each rung falls, which is due, and what comes next.

A rung before its day moves back to a working day, a rung after it moves forward. Of several that
are due only the highest counts (L2), so a missed night, an outage or a return is caught up by one.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules.numbers import NUMBERS, Numbers
from commitments.reminders.rules.words import Rung, Silence
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import CommitmentState, MilestoneState

Days = dict[Rung, date]
# One odd date must not stop the planning of all: what lies beyond counts as this far away.
EARLIEST, LATEST = date(1000, 1, 1), date(9000, 1, 1)

STOPS = {
    MilestoneState.DRAFT: Silence.DRAFT,
    MilestoneState.SUBMITTED: Silence.SUBMITTED,
    MilestoneState.ACHIEVED: Silence.ACHIEVED,
    MilestoneState.PAUSED: Silence.PAUSED,
    MilestoneState.CLOSED: Silence.CLOSED,
}


@dataclass(frozen=True)
class Ladder:
    """The days of the rungs, lowest first, and the last day of a quiet time if there is one."""

    days: Days = field(default_factory=dict)
    quiet_until: date | None = None
    # Why nothing is said: now, where there is a quiet time; else at all.
    silence: Silence | None = None
    # The day on which the highest rung is said again.
    again_on: date | None = None

    def due(self, *, on: date) -> Rung | None:
        """The highest rung whose day has come (L2); None in a quiet time."""
        if self.quiet_until is not None and on <= self.quiet_until:
            return None
        reached = [rung for rung, day in self.days.items() if day <= on]
        return reached[-1] if reached else None

    def next(self, *, on: date) -> tuple[date, Rung] | None:
        """The first day after `on` that brings another rung than is due `on`, and that rung."""
        now = self.due(on=on)
        more = [self.quiet_until + timedelta(days=1)] if self.quiet_until else []
        more += [self.again_on] if self.again_on else []
        for day in sorted(set(chain(self.days.values(), more))):
            rung = self.due(on=day)
            if day > on and rung is not None and (rung != now or day == self.again_on):
                return day, rung
        return None


@dataclass(frozen=True)
class MilestoneStanding:
    """What the owner's ladder needs to know of a milestone."""

    milestone: MilestoneFacts
    commitment_state: str = CommitmentState.ACTIVE
    # Since when a date request waits for its decision.
    requested_on: date | None = None
    imported_on: date | None = None


def milestone_ladder(
    standing: MilestoneStanding, *, calendar: WorkingCalendar, numbers: Numbers = NUMBERS
) -> Ladder:
    """R1 to E1 of a milestone's deadline, by the calendar of the owner's organisation."""
    facts = standing.milestone
    if silence := _stopped(standing):
        return Ladder(silence=silence)
    assert facts.deadline is not None
    days = milestone_days(facts.deadline, is_key=facts.is_key, calendar=calendar, numbers=numbers)
    quiet = sorted(_quiet(standing, calendar, numbers))
    return Ladder(days, *quiet[-1]) if quiet else Ladder(days)


def milestone_days(
    deadline: date, *, is_key: bool, calendar: WorkingCalendar, numbers: Numbers = NUMBERS
) -> Days:
    """The day of each rung of a deadline."""
    deadline = min(max(deadline, EARLIEST), LATEST)

    def before(days: int) -> date:
        return calendar.on_or_before(deadline - timedelta(days=days))

    def after(days: int) -> date:
        return calendar.on_or_after(deadline + timedelta(days=days))

    first, second, third = numbers.overdue
    return {
        Rung.R1: before(numbers.coming_up),
        Rung.R2: before(numbers.due_in_a_week),
        Rung.R3: calendar.previous_working_day(deadline),
        Rung.O1: after(first),
        Rung.O2: after(second),
        Rung.O3: after(third),
        Rung.E1: after(numbers.escalated_key if is_key else numbers.escalated),
    }


def update_ladder(
    *,
    state: str,
    due_on: date | None,
    imported_on: date | None,
    calendar: WorkingCalendar,
    numbers: Numbers = NUMBERS,
) -> Ladder:
    """U1 to U4 of the day on which the next update of a commitment is due (F1)."""
    if state != CommitmentState.ACTIVE or due_on is None:
        return Ladder(silence=Silence.NOT_ACTIVE)
    days = {
        Rung.U1: calendar.on_or_before(due_on - timedelta(days=numbers.update_coming_up)),
        Rung.U2: calendar.on_or_after(due_on),
        Rung.U3: calendar.on_or_after(due_on + timedelta(days=numbers.update_late)),
        Rung.U4: calendar.on_or_after(due_on + timedelta(days=numbers.no_update)),
    }
    until = import_quiet(imported_on, numbers)
    return Ladder(days, until, Silence.IMPORTED if until else None)


def answer_ladder(rung: Rung, decided_on: date, *, on: date, numbers: Numbers = NUMBERS) -> Ladder:
    """A decision, due on its day; nothing once it is no news."""
    is_news = on < decided_on + timedelta(days=numbers.answer_days)
    return Ladder({rung: decided_on} if is_news else {})


def review_ladder(
    submitted_on: date, *, calendar: WorkingCalendar, numbers: Numbers = NUMBERS
) -> Ladder:
    """V1 to V4 of a submission, by the calendar of the coordinating body (D11)."""
    third, fifth = numbers.review_working_days
    due = calendar.add_working_days(submitted_on, fifth)
    return Ladder(
        {
            Rung.V1: calendar.on_or_after(submitted_on),
            Rung.V2: calendar.add_working_days(submitted_on, third),
            Rung.V3: due,
            Rung.V4: calendar.next_working_day(due),
        }
    )


def request_ladder(
    asked_on: date, *, calendar: WorkingCalendar, numbers: Numbers = NUMBERS
) -> Ladder:
    """Q1 and Q2 of a date request, by the calendar of the coordinating body."""
    third, fifth = numbers.request_working_days
    return Ladder(
        {
            Rung.Q1: calendar.add_working_days(asked_on, third),
            Rung.Q2: calendar.add_working_days(asked_on, fifth),
        }
    )


def _stopped(standing: MilestoneStanding) -> Silence | None:
    facts = standing.milestone
    if stop := STOPS.get(MilestoneState(facts.state)):
        return stop
    if standing.commitment_state != CommitmentState.ACTIVE:
        return Silence.NOT_ACTIVE
    return Silence.NO_DEADLINE if facts.deadline is None else None


def _quiet(
    standing: MilestoneStanding, calendar: WorkingCalendar, numbers: Numbers
) -> Iterable[tuple[date, Silence]]:
    """The quiet times of an open milestone: the last day of each, and its reason."""
    facts = standing.milestone
    if facts.state == MilestoneState.RETURNED and facts.returned_on:
        last = calendar.add_working_days(facts.returned_on, numbers.returned_working_days)
        yield last, Silence.RETURNED
    if standing.requested_on:
        last = calendar.add_working_days(standing.requested_on, numbers.requested_working_days)
        yield last, Silence.DATE_REQUESTED
    if until := import_quiet(standing.imported_on, numbers):
        yield until, Silence.IMPORTED


def import_quiet(imported_on: date | None, numbers: Numbers = NUMBERS) -> date | None:
    """L7: seven days, the day of the import included."""
    return imported_on + timedelta(days=numbers.imported_days - 1) if imported_on else None
