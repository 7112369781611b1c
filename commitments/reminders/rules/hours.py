"""L4: the hours of a person's day in which letters leave."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from commitments.reminders.rules.numbers import NUMBERS, Numbers


def window(day: date, zone: ZoneInfo, numbers: Numbers = NUMBERS) -> tuple[datetime, datetime]:
    """From when, and until just before when, a letter of this local day may leave, in UTC.

    The hours are those of the person's clock, on days of 23 and 25 hours too.
    """

    def at(hour: int) -> datetime:
        return datetime.combine(day, time(hour), tzinfo=zone).astimezone(UTC)

    return at(numbers.send_hour), at(numbers.quiet_hour)
