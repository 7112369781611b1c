"""What is measured, in the order it is printed, and how fast it has to be."""

from collections.abc import Callable
from dataclasses import dataclass

# The figures of one size by name.
Figures = dict[str, float]
MISSED = "✗"


@dataclass(frozen=True)
class Target:
    """A limit, as a test and in words."""

    words: str
    reached: Callable[[float], bool]


def at_most(limit: float) -> Target:
    return Target(f"≤ {limit:g}", lambda value: value <= limit)


def at_least(limit: float) -> Target:
    return Target(f"≥ {limit:g}", lambda value: value >= limit)


@dataclass(frozen=True)
class Row:
    """A figure: its limit, and how often its value at the smallest size it may be at the largest.

    `exact` figures are no speed: a value beyond the limit is a fault of the program.
    """

    name: str
    target: Target | None = None
    growth: float | None = None
    exact: bool = False


ROWS = [
    Row("overdue review, p50 ms", at_most(35)),
    Row("overdue review, p95 ms", growth=1.5),
    Row("overdue review, queries", at_most(12), exact=True),
    Row("overdue review, bare SQL ms"),
    Row("overdue review / bare SQL"),
    Row("commitment list, p50 ms"),
    Row("commitment list, p95 ms"),
    Row("commitment list, queries"),
    Row("commitment list, deep p95 ms"),
    Row("commitment list, deep / page 1", at_most(1.3)),
    Row("commitment list, other orders deep p95 ms"),
    Row("commitment list, bare SQL ms"),
    Row("commitment list / bare SQL"),
    Row("commitment list, bare SQL with OFFSET half way ms"),
    Row("API list of 100, p50 ms", at_most(30)),
    Row("API list of 100, p95 ms"),
    Row("API list of 100, queries"),
    Row("API list of 100, bare SQL ms"),
    Row("API list of 100 / bare SQL"),
    Row("milestone page, p50 ms", at_most(25)),
    Row("milestone page, p95 ms"),
    Row("milestone page, queries", at_most(8), exact=True),
    Row("milestone page, bare SQL ms"),
    Row("milestone page / bare SQL"),
    Row("progress page, p50 ms"),
    Row("progress page, p95 ms", at_most(60), growth=1.3),
    Row("progress page, queries"),
    Row("progress page, bare SQL ms"),
    Row("progress page / bare SQL"),
    Row("day figures compared with a live count"),
    Row("day figures that differ", at_most(0), exact=True),
    Row("day figures, rebuilt in s", at_most(10)),
    Row("report CSV, rows"),
    Row("report CSV, rows a second"),
    Row("report CSV, psql \\copy rows a second"),
    Row("report CSV / psql \\copy", at_least(0.5)),
    Row("report CSV, first byte s", at_most(0.5)),
    Row("report CSV, growth MB", at_most(20)),
    Row("log progress, 4 clients p95 ms", at_most(60)),
    Row("log progress, 16 clients a second", at_least(60)),
    Row("log progress, 16 clients p95 ms"),
    Row("log progress, bare SQL a second"),
    Row("log progress / bare SQL"),
    Row("log progress, lost or doubled", at_most(0), exact=True),
    Row("first look, items"),
    Row("first look, items a second"),
    Row("first look, growth MB", at_most(20)),
    Row("planning a day, items due"),
    Row("planning a day, ms"),
    Row("planning a day, ms an item", growth=1.5),
    Row("planning a day, bare SQL ms"),
    Row("planning a day / bare SQL", at_most(3)),
    Row("due at once, items"),
    Row("due at once, planned in s", at_most(30)),
    Row("due at once, put into letters in s", at_most(30)),
    Row("letters a second"),
    Row("letters, bare loop a second"),
    Row("letters / bare loop", at_least(0.4)),
    Row("letters, two workers a second", at_least(100)),
    Row("letters, sent by a second run", at_most(0), exact=True),
    Row("letters, lost or doubled", at_most(0), exact=True),
    Row("web worker, MB at the end", at_most(130)),
    Row("web worker, MB at most"),
    Row("filled in s"),
    Row("load of the machine before"),
    Row("load of the machine after"),
]


def table(found: dict[int, Figures]) -> str:
    """All figures as a table of Markdown, with a mark at what misses its limit."""
    sizes = list(found)
    lines = [
        "| figure | reach | " + " | ".join(f"{size:,}" for size in sizes) + " | growth |",
        "|---|---|" + "---:|" * (len(sizes) + 1),
    ]
    for row in ROWS:
        values = [found[size].get(row.name) for size in sizes]
        if all(value is None for value in values):
            continue
        reach = [row.target.words] if row.target else []
        reach += [f"growth ≤ {row.growth:g}"] if row.growth else []
        cells = " | ".join(_cell(value, row.target) for value in values)
        lines.append(f"| {row.name} | {', '.join(reach)} | {cells} | {_growth(row, values)} |")
    return "\n".join(lines)


def broken(found: dict[int, Figures]) -> list[str]:
    """Sentences on exact figures that are beyond their limit."""
    return [
        f"At {size:,}: {row.name} is {figures[row.name]:g}, to be {row.target.words}."
        for size, figures in found.items()
        for row in ROWS
        if row.exact and row.target and not row.target.reached(figures[row.name])
    ]


def _cell(value: float | None, target: Target | None) -> str:
    if value is None:
        return ""
    mark = f" {MISSED}" if target and not target.reached(value) else ""
    return f"{value:,.0f}{mark}" if value >= 1000 or value == int(value) else f"{value:.2f}{mark}"


def _growth(row: Row, values: list[float | None]) -> str:
    first, last = values[0], values[-1]
    if len(values) == 1 or not first or last is None:
        return ""
    growth = last / first
    return f"{growth:.2f}{f' {MISSED}' if row.growth and growth > row.growth else ''}"
