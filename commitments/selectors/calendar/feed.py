"""What a feed holds: the entries nearest to today, and how often each has changed its day."""

import hashlib
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import astuple, replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from commitments.models import Commitment, Escalation, Milestone, ReportingRound, ReviewEvent
from commitments.rules.words import MilestoneState
from commitments.selectors.calendar.fixed import fixed_entries
from commitments.selectors.calendar.layers import ORDER, Entry, Layer, Period
from commitments.selectors.calendar.scope import CalendarScope
from commitments.selectors.calendar.sources import sources_of
from history import clock

# Screen 16: so many entries at most, the nearest first.
AT_MOST = 2000
BACK = timedelta(days=365)
AHEAD = timedelta(days=3653)

# By layer: the model whose versions tell when the day of an entry changed, and what counts.
DATED: dict[Layer, tuple[Any, str, tuple[str, ...]]] = {
    Layer.DEADLINES: (Milestone, "code", ("deadline", "state")),
    Layer.EXPECTED: (Milestone, "code", ("expected_on",)),
    Layer.REVIEW: (Milestone, "code", ("submitted_on",)),
    Layer.UPDATE: (Commitment, "code", ("last_update_on", "agreed_on", "update_interval")),
    Layer.ESCALATIONS: (Escalation, "pk", ("answer_by",)),
    Layer.ROUNDS: (ReportingRound, "pk", ("opens_on", "closes_on")),
    Layer.EVENTS: (ReviewEvent, "pk", ("starts_on", "ends_on")),
}


def feed_entries(scope: CalendarScope) -> list[Entry]:
    """The nearest entries, in the order of their days. Queries depend on the layers alone."""
    today = clock.today()
    fixed = fixed_entries(scope, Period(today - BACK, today + AHEAD))
    found: list[tuple[date, Layer, Callable[[], Entry]]] = [
        (entry.day, entry.layer, partial(_same, entry)) for entry in fixed
    ]
    for source in sources_of(scope):
        for day, row in source.nearest(today, since=today - BACK, most=AT_MOST):
            found.append((day, source.layer, partial(source.entry, row, day)))
    found.sort(key=lambda one: (abs((one[0] - today).days), one[0], ORDER[one[1]]))
    # Only what is told is put into words.
    nearest = [build() for _day, _layer, build in found[:AT_MOST]]
    return sorted(_numbered(nearest), key=lambda entry: entry.order)


def mark_of(entries: Collection[Entry], *words: str) -> str:
    """A weak ETag: the same as long as the calendar says the same, whenever it is made."""
    said = repr((words, [astuple(entry) for entry in entries]))
    return f'W/"{hashlib.sha256(said.encode()).hexdigest()[:32]}"'


def _same(entry: Entry) -> Entry:
    return entry


def _numbered(entries: Collection[Entry]) -> Iterable[Entry]:
    """Each with its sequence: how often its day moved, or it was taken back, since it is there."""
    by_layer: dict[Layer, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.layer in DATED:
            by_layer[entry.layer].add(_row_of(entry))
    moved = {layer: _moves(layer, keys) for layer, keys in by_layer.items()}
    for entry in entries:
        counted = moved.get(entry.layer)
        times = counted.get(_row_of(entry)) if counted else None
        yield entry if times is None else replace(entry, sequence=times)


def _row_of(entry: Entry) -> str:
    """What tells the row of an entry: a code, or the number of which a round has two entries."""
    return entry.key.partition("-")[0] if DATED[entry.layer][1] == "pk" else entry.key


def _moves(layer: Layer, keys: Collection[str]) -> dict[str, int]:
    """By entry how many versions differ in their day from the one before. One query."""
    model, name, columns = DATED[layer]
    versions = model.versions.rel.related_model.objects
    rows = versions.filter(pgh_obj__in=model.objects.filter(**{f"{name}__in": keys}).values("pk"))
    column = "pgh_obj_id" if name == "pk" else name
    counts: dict[str, int] = {}
    newest: dict[str, tuple[Any, ...]] = {}
    for key, *values in rows.order_by("pgh_id").values_list(column, *columns).iterator():
        known, now = str(key), tuple(_counting(values))
        if known in newest:
            counts[known] += newest[known] != now
        else:
            counts[known] = 0
        newest[known] = now
    return counts


def _counting(values: Iterable[Any]) -> Iterable[Any]:
    """Of a state it counts only whether the entry is taken back."""
    for value in values:
        yield value == MilestoneState.CLOSED if isinstance(value, str) else value
