"""What is said again each week until somebody acts (5.3): a pause to check, and no owner."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules.ladders import EARLIEST, LATEST, Ladder
from commitments.reminders.rules.numbers import NUMBERS, Numbers
from commitments.reminders.rules.words import Rung, Silence


@dataclass(frozen=True)
class Weekly:
    """A ladder whose highest rung comes again, and the how manieth time is reached."""

    ladder: Ladder
    # 0 before the first time; makes each a notice of its own.
    time: int = 0


def pause_ladder(
    review_by: date, *, on: date, calendar: WorkingCalendar, numbers: Numbers = NUMBERS
) -> Weekly:
    """P1 to P3 of the day by which a pause is looked at, by the coordinating body's calendar."""
    review_by = min(max(review_by, EARLIEST), LATEST)
    time, day, again = _reached(review_by, on, calendar, numbers)
    before = calendar.on_or_before(review_by - timedelta(days=numbers.pause_before))
    days = {Rung.P1: before, Rung.P2: calendar.on_or_after(review_by), Rung.P3: day}
    return Weekly(Ladder(days, again_on=again), time)


def no_owner_ladder(
    since: date,
    *,
    on: date,
    calendar: WorkingCalendar,
    quiet_until: date | None = None,
    numbers: Numbers = NUMBERS,
) -> Weekly:
    """N1 at once, N2 each week, of the first day on which nobody owns a commitment."""
    since = min(max(since, EARLIEST), LATEST)
    time, day, again = _reached(since, on, calendar, numbers)
    days = {Rung.N1: calendar.on_or_after(since), Rung.N2: day}
    silence = Silence.IMPORTED if quiet_until else None
    return Weekly(Ladder(days, quiet_until, silence, again), time)


def _reached(
    first: date, on: date, calendar: WorkingCalendar, numbers: Numbers
) -> tuple[int, date, date | None]:
    """The newest week whose day has come, that day, and the day of the week after it.

    Before the first week: 0, its day, and no other.
    """

    def day_of(week: int) -> date:
        return calendar.on_or_after(first + timedelta(days=numbers.repeated * week))

    week = max((on - first).days // numbers.repeated, 0)
    while week and day_of(week) > on:
        week -= 1
    return (week, day_of(week), day_of(week + 1)) if week else (0, day_of(1), None)
