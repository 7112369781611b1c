"""How the record of some commitments differs between two days, and by which act.

What changed and changed back in between is no difference. Read in pieces, so that memory follows
what changed and not what there is.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from commitments.models import Commitment, Milestone
from commitments.rules.words import OPEN_STATES
from history import clock
from history.as_of import as_of
from history.changes import versions_of
from reports.confidence import OF_RANK
from reports.kinds.asked import Asked

A_PIECE = 2_000
Between = tuple[datetime, datetime]


class Promise(NamedTuple):
    """What is compared of a commitment."""

    pk: int
    code: str
    title: str
    wording: str
    state: str
    lead: str | None
    owner: str | None
    # The word of its headline; none unless active (H9).
    level: str | None = None


class Step(NamedTuple):
    """What is compared of a milestone."""

    pk: int
    code: str
    title: str
    state: str
    deadline: date | None
    expected_on: date | None
    achieved_on: date | None

    def is_overdue(self, on: date) -> bool:
        """D2."""
        return self.state in OPEN_STATES and self.deadline is not None and self.deadline < on


@dataclass(frozen=True)
class Deed:
    """Who changed something, when and why."""

    who: str
    on: date | None
    reason: str


@dataclass
class Pair:
    """One commitment or milestone on both days; None where it was not in scope."""

    then: Any
    now: Any
    # Of the fields that differ, the last act that changed them.
    deeds: dict[str, Deed] = field(default_factory=dict)

    @property
    def any(self) -> Any:
        return self.now or self.then

    @property
    def differs(self) -> bool:
        return bool(self.then != self.now)

    def changed(self, name: str) -> bool:
        """Whether a field differs between two days on both of which it was there."""
        if self.then is None or self.now is None:
            return False
        return bool(getattr(self.then, name) != getattr(self.now, name))


@dataclass
class Comparison:
    """Two days of one scope."""

    then: date
    now: date
    commitments: list[Pair] = field(default_factory=list)
    milestones: list[Pair] = field(default_factory=list)
    # How many there were, whether they differ or not.
    commitments_then: int = 0
    commitments_now: int = 0
    milestones_then: int = 0
    milestones_now: int = 0
    # Active on both days: level then and level now, and how many.
    both: Counter[tuple[str, str]] = field(default_factory=Counter)
    # Active on one day: how many of each level.
    levels_then: Counter[str] = field(default_factory=Counter)
    levels_now: Counter[str] = field(default_factory=Counter)


# The columns of a version that a compared field stands for.
_OF_COMMITMENT = {
    "title": "title",
    "wording": "wording",
    "state": "state",
    "lead": "lead_organisation_id",
    "owner": "accountable_post_id",
}
_OF_MILESTONE = {
    name: name for name in ("title", "state", "deadline", "expected_on", "achieved_on")
}


def compare(asked: Asked, then: date) -> Comparison:
    """The scope of a report on its day and on an earlier day. Call inside `as_of()`."""
    found = Comparison(then, asked.on)
    with as_of(then) as moment_then:
        levels_then = _levels(asked, then)
    between = moment_then, asked.moment
    levels_now = _levels(asked, asked.on)
    _count(found, levels_then, levels_now)
    for piece in _pieces(levels_then.keys() | levels_now.keys()):
        with as_of(then):
            before, steps_before = _promises(piece, levels_then), _steps(piece, levels_then)
        after, steps_after = _promises(piece, levels_now), _steps(piece, levels_now)
        found.commitments_then += len(before)
        found.commitments_now += len(after)
        found.milestones_then += len(steps_before)
        found.milestones_now += len(steps_after)
        promises, steps = _pairs(before, after), _pairs(steps_before, steps_after)
        _find_deeds(Commitment, promises, _OF_COMMITMENT, between)
        _find_deeds(Milestone, steps, _OF_MILESTONE, between)
        found.commitments += promises
        # Time alone makes a milestone overdue: that is a difference without any act.
        found.milestones += steps + _became_overdue(steps_before, steps_after, found)
    return found


def compare_confidence(asked: Asked, then: date) -> Comparison:
    """The same of confidence alone: only commitments whose level differs are read."""
    found = Comparison(then, asked.on)
    with as_of(then):
        levels_then = _levels(asked, then)
    levels_now = _levels(asked, asked.on)
    _count(found, levels_then, levels_now)
    both = levels_then.keys() & levels_now.keys()
    for piece in _pieces({pk for pk in both if levels_then[pk] != levels_now[pk]}):
        with as_of(then):
            before = _promises(piece, levels_then)
        found.commitments += _pairs(before, _promises(piece, levels_now))
    return found


def _levels(asked: Asked, on: date) -> dict[int, str | None]:
    rows: Any = asked.commitments.order_by().with_headline(on=on)
    return {pk: OF_RANK.get(rank) for pk, rank in rows.values_list("pk", "headline_rank")}


def _count(found: Comparison, then: dict[int, str | None], now: dict[int, str | None]) -> None:
    found.levels_then.update(level for level in then.values() if level)
    found.levels_now.update(level for level in now.values() if level)
    for pk in then.keys() & now.keys():
        before, after = then[pk], now[pk]
        if before and after:
            found.both[before, after] += 1


def _pieces(keys: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(keys)
    for start in range(0, len(ordered), A_PIECE):
        yield ordered[start : start + A_PIECE]


def _promises(piece: Sequence[int], levels: dict[int, str | None]) -> dict[int, Promise]:
    there = [pk for pk in piece if pk in levels]
    rows = Commitment.objects.filter(pk__in=there).order_by().values_list(
        "pk", "code", "title", "wording", "state",
        "lead_organisation__name", "accountable_post__title",
    )  # fmt: skip
    return {row[0]: Promise(*row, level=levels[row[0]]) for row in rows}


def _steps(piece: Sequence[int], levels: dict[int, str | None]) -> dict[int, Step]:
    there = [pk for pk in piece if pk in levels]
    rows = Milestone.objects.filter(commitment__in=there).order_by().values_list(
        "pk", "code", "title", "state", "deadline", "expected_on", "achieved_on"
    )  # fmt: skip
    return {row[0]: Step(*row) for row in rows}


def _pairs(then: dict[int, Any], now: dict[int, Any]) -> list[Pair]:
    keys = sorted(then.keys() | now.keys(), key=lambda pk: (now.get(pk) or then[pk]).code)
    pairs = (Pair(then.get(pk), now.get(pk)) for pk in keys)
    return [pair for pair in pairs if pair.differs]


def _became_overdue(then: dict[int, Step], now: dict[int, Step], found: Comparison) -> list[Pair]:
    return [
        Pair(then[pk], step)
        for pk, step in now.items()
        if then.get(pk) == step and step.is_overdue(found.now) and not step.is_overdue(found.then)
    ]


def _find_deeds(
    model: Any, pairs: Sequence[Pair], columns: dict[str, str], between: Between
) -> None:
    """Of what differs, the last act that changed each field; of what is new or gone, "all"."""
    by_key = {pair.any.pk: pair for pair in pairs}
    for keys in _pieces(by_key):
        for pk, versions in _versions(model, keys, columns, between):
            _note(by_key[pk], versions, columns)


def _versions(
    model: Any, keys: list[int], columns: dict[str, str], between: Between
) -> Iterator[tuple[int, list[Any]]]:
    """The versions that held at the earlier moment or later, up to the later one, by row."""
    since, until = between
    rows = (
        versions_of(model)
        .objects.filter(pgh_obj__in=keys, pgh_created_at__lte=until)
        .exclude(superseded_at__lte=since)
        .order_by("pgh_obj_id", "pgh_id")
        .values_list(
            "pgh_obj_id",
            "act__person__name",
            "act__at",
            "act__reason",
            *columns.values(),
            named=True,
        )
    )
    for pk, held in groupby(rows.iterator(chunk_size=2_000), key=lambda row: row.pgh_obj_id):
        yield pk, list(held)


def _note(pair: Pair, versions: list[Any], columns: dict[str, str]) -> None:
    if pair.then is None:
        pair.deeds["all"] = _deed(versions[0])
    elif pair.now is None:
        pair.deeds["all"] = _deed(versions[-1])
    for earlier, later in pairwise(versions):
        for name, column in columns.items():
            if getattr(earlier, column) != getattr(later, column):
                pair.deeds[name] = _deed(later)


def _deed(version: Any) -> Deed:
    return Deed(
        version.act__person__name or "",
        clock.day_of(version.act__at),
        version.act__reason or "",
    )
