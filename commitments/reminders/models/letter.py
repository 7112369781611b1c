import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.reminders.models.protection import letter_stays
from commitments.reminders.querysets import LetterQuerySet
from history import clock
from history.protection import no_truncate


def new_message_id() -> str:
    """A Message-ID in the domain of our pages; kept with the letter, so that it never changes."""
    return f"<{uuid.uuid4().hex}@{settings.MAIL_DOMAIN}>"


class Letter(models.Model):
    """What a person is sent on a day. The row is the queue (S1, S2).

    One a day (L3, decision 6); beside it only what was decided after it had left, told at once.

    Waiting: its text is not written yet. Sending: a worker has it in hand, nothing has gone out.
    Unconfirmed: the text went out and no answer is known. Sent, failed and withdrawn are final.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Being sent")
        UNCONFIRMED = "unconfirmed", _("Unconfirmed")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    # The day of the person's own calendar, and the hours of it in which the letter may leave (L4).
    day = models.DateField(_("day"))
    at_once = models.BooleanField(_("told at once"), default=False)
    send_from = models.DateTimeField(_("not before"))
    send_until = models.DateTimeField(_("not after"))
    message_id = models.CharField(max_length=120, unique=True, default=new_message_id)

    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.WAITING
    )
    # S3: only the attempt that holds the claim, and only during its lease, may settle it.
    attempt = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    # S5: an unconfirmed letter was sent once more.
    repeated = models.BooleanField(default=False)
    try_at = models.DateTimeField(_("next try"))

    # Says once more what a letter said that was refused; that one stays as it was.
    again_of = models.OneToOneField(
        "self", models.PROTECT, null=True, editable=False, related_name="again"
    )

    address = models.EmailField(_("address"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    text_version = models.PositiveSmallIntegerField(default=0)
    # What the mail server said last.
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar[LetterQuerySet] = LetterQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "day"], condition=Q(at_once=False), name="letter_one_a_day"
            ),
            models.CheckConstraint(
                name="letter_final_has_a_moment",
                condition=Q(state__in=["sent", "failed", "withdrawn"], settled_at__isnull=False)
                | Q(state__in=["waiting", "sending", "unconfirmed"], settled_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-day"], name="letter_newest"),
            models.Index(fields=["try_at", "id"], name="letter_open", condition=Q(settled_at=None)),
            models.Index(fields=["day", "state"], name="letter_day"),
            models.Index(
                fields=["-settled_at", "id"], name="letter_failed", condition=Q(state="failed")
            ),
        ]
        triggers = [letter_stays(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.person_id} {self.day} {self.state}"

    @property
    def is_in_doubt(self) -> bool:
        """As `in_doubt()` of letters."""
        is_over = self.lease_until is None or self.lease_until < clock.now()
        return self.state == self.State.UNCONFIRMED and is_over
