"""What a report says, before any format draws it: sentences, figures, tables, charts, notes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.columns import Column, Type
from reports.tables import Table, of_values

FIGURE_COLUMNS = (
    Column("figure", _("Figure"), Type.WORD),
    Column("now", _("Now"), Type.NUMBER),
    Column("then", _("Then"), Type.NUMBER),
)


@dataclass(frozen=True)
class Figure:
    """A number with its name, and what it was at the day of comparison."""

    code: str
    label: Any
    now: int | float | None
    then: int | float | None = None

    @classmethod
    def of(
        cls, code: str, label: Any, count: Callable[[Any], Any], now: Any, then: Any
    ) -> "Figure":
        """Counted in the same way of now and of then; `then` is None where nothing is compared."""
        return cls(code, label, count(now), None if then is None else count(then))

    @property
    def change(self) -> int | float | None:
        """From then to now; None where either is unknown."""
        return None if self.now is None or self.then is None else self.now - self.then


@dataclass(frozen=True)
class Chart:
    """Bars from zero, one for each label. The title is the sentence that the chart proves (6.1)."""

    title: Any
    bars: Sequence[tuple[str, int | float]]


@dataclass
class Section:
    """One part of a report, in the order in which it is read."""

    code: str
    title: Any
    words: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    chart: Chart | None = None
    tables: Sequence[Table] = ()
    notes: Sequence[Any] = ()
    # The figures as a table, for the formats that hold nothing else.
    numbers: Table | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        if self.figures:
            rows = [(one.code, one.now, one.then) for one in self.figures]
            self.numbers = of_values(f"{self.code}_figures", self.title, rows, FIGURE_COLUMNS)

    def data(self) -> list[Table]:
        """All that is data here, in order."""
        return [*([self.numbers] if self.numbers else []), *self.tables]
