"""Seals: fingerprints over the record, each with the one before, made every minute."""

import hashlib

from django.db import connection, transaction

from history.as_of import horizon
from history.entries import Cut, Line, greatest_act, next_cut, read_line
from history.models import Seal

ACTS_A_SEAL = 5_000
# Two sealers at once would make the same seal twice.
SEALING = 0x5EA1


def seal_now() -> int:
    """Seal every act that no running transaction can still precede; returns how many seals.

    Writers never wait for it. When another process seals already, nothing is done.
    """
    made = 0
    while _seal_some():
        made += 1
    return made


def newest_seal() -> Seal | None:
    """The newest seal, which reports print, so that removing the newest entries shows as well."""
    return Seal.objects.order_by("-number").defer("marks").first()


def cut_of(seal: Seal) -> Cut:
    """Where the line of acts goes on after a seal."""
    return Cut(seal.until, seal.last_act, seal.greatest_act)


def fingerprint(previous: str, line: Line) -> str:
    """The SHA-256 over the fingerprint of the seal before and the digests of its own line."""
    return hashlib.sha256(previous.encode() + line.digests).hexdigest()


def _seal_some() -> bool:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [SEALING])
            if not cursor.fetchone()[0]:
                return False
        previous = newest_seal()
        after = cut_of(previous) if previous else None
        to = next_cut(after, horizon(), ACTS_A_SEAL)
        if to is None:
            return False
        newest = max(greatest_act(after, to), previous.greatest_act if previous else 0)
        line = read_line(after, Cut(*to, newest))
        numbers = [
            int.from_bytes(line.marks[at : at + 8], "big") for at in (0, len(line.marks) - 16)
        ]
        Seal.objects.create(
            number=previous.number + 1 if previous else 1,
            until=to[0],
            last_act=to[1],
            greatest_act=newest,
            first_entry=numbers[0],
            last_entry=numbers[1],
            entries=len(line),
            marks=line.marks,
            sha256=fingerprint(previous.sha256 if previous else "", line),
            previous_sha256=previous.sha256 if previous else "",
        )
        return True
