"""A report for people: what stands in its sections, in words and as many rows as a page holds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from commitments.rules import dates
from reports.charts import bars
from reports.columns import Column, Type
from reports.sections import Figure, Section
from reports.tables import Table


@dataclass
class Drawn:
    """A table as it is shown: the first rows, and how many there are in all."""

    title: str
    order: str
    columns: Sequence[Column]
    rows: list[list[str]]
    count: int

    @property
    def cells(self) -> list[list[tuple[str, Column]]]:
        """The rows, each cell with its column."""
        return [list(zip(row, self.columns, strict=True)) for row in self.rows]

    @property
    def left_out(self) -> int:
        return self.count - len(self.rows)


@dataclass
class Part:
    """A section as it is shown."""

    code: str
    title: str
    words: Sequence[str]
    figures: list[tuple[str, str, str, str]] = field(default_factory=list)
    compares: bool = False
    chart_title: str = ""
    chart: SafeString | str = ""
    tables: list[Drawn] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def parts(sections: Sequence[Section], *, most: int) -> Iterator[Part]:
    """The sections, with at most so many rows of each table. All rows flow, for the fingerprint."""
    for section in sections:
        if section.numbers:
            for _piece in section.numbers.canonical():
                pass
        yield Part(
            section.code,
            str(section.title),
            list(section.words),
            [_figure(one) for one in section.figures],
            any(one.then is not None for one in section.figures),
            str(section.chart.title) if section.chart else "",
            bars(section.chart) if section.chart else "",
            [_drawn(table, most) for table in section.tables],
            [str(note) for note in section.notes],
        )


def _drawn(table: Table, most: int) -> Drawn:
    rows = table.values()
    shown = [
        [in_words(value, column) for value, column in zip(row, table.columns, strict=True)]
        for row in islice(rows, most)
    ]
    for _row in rows:
        pass
    return Drawn(str(table.title), str(table.order), table.columns, shown, table.flow.rows)


def _figure(one: Figure) -> tuple[str, str, str, str]:
    change = one.change
    sign = "" if change is None else f"{change:+,}".replace("-", "−").replace("+0", "0")
    return str(one.label), number(one.now), number(one.then), sign


def number(value: int | float | None) -> str:
    """A number with separators; a dash for none."""
    return "–" if value is None else str(intcomma(value))


def in_words(value: Any, column: Column) -> str:
    """A value as people read it; empty for none."""
    if value is None or value == "":
        return ""
    if column.type is Type.DATE:
        return dates.in_table(date.fromisoformat(value))
    if column.type is Type.BOOLEAN:
        return _("Yes") if value else ""
    if column.type is Type.NUMBER:
        return number(value)
    return str(column.words.get(value, value))
