"""Acts and versions in one numbered line, as canonical text made by the database."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection

from history.models import Act
from history.views_as_of import version_models

ENTRY_BYTES = 8
DIGEST_BYTES = 32
MARK_BYTES = 8
ACTS = Act._meta.db_table


@dataclass(frozen=True)
class Cut:
    """A place in the line of acts, ordered by (recorded_at, id)."""

    recorded_at: datetime
    act_id: int
    greatest_act: int


@dataclass(frozen=True)
class Line:
    """The entries of a span: for each its number and the SHA-256 of its canonical text."""

    digests: bytes

    def __len__(self) -> int:
        return len(self.digests) // (ENTRY_BYTES + DIGEST_BYTES)

    @property
    def marks(self) -> bytes:
        """Of each entry its number and the first bytes of its digest."""
        step, kept = ENTRY_BYTES + DIGEST_BYTES, ENTRY_BYTES + MARK_BYTES
        return b"".join(self.digests[at : at + kept] for at in range(0, len(self.digests), step))


def read_line(after: Cut | None, to: Cut) -> Line:
    """The entries of all acts after one cut up to another, in the order of their numbers.

    The text of an entry is its row as JSON without empty fields, so that columns added by a later
    release do not change what was sealed. `superseded_at` is set later and is checked by itself.
    """
    acts, params = _acts(after, (to.recorded_at, to.act_id))
    # What a clock set back dates before this cut belongs to a later seal; its number tells.
    acts, params = f"{acts} AND id <= %s", [*params, to.greatest_act]
    parts = [
        "SELECT id AS entry, 'history_act' || (jsonb_strip_nulls(to_jsonb(a)))::text AS line "
        "FROM chosen a"
    ]
    for version in version_models():
        table = version._meta.db_table
        parts.append(
            f"SELECT v.pgh_id, '{table}' || "
            "(jsonb_strip_nulls(to_jsonb(v) - 'superseded_at'))::text "
            f'FROM public."{table}" v JOIN chosen a ON a.id = v.act_id'
        )
    sql = (
        f"WITH chosen AS MATERIALIZED ({acts}) "
        "SELECT coalesce(string_agg(int8send(entry) || sha256(convert_to(line, 'UTF8')), ''::bytea "
        f"ORDER BY entry), ''::bytea) FROM ({' UNION ALL '.join(parts)}) entries"
    )
    with connection.cursor() as cursor:
        # One text for a moment wherever and whenever it is read.
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute(sql, params)
        return Line(bytes(cursor.fetchone()[0]))


def next_cut(after: Cut | None, before: datetime, at_most: int) -> tuple[datetime, int] | None:
    """Where a span ends that has at most `at_most` new acts, all settled before a moment.

    None when there is nothing to seal. Acts that a clock set back dated before the last cut come
    with the next span, however many; it then ends at that cut if nothing newer is there.
    """
    if after is not None and before <= after.recorded_at:
        return None
    start = (after.recorded_at, after.act_id) if after else (datetime.min.replace(tzinfo=UTC), 0)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT recorded_at, id FROM (SELECT recorded_at, id FROM public.{ACTS} "
            "WHERE (recorded_at, id) > (%s, %s) AND recorded_at < %s "
            "ORDER BY recorded_at, id LIMIT %s) newer ORDER BY recorded_at DESC, id DESC LIMIT 1",
            [*start, before, at_most],
        )
        found = cursor.fetchone()
    if found:
        return found[0], found[1]
    if after is not None and count_unsealed(after, start):
        return start
    return None


def count_unsealed(after: Cut | None, to: tuple[datetime, int] | None = None) -> int:
    """How many acts after a cut are not sealed yet, up to a place in their line."""
    acts, params = _acts(after, to)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({acts}) c", params)
        return int(cursor.fetchone()[0])


def greatest_act(after: Cut | None, to: tuple[datetime, int]) -> int:
    """The greatest number among the acts of a span."""
    acts, params = _acts(after, to)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM ({acts}) c", params)
        return int(cursor.fetchone()[0])


def _acts(after: Cut | None, to: tuple[datetime, int] | None) -> tuple[str, list[Any]]:
    where, params = ["true"], list[Any]()
    if after is not None:
        # A clock that was set back dates a new act before the cut; its number tells it is new.
        where.append("((recorded_at, id) > (%s, %s) OR id > %s)")
        params += [after.recorded_at, after.act_id, after.greatest_act]
    if to is not None:
        where.append("(recorded_at, id) <= (%s, %s)")
        params += list(to)
    return f"SELECT * FROM public.{ACTS} WHERE {' AND '.join(where)}", params
