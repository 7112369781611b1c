from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, Post
from accounts.words import GovernanceLevel
from commitments.models.plan import Plan
from commitments.querysets.commitment import CommitmentQuerySet
from commitments.querysets.words import COMMITMENT_TEXTS, words_of
from commitments.reference.models import Objective
from commitments.rules.words import CommitmentState, Confidence, PartnerRole, Visibility
from history.tracking import tracked


@tracked(indexes=["plan", "lead_organisation", "main_objective"], often=True)
class Commitment(models.Model):
    """A promise by a named holder to reach a result by a time, linked to objectives."""

    class Interval(models.IntegerChoices):
        """F1: days after which an update is due."""

        MONTH = 30, _("Every 30 days")
        TWO_MONTHS = 60, _("Every 60 days")
        QUARTER = 90, _("Every 90 days")

    code = models.CharField(_("code"), max_length=11, unique=True, editable=False)
    plan = models.ForeignKey(
        Plan, models.PROTECT, related_name="commitments", verbose_name=_("plan")
    )
    state = models.CharField(
        _("state"), max_length=12, choices=CommitmentState.choices, default=CommitmentState.DRAFT
    )

    title = models.CharField(_("title"), max_length=200)
    wording = models.TextField(_("agreed wording"), blank=True)
    why = models.TextField(_("why it matters"), blank=True)
    source_document = models.CharField(_("source document"), max_length=500, blank=True)
    registry_number = models.CharField(_("registry number"), max_length=60, blank=True)

    main_objective = models.ForeignKey(
        Objective, models.PROTECT, related_name="commitments", verbose_name=_("main objective")
    )
    other_objectives = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(23)]),
        default=list,
        blank=True,
        verbose_name=_("other objectives"),
    )
    # The principles that it shows best, as letters of paragraph 15; all ten apply to all.
    principles = ArrayField(
        models.CharField(max_length=1), default=list, blank=True, verbose_name=_("principles")
    )
    level = models.CharField(_("governance level"), max_length=15, choices=GovernanceLevel.choices)
    level_reason = models.CharField(_("why this level"), max_length=500, blank=True)

    lead_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="led_commitments",
        verbose_name=_("lead organisation"),
    )
    # Exactly one answers for it; a post, so that the duty outlasts the person.
    accountable_post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="owned_commitments",
        verbose_name=_("accountable owner"),
    )

    starts_on = models.DateField(_("start"), null=True, blank=True)
    ends_on = models.DateField(_("end"), null=True, blank=True)
    update_interval = models.PositiveSmallIntegerField(
        _("update interval"), choices=Interval.choices, default=Interval.QUARTER
    )
    # H4: days a milestone may be late before the commitment is off track.
    time_tolerance = models.PositiveSmallIntegerField(_("time tolerance in days"), default=30)
    visibility = models.CharField(
        _("who can see it"),
        max_length=12,
        choices=Visibility.choices,
        default=Visibility.INTERNAL,
    )

    agreed_on = models.DateField(_("plan agreed on"), null=True, blank=True, editable=False)
    closed_on = models.DateField(_("closed on"), null=True, blank=True, editable=False)
    review_by = models.DateField(_("look again by"), null=True, blank=True, editable=False)
    state_reason = models.TextField(_("reason"), blank=True, editable=False)

    # The newest words and ratings, kept with the commitment by the services that write them, so
    # that lists do not search the updates.
    last_update_on = models.DateField(_("last update"), null=True, editable=False)
    owner_rating = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    owner_rated_on = models.DateField(null=True, editable=False)
    coordinator_rating = models.CharField(max_length=10, choices=Confidence.choices, blank=True)
    coordinator_rated_on = models.DateField(null=True, editable=False)
    # H4: how many escalations of it are open, kept by `services.escalations`.
    open_escalations = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    unchanged_updates = models.PositiveSmallIntegerField(default=0, editable=False)

    # Where an imported row came from, and the source's own words beside our reading.
    source_ref = models.CharField(_("reference in the source"), max_length=100, blank=True)
    source_words = models.JSONField(_("the source's own words"), default=dict, blank=True)
    is_invented = models.BooleanField(_("invented example"), default=False, editable=False)

    # Counts each change; what was read and what is changed must carry the same number (C1).
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[CommitmentQuerySet] = CommitmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["code"]
        indexes = [
            models.Index(fields=["lead_organisation", "code"], name="commitment_lead"),
            models.Index(fields=["accountable_post"], name="commitment_owner"),
            models.Index(fields=["main_objective", "level"], name="commitment_heat"),
            models.Index(fields=["state", "code"], name="commitment_state"),
            models.Index(fields=["last_update_on", "id"], name="commitment_last_update"),
            models.Index(Lower("title"), "id", name="commitment_title"),
            models.Index(fields=["time_tolerance"], include=["id"], name="commitment_tolerance"),
            # Counts what somebody may see without reading the rows.
            models.Index(
                fields=["state", "visibility"],
                include=["id", "lead_organisation", "accountable_post", "time_tolerance"],
                name="commitment_reach",
            ),
            GinIndex(fields=["other_objectives"], name="commitment_objectives"),
            GinIndex(words_of(COMMITMENT_TEXTS), name="commitment_words"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "source_ref"],
                condition=~Q(source_ref=""),
                name="commitment_source_once_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(other_objectives__contained_by=list(range(1, 24))),
                name="commitment_objectives_exist",
            ),
            models.CheckConstraint(
                condition=Q(starts_on=None)
                | Q(ends_on=None)
                | Q(ends_on__gte=models.F("starts_on")),
                name="commitment_ends_after_start",
                violation_error_message=_("The end must be the same as or after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(state=CommitmentState.PAUSED) | Q(review_by__isnull=False),
                name="commitment_pause_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("commitment", args=[self.code])

    @property
    def objective_numbers(self) -> list[int]:
        """Main objective first."""
        return [self.main_objective_id, *self.other_objectives]


@tracked(indexes=["commitment"])
class CommitmentPartner(models.Model):
    """Another organisation with a named role in a commitment."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="partners")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="partnerships")
    role = models.CharField(_("role"), max_length=15, choices=PartnerRole.choices)
    does = models.CharField(_("what they do"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ["organisation__sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "organisation", "role"],
                name="partner_once_a_role",
                violation_error_message=_("This organisation has this role already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation} ({self.get_role_display()})"


@tracked(indexes=["commitment"])
class Contributor(models.Model):
    """A post that does work for a commitment and may log progress."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="contributors")
    post = models.ForeignKey(Post, models.PROTECT, related_name="contributions")

    class Meta:
        verbose_name = _("contributor")
        verbose_name_plural = _("contributors")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "post"], name="contributor_once_a_commitment"
            )
        ]

    def __str__(self) -> str:
        return str(self.post)
