"""A month, an agenda or a year of the calendar. Queries depend on the layers alone."""

from calendar import Calendar
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby

from commitments.models import ReviewEvent
from commitments.selectors.calendar.fixed import each_day, fixed_entries, loose_events
from commitments.selectors.calendar.layers import ORDER, Entry, Layer, Period
from commitments.selectors.calendar.scope import CalendarScope
from commitments.selectors.calendar.sources import sources_of
from history import clock

# Screen 16: so many in a cell; a layer with more on one day than `EACH` is told as a number.
SHOWN = 3
EACH = 50
# The agenda ends after the day on which it has so many rows.
ROWS = 100
MONDAY = 0
DAY = timedelta(days=1)


@dataclass(frozen=True)
class Tally:
    """How many a layer has on a day."""

    layer: Layer
    count: int


@dataclass
class Day:
    """A cell of the month: the first entries, or numbers where there are too many to name."""

    on: date
    is_of_month: bool
    is_today: bool
    is_working: bool
    entries: list[Entry] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    count: int = 0

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.entries) - sum(one.count for one in self.tallies)


@dataclass(frozen=True)
class Month:
    """Whole weeks, so that days of the months beside it stand there too."""

    first: date
    weeks: list[list[Day]]
    # Known to fall into the month, not on which day.
    loose: list[ReviewEvent]

    @property
    def is_empty(self) -> bool:
        return not self.loose and not self.count

    @property
    def count(self) -> int:
        return sum(day.count for week in self.weeks for day in week if day.is_of_month)


def month_page(scope: CalendarScope, first: date) -> Month:
    """The month that begins on `first`."""
    weeks = Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    period = Period(weeks[0][0], weeks[-1][-1])
    calendar = scope.working
    today = clock.today()
    days = {
        on: Day(on, on.month == first.month, on == today, calendar.is_working(on))
        for week in weeks
        for on in week
    }
    _fill(scope, period, days)
    return Month(
        first, [[days[on] for on in week] for week in weeks], loose_events(scope, month_of(first))
    )


def _fill(scope: CalendarScope, period: Period, days: dict[date, Day]) -> None:
    for entry in fixed_entries(scope, period):
        for on in each_day(entry, period):
            days[on].entries.append(entry)
            days[on].count += 1
    some = [one for source in sources_of(scope) for one in source.some(period, SHOWN)]
    for one in some:
        days[one.day].count += one.count
    crowded = {day.on for day in days.values() if day.count > EACH}
    for one in some:
        if one.day in crowded:
            days[one.day].tallies.append(Tally(one.layer, one.count))
        else:
            days[one.day].entries += one.entries
    for day in days.values():
        day.entries = sorted(day.entries, key=_urgent)[: SHOWN - min(SHOWN, len(day.tallies))]
        day.tallies = _together(day.tallies)


def _urgent(entry: Entry) -> tuple[int, bool, str]:
    return ORDER[entry.layer], not entry.is_late, entry.key


def _together(tallies: list[Tally]) -> list[Tally]:
    """One number a layer, also where several sources make it."""
    found: dict[Layer, int] = defaultdict(int)
    for one in tallies:
        found[one.layer] += one.count
    return [Tally(layer, found[layer]) for layer in Layer if layer in found]


@dataclass(frozen=True)
class Line:
    """A row of the agenda: an entry, or a number where a layer has too many on that day."""

    day: date
    layer: Layer
    entry: Entry | None = None
    count: int = 1
    # How many rows the day has, on the first of them.
    of_day: int = 0


@dataclass(frozen=True)
class Agenda:
    """The rows of a period, whole days, and the day to go on from; None at its end."""

    period: Period
    lines: list[Line]
    loose: list[ReviewEvent]
    goes_on: date | None

    @property
    def is_empty(self) -> bool:
        return not self.loose and not self.lines


def agenda_page(scope: CalendarScope, period: Period, *, rows: int = ROWS) -> Agenda:
    """What stands in the period, day after day."""
    found = [Line(one.day, one.layer, one) for one in fixed_entries(scope, period)]
    for source in sources_of(scope):
        for some in source.some(period, EACH):
            if some.count > EACH:
                found.append(Line(some.day, some.layer, None, some.count))
            else:
                found += [Line(some.day, some.layer, one) for one in some.entries]
    found.sort(key=lambda line: (line.day, ORDER[line.layer], line.entry.key if line.entry else ""))
    lines: list[Line] = []
    for on, of_day in groupby(found, key=lambda line: line.day):
        if len(lines) >= rows:
            return Agenda(period, lines, loose_events(scope, period), on)
        first, *others = of_day
        lines.append(Line(on, first.layer, first.entry, first.count, 1 + len(others)))
        lines += others
    return Agenda(period, lines, loose_events(scope, period), None)


@dataclass(frozen=True)
class SmallDay:
    """A day of a small month and how much stands on it."""

    on: date
    count: int

    @property
    def many(self) -> str:
        """How dark it is drawn."""
        return "lots" if self.count > EACH else "some" if self.count > SHOWN else "few"


@dataclass(frozen=True)
class YearMonth:
    """A small month: its weeks of days with numbers, None outside it."""

    first: date
    weeks: list[list["SmallDay | None"]]
    count: int


@dataclass(frozen=True)
class Year:
    """Twelve small months, and the follow-up's events of the year."""

    year: int
    weekdays: list[date]
    months: list[YearMonth]
    events: list[Entry]
    loose: list[ReviewEvent]

    @property
    def is_empty(self) -> bool:
        return not self.loose and not any(month.count for month in self.months)


def year_page(scope: CalendarScope, year: int) -> Year:
    """How much stands on each day of a year."""
    period = Period(date(year, 1, 1), date(year, 12, 31))
    counts: dict[date, int] = defaultdict(int)
    fixed = fixed_entries(scope, period)
    for entry in fixed:
        for on in each_day(entry, period):
            counts[on] += 1
    for source in sources_of(scope):
        for on, count in source.counts(period):
            counts[on] += count
    events = [entry for entry in fixed if entry.layer == Layer.EVENTS]
    months = [_small(year, number, counts) for number in range(1, 13)]
    weekdays = Calendar(MONDAY).monthdatescalendar(year, 1)[0]
    return Year(year, weekdays, months, events, loose_events(scope, period))


def _small(year: int, number: int, counts: dict[date, int]) -> YearMonth:
    weeks = [
        [SmallDay(on, counts.get(on, 0)) if on.month == number else None for on in week]
        for week in Calendar(MONDAY).monthdatescalendar(year, number)
    ]
    total = sum(day.count for week in weeks for day in week if day)
    return YearMonth(date(year, number, 1), weeks, total)


def month_of(day: date) -> Period:
    """The month that a day lies in."""
    return Period(day.replace(day=1), next_month(day) - DAY)


def next_month(day: date) -> date:
    """The first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def previous_month(day: date) -> date:
    """The first day of the month before."""
    return (day.replace(day=1) - DAY).replace(day=1)
