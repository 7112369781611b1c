"""Pages by key: any depth costs what the first page costs (3.0.4). Shared by pages and the API."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Protocol, TypeVar

from django.core import signing
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext as _

SIZES = (25, 50, 100)
Rows = QuerySet[Any, Any]


class Keyed(Protocol):
    """A row that knows its primary key: an instance, or a named tuple of values."""

    @property
    def pk(self) -> Any: ...


R = TypeVar("R", bound=Keyed)

_signer = signing.Signer(salt="commitments.paging")


class BadCursor(ValueError):
    """A cursor that is not ours, or of another sort. The message is a sentence for the person."""

    def __init__(self) -> None:
        super().__init__(_("This page address is not complete. Start from the first page."))


@dataclass(frozen=True)
class Leg:
    """A stretch of an order: some rows, sorted by columns that are unique together and never NULL.

    `rows` takes the wanted rows and gives those of this leg, also of another model; `key` is then
    the column that holds the primary key of the wanted row.
    """

    columns: tuple[str, ...]
    rows: Callable[[Rows], Rows] = lambda rows: rows
    key: str = "pk"


@dataclass(frozen=True)
class Sort:
    """An order by name. Its legs follow each other in both directions, so that rows without a
    value come last both upwards and downwards."""

    name: str
    legs: tuple[Leg, ...]
    descending: bool = False
    # Where the other direction has no index to walk along.
    upwards_only: bool = False

    @property
    def word(self) -> str:
        """As it stands in the query string."""
        return f"-{self.name}" if self.descending else self.name


@dataclass(frozen=True)
class Slice:
    """One page: the keys of its rows in order, and the cursors of its neighbours or ""."""

    keys: list[Any] = field(default_factory=list)
    next: str = ""
    previous: str = ""

    def ordered(self, rows: Iterable[R]) -> list[R]:
        """Rows that were read by key, in the order of the page."""
        found = {row.pk: row for row in rows}
        return [found[key] for key in self.keys if key in found]


@dataclass(frozen=True)
class _Place:
    """Just before or after a row: its leg and the values of the leg's columns."""

    leg: int
    values: tuple[Any, ...]
    forward: bool = True


def choose_sort(word: str, sorts: dict[str, Sort], default: str) -> Sort:
    """The sort that a query string names; the default where it names none of them."""
    if word.removeprefix("-") not in sorts:
        word = default
    sort = sorts[word.removeprefix("-")]
    return replace(sort, descending=word.startswith("-") and not sort.upwards_only)


def slice_of(rows: Rows, sort: Sort, *, cursor: str = "", size: int = SIZES[0]) -> Slice:
    """The page of `rows` at a cursor, the first without one. Raises BadCursor.

    One query, and one more where a leg ends on the page.
    """
    place = _read(cursor, sort) if cursor else None
    if place is None or place.forward:
        return _following(rows, sort, place, size)
    found = _walk(rows, sort, place, size + 1)
    if len(found) <= size:
        # The start was reached: a first page is always whole.
        return _following(rows, sort, None, size)
    page = found[:size][::-1]
    return _slice(sort, page, more_before=True, more_after=True)


def _following(rows: Rows, sort: Sort, place: _Place | None, size: int) -> Slice:
    found = _walk(rows, sort, place, size + 1)
    return _slice(sort, found[:size], more_before=place is not None, more_after=len(found) > size)


def _slice(
    sort: Sort, page: list[tuple[Any, _Place]], *, more_before: bool, more_after: bool
) -> Slice:
    if not page:
        return Slice()
    first, last = page[0][1], page[-1][1]
    return Slice(
        keys=[key for key, _place in page],
        next=_write(sort, last, forward=True) if more_after else "",
        previous=_write(sort, first, forward=False) if more_before else "",
    )


def _walk(rows: Rows, sort: Sort, place: _Place | None, count: int) -> list[tuple[Any, _Place]]:
    """Up to `count` rows from a place on, each with its own place."""
    forward = place is None or place.forward
    numbers = list(range(len(sort.legs)))[:: 1 if forward else -1]
    if place is not None:
        numbers = numbers[numbers.index(place.leg) :]
    found: list[tuple[Any, _Place]] = []
    for number in numbers:
        leg = sort.legs[number]
        values = place.values if place is not None and number == place.leg else None
        stretch = _stretch(leg, rows, values, upwards=forward != sort.descending)
        for row in stretch[: count - len(found)]:
            found.append((row[0], _Place(number, tuple(row[1:]))))
        if len(found) == count:
            break
    return found


def _stretch(leg: Leg, rows: Rows, values: tuple[Any, ...] | None, *, upwards: bool) -> Rows:
    columns = [F(column) for column in leg.columns]
    stretch = leg.rows(rows).order_by(*(c.asc() if upwards else c.desc() for c in columns))
    if values is not None:
        beyond = TupleGreaterThan if upwards else TupleLessThan
        if len(columns) == 1:
            word = f"{leg.columns[0]}__{'gt' if upwards else 'lt'}"
            stretch = stretch.filter(**{word: values[0]})
        else:
            stretch = stretch.filter(beyond(Tuple(*columns), values))
    return stretch.values_list(F(leg.key), *columns)


def _write(sort: Sort, place: _Place, *, forward: bool) -> str:
    values = [[v.isoformat(), "d"] if isinstance(v, date) else [v, ""] for v in place.values]
    return _signer.sign_object([sort.word, place.leg, forward, values])


def _read(cursor: str, sort: Sort) -> _Place:
    # Signed, so what it holds is what we wrote; of another sort it would skip rows.
    try:
        word, leg, forward, values = _signer.unsign_object(cursor)
    except (signing.BadSignature, ValueError) as bad:
        raise BadCursor from bad
    if word != sort.word or leg >= len(sort.legs):
        raise BadCursor
    return _Place(
        leg,
        tuple(date.fromisoformat(v) if kind == "d" else v for v, kind in values),
        forward,
    )
