"""The roadmap of a commitment (4b): a table of dates, and the same drawn to scale."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.models import Commitment
from commitments.rules import timing
from commitments.selectors.commitment import MilestoneRow
from commitments.selectors.commitments import signed
from history import clock

DRAWN_AT_MOST = 100

# The units of the drawing; it scales to the page.
WIDTH = 960
LEFT = 240
RIGHT = 24
HEAD = 34
ROW = 38
YEARS_WITH_QUARTERS = 6
YEARS_WITH_YEAR_EACH = 2


class Span(TextChoices):
    """How much of the time is drawn."""

    WHOLE = "whole", gettext_lazy("Whole period")
    YEAR = "year", gettext_lazy("This year")
    NEAR = "near", gettext_lazy("Next 90 days")


@dataclass(frozen=True)
class Mark:
    """A day of a milestone: first, deadline, expected or achieved."""

    kind: str
    x: float
    day: date


@dataclass(frozen=True)
class Bar:
    """A milestone's line of the drawing; positions are None where nothing lies in the span."""

    row: MilestoneRow
    y: int
    marks: list[Mark]
    # From the first deadline to the effective finish, with its days ("+42 d").
    start: float | None = None
    end: float | None = None
    label: str = ""
    label_x: float = 0


@dataclass(frozen=True)
class Line:
    """A line of the grid with its word."""

    x: float
    word: str
    is_year: bool


@dataclass(frozen=True)
class Drawing:
    """All that the picture is made of."""

    height: int
    grid: list[Line]
    bars: list[Bar]
    today: float | None
    width: int = WIDTH
    left: int = LEFT
    head: int = HEAD

    @property
    def legend(self) -> list[tuple[str, str]]:
        """The marks with their words."""
        return [
            ("first", _("First deadline")),
            ("deadline", _("Deadline")),
            ("expected", _("Expected")),
            ("achieved", _("Achieved")),
        ]

    @property
    def today_label(self) -> float:
        """Where the word stands, so that it is not cut off at the edge."""
        return min(self.today or 0, WIDTH - 40) + 4


@dataclass(frozen=True)
class Roadmap:
    """The rows in the order of their deadlines, and their drawing; None without any date."""

    rows: list[MilestoneRow] = field(default_factory=list)
    drawing: Drawing | None = None
    more: bool = False


def roadmap(commitment: Commitment, *, span: Span, only_open: bool) -> Roadmap:
    """The roadmap. One query."""
    today = clock.today()
    milestones = commitment.milestones.all()
    if only_open:
        milestones = milestones.open()
    found = [MilestoneRow(row, today) for row in milestones.order_by("number")[: DRAWN_AT_MOST + 1]]
    rows = found[:DRAWN_AT_MOST]
    return Roadmap(rows, draw(rows, span=span, on=today), more=len(found) > DRAWN_AT_MOST)


def draw(rows: Sequence[MilestoneRow], *, span: Span, on: date) -> Drawing | None:
    """The picture of these rows; None where none of them has a day to draw."""
    days = [day for row in rows for _kind, day in _days_of(row)]
    if not days:
        return None
    scale = _scale(days, span, on)
    return Drawing(
        height=HEAD + ROW * len(rows) + 8,
        grid=list(_grid(scale)),
        bars=[_bar(row, HEAD + ROW * number + ROW // 2, scale) for number, row in enumerate(rows)],
        today=scale.x(on) if scale.holds(on) else None,
    )


@dataclass(frozen=True)
class _Scale:
    start: date
    end: date

    def x(self, day: date) -> float:
        share = (day - self.start).days / max(1, (self.end - self.start).days)
        return round(LEFT + share * (WIDTH - LEFT - RIGHT), 1)

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    def clipped(self, day: date) -> date:
        return min(max(day, self.start), self.end)


def _scale(days: list[date], span: Span, on: date) -> _Scale:
    match span:
        case Span.YEAR:
            return _Scale(date(on.year, 1, 1), date(on.year, 12, 31))
        case Span.NEAR:
            return _Scale(on, on + timedelta(days=90))
    first, last = min([*days, on]), max([*days, on])
    room = timedelta(days=max(14, (last - first).days // 30))
    return _Scale(first - room, last + room)


def _days_of(row: MilestoneRow) -> Iterator[tuple[str, date]]:
    milestone, facts = row.milestone, row.facts
    found = (
        ("first", milestone.first_deadline),
        ("deadline", milestone.deadline),
        ("expected", milestone.expected_on if facts.is_open else None),
        ("achieved", milestone.achieved_on),
    )
    for kind, day in found:
        if day is not None:
            yield kind, day


def _bar(row: MilestoneRow, y: int, scale: _Scale) -> Bar:
    marks = [Mark(kind, scale.x(day), day) for kind, day in _days_of(row) if scale.holds(day)]
    first = row.milestone.first_deadline
    finish = timing.effective_finish(row.facts, on=row.on)
    if first is None or finish is None or finish == first:
        return Bar(row, y, marks)
    low, high = min(first, finish), max(first, finish)
    if high < scale.start or low > scale.end:
        return Bar(row, y, marks)
    start, end = scale.x(scale.clipped(low)), scale.x(scale.clipped(high))
    words = _("%(days)s d") % {"days": signed(row.slippage)}
    return Bar(row, y, marks, start, end, words, round((start + end) / 2, 1))


def _grid(scale: _Scale) -> Iterator[Line]:
    """Quarters with their years; only years where the span is long."""
    years = scale.end.year - scale.start.year + 1
    for year in range(scale.start.year, scale.end.year + 1):
        for quarter in range(1, 5) if years <= YEARS_WITH_QUARTERS else [1]:
            day = date(year, 3 * quarter - 2, 1)
            if scale.holds(day):
                word = str(year) if quarter == 1 else _("Q%(number)d") % {"number": quarter}
                if quarter > 1 and years <= YEARS_WITH_YEAR_EACH:
                    word = f"{word} {year}"
                yield Line(scale.x(day), word, is_year=quarter == 1)
