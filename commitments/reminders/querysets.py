"""Notices and letters as sets, and the claim of a letter (S3)."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import connection, models
from django.db.models import Q

from history import clock

if TYPE_CHECKING:
    from commitments.reminders.models import Letter, Notice  # noqa: F401

# S3: at least six times the patience with the mail server.
LEASE = timedelta(seconds=6 * settings.EMAIL_TIMEOUT)
IN_HAND = ("sending", "unconfirmed")
# A claim that a power cut forgets was followed by nothing: what comes after it is kept only
# together with it. So it alone need not wait for the disk.
_CLAIM = """
    UPDATE reminders_letter SET state = 'sending', attempt = attempt + 1,
        lease_until = %(lease_until)s, repeated = repeated OR state = 'unconfirmed'
    FROM set_config('synchronous_commit', 'off', true) unsaved
    WHERE id = %(pk)s AND settled_at IS NULL AND (
        (repeated OR send_from <= %(now)s AND send_until > %(now)s) AND (
            state = 'waiting' AND try_at <= %(now)s
            OR state = 'sending' AND lease_until < %(now)s)
        OR %(repeats)s AND state = 'unconfirmed' AND NOT repeated AND lease_until < %(now)s)
    RETURNING reminders_letter.*
"""
_HELD = "id = %(pk)s AND attempt = %(attempt)s AND state IN ('sending', 'unconfirmed')"
_MARK = f"""
    UPDATE reminders_letter SET state = 'unconfirmed', address = %(address)s,
        subject = %(subject)s, text_version = %(text_version)s
    WHERE {_HELD} RETURNING id
"""
# What joined it after it was read waits for the next letter.
_GOING_OUT = f"""
    WITH marked AS ({_MARK}), freed AS (
        UPDATE reminders_notice n SET letter_id = NULL FROM marked
        WHERE n.letter_id = marked.id AND n.id <> ALL(%(told)s::bigint[])
    ) SELECT id FROM marked
"""
_SENT = f"""
    UPDATE reminders_letter SET state = 'sent', settled_at = %(now)s, answer = %(answer)s,
        lease_until = NULL WHERE {_HELD}
"""


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> Self:
        """Planned, in no letter yet, and to be mailed."""
        return self.filter(letter=None, withdrawn="", unmailed="")

    def sent(self) -> Self:
        return self.filter(letter__state="sent")

    def as_read(self) -> Self:
        """On a past day what was sent by then: the ledger keeps no versions, so what was planned is
        not known. Today all of them."""
        day = clock.day_read()
        return self.sent().filter(letter__day__lte=day) if day else self


class LetterQuerySet(models.QuerySet["Letter"]):
    def unsettled(self) -> Self:
        return self.filter(settled_at=None)

    def in_doubt(self) -> Self:
        """Went out, and nobody knows whether it arrived: unconfirmed, in no worker's hands."""
        over = Q(lease_until__lt=clock.now()) | Q(lease_until=None)
        return self.filter(over, state="unconfirmed")

    def ready(self, *, at: datetime | None = None) -> Self:
        """What may be claimed now: waiting in its hours, or left behind by a worker that died.

        S5: what went out and was not confirmed is sent once more, or is held, as the setting says.
        """
        now = at or clock.now()
        # What went out already is settled as soon as can be.
        in_hours = Q(send_from__lte=now, send_until__gt=now) | Q(repeated=True)
        found = in_hours & (
            Q(state="waiting", try_at__lte=now) | Q(state="sending", lease_until__lt=now)
        )
        if settings.REPEAT_UNCONFIRMED:
            found |= Q(state="unconfirmed", repeated=False, lease_until__lt=now)
        return self.unsettled().filter(found)

    def unsent_before(self, day: date) -> Self:
        """Of which nothing went out on its day, so that its notices go into a later letter."""
        now = clock.now()
        return self.unsettled().filter(
            Q(state="waiting") | Q(state="sending", lease_until__lt=now),
            day__lt=day,
            repeated=False,
        )

    def claim(self, pk: int) -> "Letter | None":
        """Take a letter in hand by one UPDATE, or None when it is another's or settled.

        It takes what is `ready`, no more and no less.
        """
        now = clock.now()
        facts: dict[str, Any] = {
            "pk": pk,
            "now": now,
            "lease_until": now + LEASE,
            "repeats": settings.REPEAT_UNCONFIRMED,
        }
        # Bare, as `settle_sent`: thousands leave in a row, each by three statements.
        return next(iter(self.raw(_CLAIM, facts)), None)

    def held_by(self, letter: "Letter") -> Self:
        """The letter, if this attempt still holds it; the result of another counts for nothing."""
        return self.filter(pk=letter.pk, attempt=letter.attempt, state__in=IN_HAND)

    def settle(self, **values: Any) -> bool:
        """Give a held letter its end, or its next try; False when the claim was lost."""
        return self.update(lease_until=None, **values) == 1

    def mark_going_out(self, letter: "Letter", told: list[int], **values: str | int) -> bool:
        """S5: from now on its end is unknown; what it does not say is freed. False: claim lost."""
        facts: dict[str, Any] = {"pk": letter.pk, "attempt": letter.attempt, "told": told, **values}
        with connection.cursor() as cursor:
            cursor.execute(_MARK if letter.repeated else _GOING_OUT, facts)
            return cursor.fetchone() is not None

    def settle_sent(self, letter: "Letter", *, answer: str) -> bool:
        """The server took it. False when the claim was lost."""
        facts: dict[str, Any] = {
            "pk": letter.pk,
            "attempt": letter.attempt,
            "now": clock.now(),
            "answer": answer,
        }
        with connection.cursor() as cursor:
            cursor.execute(_SENT, facts)
            return cursor.rowcount == 1
