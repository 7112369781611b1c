"""Asking for figures: from the sums of the day where they are, counted live where they are not.

Both ways give the same numbers. What a person may not see is in no number (A1): who sees all gets
the sums; who sees what is shared gets the sums of that and the rest from their own commitments;
everybody else gets what their commitments add up to.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Q, QuerySet

from accounts.models import User
from commitments.calendars import coordinating_calendar
from commitments.figures.facts import NO_ORGANISATION, SPREADS, facts, parameters
from commitments.figures.models import (
    MEASURES,
    CommitmentFigure,
    DayFigure,
    FigureDay,
    Slice,
)
from commitments.figures.slices import SLICES
from commitments.figures.sums import Figures, Spread
from commitments.models.commitment import Commitment
from commitments.querysets.reach import SHARED, reach
from commitments.rights import Right, Scope, scopes
from commitments.rules.timing import late_review_sent_by
from commitments.rules.words import CommitmentState
from history import clock

_FIELDS = {"objective": "main_objective", "level": "level", "organisation": "lead_organisation"}
_ANY = Q()
# What everybody whose reach is `Scope.SHARED` sees: the rows of the sums that are `shared`.
_SHARED = Q(visibility__in=SHARED) & ~Q(state=CommitmentState.DRAFT)

# An SQL text with named parameters.
Query = tuple[str, dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """The part of the plan that is asked for; what is empty is not narrowed.

    The objective is the main one, so that parts add up; an organisation of -1 stands for none.
    """

    objective: int | None = None
    level: str = ""
    organisation: int | None = None

    @property
    def keys(self) -> dict[str, Any]:
        """The keys that are set."""
        return {name: value for name, value in vars(self).items() if value}


class Reader:
    """The figures of the day being read, as one person may see them. For one request."""

    def __init__(self, user: User, right: Right = Right.SEE) -> None:
        self.right = right
        self.reached = reach(user, right)
        self.has_sums = self.reached is None or Scope.SHARED in scopes(user.standing, right)
        self.day = clock.today()
        self.rows: QuerySet[Commitment] = Commitment.objects.all()

    @classmethod
    def of_everything(cls, day: date) -> "Reader":
        """The figures of today or of a past day, for whoever may see all of what is asked."""
        found = cls.__new__(cls)
        found.right, found.reached, found.has_sums, found.day = Right.SEE, None, True, day
        found.rows = Commitment.objects.all()
        return found

    @classmethod
    def of_set(cls, rows: QuerySet[Commitment]) -> "Reader":
        """The figures of any commitments on the day being read, counted live."""
        found = cls.of_everything(clock.today())
        found.rows, found.is_live = rows, True
        return found

    @cached_property
    def is_live(self) -> bool:
        """Whether the day has no sums, so that all is counted live."""
        days = list(FigureDay.objects.filter(day__gte=self.day).order_by("day")[:2])
        if not days or days[0].day != self.day or days[0].completed_at is None:
            return True
        # Today must be the newest day; a past day is settled once a later one has begun.
        return (len(days) == 1) != (self.day == clock.real_today())

    def total(self, part: Part, measures: Sequence[str] = MEASURES) -> Figures:
        """The figures of a part as a whole."""
        return self.by((), part, measures).get((), Figures())

    def by(
        self, keys: tuple[str, ...], part: Part, measures: Sequence[str] = MEASURES
    ) -> dict[tuple[Any, ...], Figures]:
        """The figures of a part, told apart by `objective`, `level`, `organisation`.

        An organisation of -1 stands for none. Where nothing is, there is no entry.
        """
        sums = ", ".join(f"sum({name})::int" for name in measures)
        sources, params = self._sources(keys, part, (*keys, *measures))
        group = f"GROUP BY {', '.join(keys)}" if keys else ""
        rows = _rows(f"SELECT {', '.join([*keys, sums])} FROM ({sources}) s {group}", params)
        at = len(keys)
        return {
            row[:at]: Figures(zip(measures, row[at:], strict=True))
            for row in rows
            if row[at] is not None
        }

    def spread(
        self, name: str, part: Part, by: tuple[str, ...] = (), only: Sequence[Any] = ()
    ) -> dict[tuple[Any, ...], Spread]:
        """How the days of `slips` or `days_overdue` are spread; `only` names values of the key."""
        if name not in SPREADS:
            raise ValueError(name)
        sources, params = self._sources(by, part, (*by, name), spread=name)
        chosen = f" WHERE {by[0]} = ANY(%(only)s)" if only else ""
        columns = ", ".join((*by, name))
        found: dict[tuple[Any, ...], Spread] = {}
        query = f"SELECT {columns} FROM ({sources}) s{chosen}"
        for *key, document in _rows(query, {**params, "only": list(only)}):
            days = json.loads(document)
            found.setdefault(tuple(key), Spread()).take(
                zip(map(int, days), days.values(), strict=True)
            )
        return found

    def last_updates(self, part: Part, organisations: Sequence[int]) -> dict[int, date]:
        """The newest update of what each organisation leads in a part."""
        ids, params = self._ids(part, _ANY)
        table, key, lead = Commitment._meta.db_table, "id", "lead_organisation_id"
        if not self.is_live and clock.day_read() is None:
            # Its index holds the updates of an organisation in order.
            table, key, lead = CommitmentFigure._meta.db_table, "commitment_id", "organisation"
        narrowed = f"AND {key} IN ({ids})" if part.keys or self.reached is not None else ""
        rows = _rows(
            f"SELECT body, (SELECT last_update_on FROM {table} WHERE {lead} = body"
            f" AND last_update_on IS NOT NULL {narrowed} ORDER BY last_update_on DESC LIMIT 1)"
            " FROM unnest(%(only)s::bigint[]) body",
            {**params, "only": list(organisations)},
        )
        return {body: day for body, day in rows if day}

    def _sources(
        self, by: tuple[str, ...], part: Part, columns: Sequence[str], *, spread: str = ""
    ) -> Query:
        slice_ = slice_of({*by, *part.keys})
        if self.is_live or not self.has_sums or (spread and slice_ is Slice.BASE):
            return self._commitments(part, columns, spread)
        sums, params = self._sums(slice_, part, columns)
        if self.reached is None:
            return sums, params
        own, more = self._commitments(part, columns, spread, also=~_SHARED)
        return f"{sums} UNION ALL {own}", params | more

    def _sums(self, slice_: Slice, part: Part, columns: Sequence[str]) -> Query:
        shared = "" if self.reached is None else " AND shared"
        narrowed = "".join(f" AND {key} = %({key})s" for key in part.keys)
        return (
            f"SELECT {', '.join(columns)} FROM {DayFigure._meta.db_table} "
            f"WHERE day = %(on)s AND slice = %(slice)s{shared}{narrowed}",
            {"on": self.day, "slice": slice_.value, **part.keys},
        )

    def _commitments(
        self, part: Part, columns: Sequence[str], spread: str, also: Q = _ANY
    ) -> Query:
        """The commitments of a part that the person may see, one by one."""
        wanted = ", ".join(_document(name) if name == spread else name for name in columns)
        ids, params = self._ids(part, also)
        if not self.is_live and clock.day_read() is None:
            table = CommitmentFigure._meta.db_table
            return f"SELECT {wanted} FROM {table} WHERE commitment_id IN ({ids})", params
        sent_by = late_review_sent_by(on=self.day, calendar=coordinating_calendar())
        return (
            f"SELECT {wanted} FROM ({facts(f'c.id IN ({ids})')}) f",
            params | parameters(self.day, sent_by),
        )

    def _ids(self, part: Part, also: Q) -> Query:
        narrowed = {_FIELDS[key]: value for key, value in part.keys.items()}
        if part.organisation == NO_ORGANISATION:
            narrowed["lead_organisation"] = None
        rows = self.rows.filter(also, **narrowed)
        if self.reached is not None:
            rows = rows.filter(self.reached)
        try:
            return _named(*rows.order_by().values("pk").query.sql_with_params())
        except EmptyResultSet:
            return "SELECT NULL::bigint WHERE false", {}


def slice_of(told_apart: set[str]) -> Slice:
    """The narrowest slice that tells these keys apart."""
    return next(slice_ for slice_, keys in SLICES.items() if told_apart <= set(keys))


def _document(spread: str) -> str:
    """A commitment's days as the sums keep them."""
    return (
        f"(SELECT coalesce(jsonb_object_agg(days, times), '{{}}') FROM "
        f"(SELECT days, count(*) AS times FROM unnest({spread}) days GROUP BY days) d) AS {spread}"
    )


def _named(sql: str, params: Sequence[Any]) -> Query:
    """A query of Django's with names for its parameters."""
    names = [f"p{number}" for number in range(len(params))]
    texts = sql.split("%s")
    placed = "".join(
        text + name for text, name in zip(texts, [*(f"%({n})s" for n in names), ""], strict=True)
    )
    return placed, dict(zip(names, params, strict=True))


def _rows(sql: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
