"""L5: on which days coordinators and heads of organisations read how things stand."""

from datetime import date, timedelta

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules.numbers import NUMBERS, Numbers
from commitments.reminders.rules.words import Rung

# A rung, and the day by which its notices are told apart.
Digest = tuple[Rung, date]


def monday_of(day: date) -> date:
    """The Monday that names the week of a day."""
    return day - timedelta(days=day.weekday())


def coordinator_digests(*, on: date, calendar: WorkingCalendar) -> list[Digest]:
    """The digest from the first working day of a week on, the queue line on each later one.

    The digest of a week is one, however often it is asked for, so that it is caught up later in
    the week when nothing left on its day.
    """
    if not calendar.is_working(on):
        return []
    monday = monday_of(on)
    digest: Digest = (Rung.D2, monday)
    is_first = calendar.on_or_after(monday) == on
    return [digest] if is_first else [digest, (Rung.D1, on)]


def head_digests(
    *, on: date, calendar: WorkingCalendar, numbers: Numbers = NUMBERS
) -> list[Digest]:
    """The month of an organisation, from working day 3 on and while it is news."""
    first = on.replace(day=1)
    due = calendar.add_working_days(first - timedelta(days=1), numbers.head_working_day)
    is_news = due <= on < due + timedelta(days=numbers.head_days)
    return [(Rung.D3, first)] if is_news else []
