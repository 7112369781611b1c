"""Notices and letters as sets, and the claim of a letter (S3)."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When

from history import clock

if TYPE_CHECKING:
    from commitments.reminders.models import Letter, Notice  # noqa: F401

# S3: at least six times the patience with the mail server.
LEASE = timedelta(seconds=6 * settings.EMAIL_TIMEOUT)
IN_HAND = ("sending", "unconfirmed")


class NoticeQuerySet(models.QuerySet["Notice"]):
    def open(self) -> Self:
        """Planned, in no letter yet, and to be mailed."""
        return self.filter(letter=None, withdrawn="", unmailed="")

    def sent(self) -> Self:
        return self.filter(letter__state="sent")


class LetterQuerySet(models.QuerySet["Letter"]):
    def unsettled(self) -> Self:
        return self.filter(settled_at=None)

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
        """Take a letter in hand by one UPDATE, or None when it is another's or settled."""
        now = clock.now()
        repeats = When(state="unconfirmed", then=Value(True))
        took = (
            self.ready(at=now)
            .filter(pk=pk)
            .update(
                state="sending",
                attempt=F("attempt") + 1,
                lease_until=now + LEASE,
                repeated=Case(repeats, default=F("repeated")),
            )
        )
        return self.get(pk=pk) if took else None

    def held_by(self, letter: "Letter") -> Self:
        """The letter, if this attempt still holds it; the result of another counts for nothing."""
        return self.filter(pk=letter.pk, attempt=letter.attempt, state__in=IN_HAND)

    def settle(self, **values: Any) -> bool:
        """Give a held letter its end, or its next try; False when the claim was lost."""
        return self.update(lease_until=None, **values) == 1
