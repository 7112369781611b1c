from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Post
from accounts.words import GovernanceLevel
from commitments.models.commitment import Commitment
from commitments.models.escalation import Escalation
from commitments.models.milestone import Milestone
from commitments.reference.models import Objective
from commitments.rules.stocktake import Section
from history.tracking import tracked


@tracked()
class Stocktake(models.Model):
    """A meeting of the steering group: its agenda, and what it decided (screen 12)."""

    meets_on = models.DateField(_("day of the meeting"))
    title = models.CharField(_("title"), max_length=200)
    # What it looks at; empty is everything.
    objective = models.ForeignKey(
        Objective, models.PROTECT, null=True, blank=True, related_name="+"
    )
    level = models.CharField(
        _("governance level"), max_length=15, choices=GovernanceLevel.choices, blank=True
    )
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # How many items the agenda had no room for.
    left_out = models.PositiveIntegerField(default=0)
    made_on = models.DateField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("stocktake")
        verbose_name_plural = _("stocktakes")
        ordering = ["-meets_on", "-id"]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("stocktake", args=[self.pk])


@tracked(indexes=["commitment"])
class AgendaItem(models.Model):
    """Something that a stocktake talks about, and what it decided of it."""

    stocktake = models.ForeignKey(Stocktake, models.CASCADE, related_name="items")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="agenda_items")
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="agenda_items"
    )
    escalation = models.ForeignKey(
        Escalation, models.SET_NULL, null=True, blank=True, related_name="agenda_items"
    )
    section = models.CharField(_("why"), max_length=10, choices=Section.choices)
    position = models.IntegerField(_("place"))

    decision = models.TextField(_("decision"), blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("item of an agenda")
        verbose_name_plural = _("items of an agenda")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["stocktake", "commitment", "milestone"],
                nulls_distinct=False,
                name="agenda_item_once",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None, decided_at=None, decided_by=None)
                | ~Q(decision="")
                & Q(decided_on__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="agenda_decision_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return str(self.subject)

    def get_absolute_url(self) -> str:
        return reverse("agenda-item", args=[self.stocktake_id, self.pk])

    @property
    def subject(self) -> Commitment | Milestone:
        """What is talked about."""
        return self.milestone or self.commitment
