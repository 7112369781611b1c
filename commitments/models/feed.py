import hashlib
import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

SECRET_LENGTH = 32


def digest_of(secret: str) -> str:
    """All that is kept of a secret address; it is long and random, so one round is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """The secret part of an address."""
    return secrets.token_urlsafe(SECRET_LENGTH)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def live(self) -> "CalendarFeedQuerySet":
        """Not replaced and not stopped."""
        return self.filter(ended_at=None)

    def by_secret(self, secret: str) -> "CalendarFeed | None":
        """The feed of an address, also one that works no more."""
        return self.filter(digest=digest_of(secret)).select_related("person").first()


class CalendarFeed(models.Model):
    """A secret address at which a calendar program reads one person's calendar.

    What it shows follows from the person's rights whenever it is read. The address itself is known
    to the person alone; a row that ended stays, so that its address can say so.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("name"), max_length=200)
    # Filters and layers, as in the address of the calendar.
    query = models.CharField(max_length=2000, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField(_("made"))
    ended_at = models.DateTimeField(_("replaced or stopped"), null=True)
    read_at = models.DateTimeField(_("last read"), null=True)

    objects: ClassVar[CalendarFeedQuerySet] = CalendarFeedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("calendar feed")
        verbose_name_plural = _("calendar feeds")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "query"],
                condition=Q(ended_at=None),
                name="calendar_feed_once_a_person",
                violation_error_message=_("You subscribe to this calendar already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
