"""Working days: a working week and holidays, and counting in them (C3, C4)."""

from dataclasses import dataclass
from datetime import date, timedelta

DAY = timedelta(days=1)
MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})


@dataclass(frozen=True)
class WorkingCalendar:
    """The days on which a body works. ISO weekdays, Monday is 1.

    A week without a working day is refused, since no counting in it would ever end.
    """

    working_week: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        # Lists come from database columns.
        object.__setattr__(self, "working_week", frozenset(self.working_week))
        object.__setattr__(self, "holidays", frozenset(self.holidays))
        if not self.working_week:
            raise ValueError("A working week needs at least one working day.")
        if unknown := self.working_week - set(range(1, 8)):
            raise ValueError(f"ISO weekdays are 1 to 7, not {sorted(unknown)}.")

    def is_working(self, day: date) -> bool:
        return day.isoweekday() in self.working_week and day not in self.holidays

    def next_working_day(self, day: date) -> date:
        """The first working day after `day`."""
        return self.add_working_days(day, 1)

    def previous_working_day(self, day: date) -> date:
        """The last working day before `day`."""
        return self.add_working_days(day, -1)

    def on_or_after(self, day: date) -> date:
        """`day` itself when it is a working day, else the next one."""
        return day if self.is_working(day) else self.next_working_day(day)

    def on_or_before(self, day: date) -> date:
        """`day` itself when it is a working day, else the previous one."""
        return day if self.is_working(day) else self.previous_working_day(day)

    def add_working_days(self, day: date, count: int) -> date:
        """The count-th working day after `day`; before it when negative; `day` itself for 0."""
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after `start`, up to and including `end`; 0 when `end` is not later."""
        if end <= start:
            return 0
        weeks, rest = divmod((end - start).days, 7)
        last_days = (end - DAY * ago for ago in range(rest))
        in_weeks = weeks * len(self.working_week)
        in_rest = sum(day.isoweekday() in self.working_week for day in last_days)
        return in_weeks + in_rest - self._holidays_within(start, end)

    def _holidays_within(self, start: date, end: date) -> int:
        return sum(
            start < day <= end and day.isoweekday() in self.working_week for day in self.holidays
        )
