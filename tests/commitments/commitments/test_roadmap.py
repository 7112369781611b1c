"""The roadmap: a table of dates and the same drawn to scale (4b)."""

from datetime import date
from typing import Any

import pytest

from commitments.models import Milestone
from commitments.selectors.commitment import MilestoneRow
from commitments.selectors.roadmap import Drawing, Span, draw

TODAY = date(2026, 6, 16)


def row(number: int = 1, **values: Any) -> MilestoneRow:
    """A milestone that is stored nowhere."""
    return MilestoneRow(Milestone(code=f"GCM-01-0001-M{number:02d}", **values), TODAY)


def drawn(*rows: MilestoneRow, span: Span = Span.WHOLE) -> Drawing:
    drawing = draw(rows, span=span, on=TODAY)
    assert drawing
    return drawing


def test_drawing_joins_the_first_deadline_to_the_finish_with_its_days() -> None:
    # M4 of the worked examples.
    slipped = row(
        state="in_progress",
        first_deadline=date(2026, 5, 29),
        deadline=date(2026, 5, 29),
        expected_on=date(2026, 7, 10),
    )

    bar = drawn(slipped).bars[0]

    assert bar.label == "+42 d"
    assert [mark.kind for mark in bar.marks] == ["first", "deadline", "expected"]
    assert bar.start == bar.marks[0].x < bar.marks[2].x == bar.end


def test_drawing_of_an_early_finish_runs_backwards_in_words() -> None:
    early = row(
        state="achieved",
        first_deadline=date(2026, 4, 30),
        deadline=date(2026, 4, 30),
        achieved_on=date(2026, 4, 21),
    )

    bar = drawn(early).bars[0]

    assert bar.label == "−9 d"
    assert bar.marks[-1].kind == "achieved"
    assert bar.start == bar.marks[-1].x


def test_drawing_without_any_day_is_none() -> None:
    assert draw([row(state="planned")], span=Span.WHOLE, on=TODAY) is None


@pytest.mark.parametrize("span", list(Span))
def test_everything_drawn_lies_inside(span: Span) -> None:
    rows = [
        row(1, state="planned", first_deadline=date(2019, 1, 1), deadline=date(2031, 1, 1)),
        row(2, state="planned", first_deadline=date(2026, 6, 30), deadline=date(2026, 8, 30)),
        row(3, state="draft", deadline=date(2026, 7, 1), expected_on=date(2027, 1, 1)),
        row(4, state="closed", first_deadline=date(2026, 1, 2), deadline=date(2026, 1, 2)),
    ]

    drawing = drawn(*rows, span=span)

    places = [mark.x for bar in drawing.bars for mark in bar.marks]
    places += [line.x for line in drawing.grid]
    places += [x for bar in drawing.bars if bar.label for x in (bar.start, bar.end)]
    places.append(drawing.today)
    assert all(drawing.left <= x <= drawing.width for x in places)
    assert [bar.y < drawing.height for bar in drawing.bars] == [True] * 4


def test_long_spans_have_years_only() -> None:
    long = row(state="planned", first_deadline=date(2019, 1, 1), deadline=date(2031, 1, 1))

    words = [line.word for line in drawn(long).grid]

    assert words == [str(year) for year in range(2019, 2032)]
