from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.models.milestone import Milestone
from commitments.querysets.date_request import DateRequestQuerySet
from commitments.rules.words import DateOutcome, DelayCause
from history.tracking import tracked


@tracked(indexes=["milestone"])
class DateRequest(models.Model):
    """A request to change a deadline, and its decision. The only way a deadline changes (D1)."""

    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="date_requests")
    old_deadline = models.DateField(_("deadline until now"))
    asked_deadline = models.DateField(_("new deadline asked for"))
    cause = models.CharField(_("why"), max_length=20, choices=DelayCause.choices)
    explanation = models.TextField(_("explain"))
    differently = models.TextField(_("what you will do differently"), blank=True)
    asked_on = models.DateField(_("asked on"))
    asked_at = models.DateTimeField(_("asked at"))
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    outcome = models.CharField(
        _("decision"), max_length=15, choices=DateOutcome.choices, default=DateOutcome.WAITING
    )
    decided_deadline = models.DateField(_("deadline decided"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)
    # From the third request on: which steering group or minister agreed.
    agreed_by = models.CharField(_("who agreed"), max_length=200, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    decided_post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[DateRequestQuerySet] = DateRequestQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("date request")
        verbose_name_plural = _("date requests")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["milestone"],
                condition=Q(outcome=DateOutcome.WAITING),
                name="date_request_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(outcome=DateOutcome.WAITING, decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="date_request_decision_is_signed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="date_request_waiting",
                condition=Q(outcome=DateOutcome.WAITING),
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.asked_deadline}"
