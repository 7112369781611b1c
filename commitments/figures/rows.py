"""What is stored for each commitment: reading, locking and writing it."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from commitments.figures.changes import Row, add_change
from commitments.figures.facts import KEYS, SPREADS, facts, parameters
from commitments.figures.models import MEASURES, CommitmentFigure, FigureDay

TABLE = CommitmentFigure._meta.db_table
COLUMNS = (*KEYS, "last_update_on", *SPREADS, *MEASURES)

_FACTS = facts("c.id = ANY(%(ids)s)")
_LOCK = f"FROM {TABLE} WHERE commitment_id = ANY(%s) ORDER BY commitment_id FOR NO KEY UPDATE"
_BEGIN = f"INSERT INTO {TABLE} (commitment_id, {', '.join(SPREADS)}) " + (
    "SELECT unnest(%s::bigint[]), '{}', '{}' ON CONFLICT DO NOTHING"
)
_RECOUNT = f"""
    INSERT INTO {TABLE} (commitment_id, day, {", ".join(COLUMNS)})
    SELECT commitment_id, %(day)s, {", ".join(COLUMNS)} FROM ({_FACTS}) f
    ON CONFLICT (commitment_id) DO UPDATE
    SET {", ".join(f"{name} = excluded.{name}" for name in ("day", *COLUMNS))}
"""


def lock(ids: Sequence[int], *, columns: str = "*") -> dict[int, Row]:
    """The stored rows, locked until the transaction ends. New ones have no day."""
    select = f"SELECT {columns} {_LOCK}"
    rows = _fetch(select, [list(ids)])
    if missing := [pk for pk in ids if pk not in rows]:
        with connection.cursor() as cursor:
            cursor.execute(_BEGIN, [missing])
        rows |= _fetch(select, [missing])
    return rows


def apply(stored: dict[int, Row], begun: FigureDay) -> None:
    """Work locked rows out anew, and add to the day's sums what changed."""
    fresh = _fetch(_FACTS, _parameters(list(stored), begun))
    changed = [pk for pk, row in fresh.items() if _differs(stored[pk], row, begun)]
    for pk in changed:
        _write(stored[pk], fresh[pk], begun)
    # A row of an earlier day is no part of this day's sums: the rebuild adds it up later.
    counted = [pk for pk in changed if stored[pk]["day"] in (None, begun.day)]
    before = [stored[pk] for pk in counted if stored[pk]["day"]]
    add_change(begun.day, before, [fresh[pk] for pk in counted])


def remove(stored: dict[int, Row], begun: FigureDay | None) -> None:
    """Remove locked rows, and take from the day's sums what they added."""
    if begun is not None:
        add_change(begun.day, [row for row in stored.values() if row["day"] == begun.day], [])
    CommitmentFigure.objects.filter(pk__in=list(stored)).delete()


def recount(ids: Sequence[int], begun: FigureDay) -> None:
    """Work many rows out anew, and leave the day's sums alone."""
    lock(ids, columns="commitment_id")
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, _parameters(list(ids), begun))


def _fetch(sql: str, params: Any) -> dict[int, Row]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["commitment_id"]: row for row in rows}


def _parameters(ids: list[int], begun: FigureDay) -> dict[str, Any]:
    return {"ids": ids, **parameters(begun.day, begun.late_review_sent_by)}


def _differs(stored: Row, fresh: Row, begun: FigureDay) -> bool:
    return stored["day"] != begun.day or any(stored[name] != fresh[name] for name in COLUMNS)


def _write(stored: Row, fresh: Row, begun: FigureDay) -> None:
    names = [name for name in COLUMNS if stored[name] != fresh[name]]
    sets = ", ".join(f"{name} = %s" for name in ("day", *names))
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {TABLE} SET {sets} WHERE commitment_id = %s",
            [begun.day, *(fresh[name] for name in names), fresh["commitment_id"]],
        )
