"""Whether the figures of the day are what a live count of all rows gives, one by one."""

from collections.abc import Hashable, Mapping
from typing import Any

from django.db import connection

from bench.people import person
from bench.targets import Figures
from commitments.figures.facts import SPREADS
from commitments.figures.reading import Part, Reader

KEYS = ((), ("level",), ("objective", "level"), ("organisation",))


def measure(figures: Figures) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    user = person("coordinator")
    kept, live = Reader(user), Reader(user)
    if kept.is_live:
        raise RuntimeError("The day has no figures to compare.")
    vars(live)["is_live"] = True
    ours, counted = _all(kept), _all(live)
    figures["day figures compared with a live count"] = len(ours.keys() | counted.keys())
    figures["day figures that differ"] = sum(
        ours.get(key, 0) != counted.get(key, 0) for key in ours.keys() | counted.keys()
    )
    with connection.cursor() as cursor:
        cursor.execute("RESET statement_timeout")


def _all(reader: Reader) -> dict[Hashable, Any]:
    """Every figure of the progress page and of the queues by its place."""
    found: dict[Hashable, Any] = {}
    for keys in KEYS:
        for place, sums in reader.by(keys, Part()).items():
            found |= {(keys, place, measure): n for measure, n in sums.items()}
        for name in SPREADS:
            for place, spread in reader.spread(name, Part(), keys).items():
                found |= {(name, keys, place, days): n for days, n in _counts(spread)}
    return found


def _counts(spread: Mapping[int, int]) -> list[tuple[int, int]]:
    return [(days, n) for days, n in spread.items() if n]
