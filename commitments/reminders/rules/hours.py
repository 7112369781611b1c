"""L4, L5: the hours and days of a person on which letters leave."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules.numbers import NUMBERS, Numbers


def window(
    day: date, zone: ZoneInfo, *, hour: int | None = None, numbers: Numbers = NUMBERS
) -> tuple[datetime, datetime]:
    """From when, and until just before when, a letter of this local day may leave, in UTC.

    The hours are those of the person's clock, on days of 23 and 25 hours too. `hour` is the one
    that the person chose.
    """

    def at(hour: int) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)

    return at(numbers.send_hour if hour is None else hour), at(numbers.quiet_hour)


def weekly_day(day: date, weekday: int, calendar: WorkingCalendar) -> date:
    """L5: the newest day of the weekly letter, up to `day`.

    It is the chosen ISO weekday, or the first working day after it.
    """
    chosen = day - timedelta(days=(day.isoweekday() - weekday) % 7)
    found = calendar.on_or_after(chosen)
    while found > day:
        chosen -= timedelta(days=7)
        found = calendar.on_or_after(chosen)
    return found
