"""Recompute the record and name the first entry that does not fit."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, models, transaction

from history.entries import Line, count_unsealed, read_line
from history.models import Act, Seal, Version
from history.seals import cut_of, fingerprint
from history.views_as_of import tracked_by, version_models

# Of a fingerprint as pages print it.
SHORTEST = 12


@dataclass(frozen=True)
class Verdict:
    """What a verification found. `problem` is empty when the record is whole."""

    seals: int
    entries: int
    unsealed_acts: int
    problem: str = ""
    entry: int | None = None

    @property
    def whole(self) -> bool:
        return not self.problem


def verify() -> Verdict:
    """Check every seal against the rows, then each version's place, then the rows of today.

    Finds a sealed entry that was edited, removed, added or reordered, a seal that was removed or
    changed, a version whose time was changed, and a row that no version stands for.
    """
    seals = entries = 0
    previous: Seal | None = None
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        for seal in Seal.objects.order_by("number").iterator(chunk_size=20):
            if found := _misfit(seal, previous):
                return Verdict(seals, entries, 0, *found)
            seals, entries, previous = seals + 1, entries + seal.entries, seal
        unsealed = count_unsealed(cut_of(previous) if previous else None)
        misfits = [
            found
            for check in (_first_orphan, _first_wrong_time, _first_unwitnessed)
            for version in version_models()
            if (found := check(version))
        ]
    if misfits:
        return Verdict(seals, entries, unsealed, *min(misfits, key=lambda found: found[1]))
    return Verdict(seals, entries, unsealed)


def has_seal(number: int, sha256: str) -> bool:
    """Whether a seal that was written down elsewhere is in the record, by all or its first letters.

    A record that lost its newest entries together with their seals is whole in itself; what was
    printed before tells.
    """
    printed = sha256.lower()
    found = Seal.objects.filter(number=number).values_list("sha256", flat=True).first()
    return found is not None and len(printed) >= SHORTEST and found.startswith(printed)


def _misfit(seal: Seal, previous: Seal | None) -> tuple[str, int] | None:
    number = previous.number + 1 if previous else 1
    if seal.number != number:
        return f"Seal {number} is missing.", seal.first_entry
    if seal.previous_sha256 != (previous.sha256 if previous else ""):
        return f"Seal {seal.number} does not follow seal {number - 1}.", seal.first_entry
    line = read_line(cut_of(previous) if previous else None, cut_of(seal))
    if fingerprint(seal.previous_sha256, line) == seal.sha256:
        return None
    return _first_difference(bytes(seal.marks), line) or (
        f"Seal {seal.number} was changed.",
        seal.first_entry,
    )


def _first_difference(sealed: bytes, line: Line) -> tuple[str, int] | None:
    was, now = dict(_marks(sealed)), dict(_marks(line.marks))
    for entry in sorted(was.keys() | now.keys()):
        if entry not in now:
            return f"Entry {entry} was removed.", entry
        if entry not in was:
            return f"Entry {entry} ({_place(entry)}) was added behind the seal.", entry
        if was[entry] != now[entry]:
            return f"Entry {entry} ({_place(entry)}) was changed.", entry
    return None


def _marks(marks: bytes) -> Iterator[tuple[int, bytes]]:
    for at in range(0, len(marks), 16):
        yield int.from_bytes(marks[at : at + 8], "big"), marks[at + 8 : at + 16]


def _place(entry: int) -> str:
    """The table an entry stands in, and the row it is a version of."""
    if Act.objects.filter(pk=entry).exists():
        return "act"
    for version in version_models():
        row = version.objects.filter(pgh_id=entry).values_list("pgh_obj", flat=True)  # type: ignore[misc]
        for pk in row:
            return f"{tracked_by(version)._meta.db_table} {pk}"
    return "gone"


def _first_orphan(version: type[Version]) -> tuple[str, int] | None:
    """A version that no act witnesses."""
    orphans = version.objects.filter(
        ~models.Exists(Act.objects.filter(pk=models.OuterRef("act_id")))
    )
    entry = orphans.order_by("pgh_id").values_list("pgh_id", flat=True).first()
    return (f"Entry {entry} ({version._meta.db_table}) has no act.", entry) if entry else None


def _first_wrong_time(version: type[Version]) -> tuple[str, int] | None:
    """A version that does not end where the next one begins."""
    sql = f"""
        SELECT pgh_id FROM (
            SELECT pgh_id, superseded_at, lead(pgh_created_at) OVER (
                PARTITION BY pgh_obj_id ORDER BY pgh_id) AS followed_at
            FROM public."{version._meta.db_table}"
        ) line WHERE superseded_at IS DISTINCT FROM followed_at ORDER BY pgh_id LIMIT 1
    """
    entry = _first(sql)
    if entry is None:
        return None
    return f"Entry {entry} ({version._meta.db_table}) does not end where the next begins.", entry


def _first_unwitnessed(version: type[Version]) -> tuple[str, int] | None:
    """A row of today that differs from its newest version, or has none, or should be gone."""
    model = tracked_by(version)
    kept = {field.name for field in version._meta.local_fields}
    columns = [f.column for f in model._meta.local_fields if f.name in kept and not f.primary_key]
    key = model._meta.pk.column
    sql = f"""
        SELECT coalesce(v.pgh_id, 0), t."{key}"::text
        FROM public."{model._meta.db_table}" t
        FULL JOIN (SELECT * FROM public."{version._meta.db_table}"
                   WHERE superseded_at IS NULL AND pgh_label <> 'delete') v
          ON v.pgh_obj_id = t."{key}"
        WHERE t."{key}" IS NULL OR v.pgh_id IS NULL
           OR (SELECT ROW({", ".join(f't."{c}"' for c in columns)}))
              IS DISTINCT FROM (SELECT ROW({", ".join(f'v."{c}"' for c in columns)}))
        ORDER BY 1 LIMIT 1
    """
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchone()
    if found is None:
        return None
    entry, key_text = found
    place = f"{model._meta.db_table} {key_text or ''}".strip()
    if not entry:
        return f"The row {place} has no version.", 0
    return f"Entry {entry} ({place}) is not what its row holds now.", entry


def _first(sql: str) -> int | None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found = cursor.fetchone()
    return found[0] if found else None
