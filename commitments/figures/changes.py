"""What a change of commitments adds to the sums of a day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from commitments.figures.facts import KEYS, SPREADS
from commitments.figures.models import MEASURES, DayFigure
from commitments.figures.slices import SLICES

# A commitment's figures: the columns of `facts`.
Row = dict[str, Any]
Key = tuple[Any, ...]

_TABLE = DayFigure._meta.db_table
_EMPTY: dict[str, Any] = {"objective": 0, "level": "", "organisation": 0}


def add_change(day: date, before: Iterable[Row], after: Iterable[Row]) -> None:
    """Add rows to the day, so that its sums hold `after` in place of `before`."""
    sums: dict[Key, Sum] = defaultdict(Sum)
    for sign, rows in ((-1, before), (1, after)):
        for row in rows:
            for key, has_spreads in _keys(row):
                sums[key].add(row, sign, has_spreads)
    _insert(day, {key: found for key, found in sums.items() if found.is_something})


class Sum:
    """The difference in one slice."""

    def __init__(self) -> None:
        self.measures: Counter[str] = Counter()
        self.spreads = {name: Counter[int]() for name in SPREADS}

    def add(self, row: Row, sign: int, has_spreads: bool) -> None:
        for name in MEASURES:
            if row[name]:
                self.measures[name] += sign * row[name]
        if has_spreads:
            for name, counted in self.spreads.items():
                for days in row[name]:
                    counted[days] += sign

    @property
    def is_something(self) -> bool:
        return any(self.measures.values()) or any(any(s.values()) for s in self.spreads.values())

    def document(self, spread: str) -> Jsonb:
        return Jsonb({str(days): n for days, n in self.spreads[spread].items() if n})


def _keys(row: Row) -> Iterator[tuple[Key, bool]]:
    for slice_, told_apart in SLICES.items():
        keys = (row[key] if key in told_apart else empty for key, empty in _EMPTY.items())
        yield (slice_.value, *keys, row["shared"]), len(told_apart) < len(_EMPTY)


def _insert(day: date, sums: dict[Key, Sum]) -> None:
    if not sums:
        return
    changed = [name for name in MEASURES if any(found.measures[name] for found in sums.values())]
    rows: list[Any] = []
    for key, found in sums.items():
        rows += [day, True, *key, *map(found.document, SPREADS)]
        rows += [found.measures[name] for name in changed]
    columns = ("day", "is_change", "slice", *KEYS, *SPREADS, *changed)
    places = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_TABLE} ({', '.join(columns)}) VALUES {', '.join([places] * len(sums))}",
            rows,
        )
