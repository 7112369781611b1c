from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.models.milestone import Milestone
from commitments.querysets.follow_up import FollowUpItemQuerySet
from commitments.rules.follow_up import Letter
from history.tracking import tracked


@tracked()
class FollowUp(models.Model):
    """What a coordinator asked many owners at once (screen 10). Never changed once it is sent."""

    letter = models.CharField(_("message"), max_length=10, choices=Letter.choices)
    # Empty: counted and dated by the letter itself (5.5).
    subject = models.CharField(_("subject"), max_length=77, blank=True)
    text = models.TextField(_("text"))
    reply_by = models.DateField(_("answer by"))
    copies = models.BooleanField(_("copy to focal points"), default=False)
    # Of those who had not answered.
    again = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="repeated"
    )
    sent_on = models.DateField()
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering = ["-id"]
        indexes = [models.Index(fields=["sent_on"], name="follow_up_day")]

    def __str__(self) -> str:
        return f"{self.get_letter_display()} {self.sent_on}"

    def get_absolute_url(self) -> str:
        return reverse("follow-up-sent", args=[self.pk])


@tracked(indexes=["milestone"])
class FollowUpItem(models.Model):
    """One milestone that somebody was asked about."""

    follow_up = models.ForeignKey(FollowUp, models.CASCADE, related_name="items")
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="follow_ups")
    # Who was asked, and by which post; who stands in is written to in their place.
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[FollowUpItemQuerySet] = FollowUpItemQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("follow-up of a milestone")
        verbose_name_plural = _("follow-ups of milestones")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["follow_up", "milestone"], name="follow_up_milestone_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.follow_up_id} {self.milestone_id}"
