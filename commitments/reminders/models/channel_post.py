from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from history.protection import no_truncate


class ChannelPost(models.Model):
    """The line of a day to a channel. The row is the queue, and never becomes two (S2).

    Sending: a worker has it in hand; if the worker dies, it stays so, since the line may have gone
    out and is posted once at most. Waiting: nothing went out yet.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        SENDING = "sending", _("Unconfirmed")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Not delivered")

    # The digest of the channel's address, which is a secret, and what kind it is.
    channel = models.CharField(max_length=16)
    label = models.CharField(_("channel"), max_length=100)
    day = models.DateField(_("day"))
    text = models.TextField(_("text"), blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    attempt = models.PositiveIntegerField(default=0)
    try_at = models.DateTimeField()
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager["ChannelPost"]] = models.Manager()

    class Meta:
        verbose_name = _("line to a channel")
        verbose_name_plural = _("lines to channels")
        ordering = ["-day", "id"]
        constraints = [
            models.UniqueConstraint(fields=["channel", "day"], name="channel_post_one_a_day"),
            models.CheckConstraint(
                name="channel_post_final_has_a_moment",
                condition=Q(state__in=["sent", "failed"], settled_at__isnull=False)
                | Q(state__in=["waiting", "sending"], settled_at=None),
            ),
        ]
        triggers = [no_truncate()]

    def __str__(self) -> str:
        return f"{self.label} {self.day} {self.state}"
