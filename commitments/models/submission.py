from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.models.milestone import Milestone
from commitments.rules.words import ReviewOutcome
from history.tracking import tracked


@tracked(indexes=["milestone"])
class Submission(models.Model):
    """The claim that a milestone is achieved, frozen as it was sent."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="submissions")
    achieved_on = models.DateField(_("date achieved"))
    # [{"point": "...", "answer": "..."}], the points as they read on the day.
    answers = models.JSONField(_("how each point is met"), default=list)
    note = models.TextField(_("anything the reviewer should know"), blank=True)
    no_evidence_reason = models.TextField(_("why there is no evidence"), blank=True)
    submitted_on = models.DateField(_("submitted on"))
    submitted_at = models.DateTimeField(_("submitted at"))
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)
    # One of: waiting, withdrawn, decided. Kept so that only one can wait.
    is_waiting = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(is_waiting=True), name="submission_one_waits"
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.submitted_on}"


@tracked(indexes=["submission"])
class Review(models.Model):
    """The decision on a submission, by somebody who neither sent nor owns it (M5)."""

    submission = models.OneToOneField(Submission, models.CASCADE, related_name="review")
    outcome = models.CharField(_("decision"), max_length=10, choices=ReviewOutcome.choices)
    # [{"point": "...", "verdict": "met" | "not_met" | "cannot_tell"}]
    verdicts = models.JSONField(_("each point"), default=list)
    reasons = models.TextField(_("your reasons"), blank=True)
    achieved_on = models.DateField(_("date achieved"), null=True)
    decided_on = models.DateField(_("decided on"))
    decided_at = models.DateTimeField(_("decided at"))
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("review decision")
        verbose_name_plural = _("review decisions")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.outcome}"
