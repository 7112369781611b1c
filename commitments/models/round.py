from datetime import date
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.words import GovernanceLevel
from commitments.models.commitment import Commitment
from commitments.models.update import Update
from commitments.querysets.round import RoundQuerySet
from commitments.rules import rounds
from history import clock
from history.protection import append_only
from history.tracking import tracked


@tracked()
class ReportingRound(models.Model):
    """F4: between two days an update of each active commitment in scope is asked for.

    While it runs, who has reported follows from the updates; once it is closed, from its lines.
    """

    title = models.CharField(_("title"), max_length=120)
    # What the reports are about: a quarter, a year.
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    opens_on = models.DateField(_("opens on"))
    closes_on = models.DateField(_("last day"))
    # The scope: empty means all.
    level = models.CharField(
        _("governance level"), max_length=15, choices=GovernanceLevel.choices, blank=True
    )
    objectives = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(23)]),
        default=list,
        blank=True,
        verbose_name=_("objectives"),
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead organisation"),
    )
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # When its lines were written down; who, or None for the clock.
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[RoundQuerySet] = RoundQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("reporting round")
        verbose_name_plural = _("reporting rounds")
        ordering = ["-opens_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="round_closes_after_opening",
                condition=Q(closes_on__gte=F("opens_on")),
                violation_error_message=_("The last day must be the opening day or later."),
            ),
            models.CheckConstraint(
                name="round_period_ends_after_start",
                condition=Q(period_to__gte=F("period_from")),
                violation_error_message=_("The period must end on its first day or later."),
            ),
            models.CheckConstraint(
                name="round_closed_by_has_a_moment",
                condition=Q(closed_by=None) | Q(closed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["closes_on"], name="round_running", condition=Q(closed_at=None))
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.pk])

    def phase(self, *, on: date | None = None) -> rounds.Phase:
        """Where it stands on a day; closed for good once its lines are written."""
        if self.closed_at is not None:
            return rounds.Phase.CLOSED
        return rounds.phase(self.opens_on, self.closes_on, on=on or clock.today())

    @property
    def is_closed(self) -> bool:
        """Whether its lines are written down."""
        return self.closed_at is not None


@tracked(indexes=["round"])
class RoundLine(models.Model):
    """What a round knew of one commitment when it was closed. Never changed, whatever becomes of
    the commitment, its owner or its name."""

    round = models.ForeignKey(ReportingRound, models.PROTECT, related_name="lines")
    commitment = models.ForeignKey(Commitment, models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    organisation_name = models.CharField(max_length=200, blank=True)
    owner = models.CharField(max_length=320, blank=True)
    # The newest update inside the round; None where nothing was reported.
    update = models.ForeignKey(Update, models.PROTECT, null=True, related_name="+")
    reported_on = models.DateField(null=True)
    confidence = models.CharField(max_length=10, blank=True)

    class Meta:
        verbose_name = _("line of a round")
        verbose_name_plural = _("lines of rounds")
        ordering = ["commitment__code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "commitment"], name="round_line_once"),
            models.CheckConstraint(
                name="round_line_reported_has_a_day",
                condition=Q(update=None, reported_on=None)
                | Q(update__isnull=False, reported_on__isnull=False),
            ),
        ]
        triggers = [append_only()]

    def __str__(self) -> str:
        return f"{self.round_id} {self.commitment_id}"
