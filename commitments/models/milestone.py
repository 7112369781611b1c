from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.lookups import GreaterThan
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.models.commitment import Commitment
from commitments.models.protection import deadline_moves_by_decision, first_deadline_stays
from commitments.querysets.milestone import MilestoneQuerySet, days_past_deadline
from commitments.querysets.words import MILESTONE_TEXTS, words_of
from commitments.rules.words import OPEN_STATES, ClosedReason, DatePrecision, MilestoneState
from history.tracking import tracked


@tracked(indexes=["commitment", "deadline"])
class Milestone(models.Model):
    """A dated step that is either reached or not, with the test that tells."""

    # `milestone_deadlines` serves as the index of the foreign key.
    commitment = models.ForeignKey(
        Commitment,
        models.CASCADE,
        related_name="milestones",
        verbose_name=_("commitment"),
        db_index=False,
    )
    number = models.PositiveSmallIntegerField(_("number"), editable=False)
    code = models.CharField(_("code"), max_length=16, unique=True, editable=False)
    title = models.CharField(_("title"), max_length=200)
    # One acceptance point a line.
    achieved_test = models.TextField(_("what counts as achieved"), blank=True)
    is_key = models.BooleanField(_("key milestone"), default=False)
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    responsible_post = models.ForeignKey(
        Post,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="milestones",
        verbose_name=_("responsible"),
    )
    state = models.CharField(
        _("state"), max_length=12, choices=MilestoneState.choices, default=MilestoneState.DRAFT
    )

    # D1: the first deadline is set once, when the plan is agreed; a decided request moves the
    # deadline; the expected date is the owner's to change.
    first_deadline = models.DateField(_("first deadline"), null=True, blank=True, editable=False)
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    expected_on = models.DateField(_("expected date"), null=True, blank=True)
    # Claimed while submitted, fixed when accepted.
    achieved_on = models.DateField(_("date achieved"), null=True, blank=True, editable=False)
    submitted_on = models.DateField(_("submitted on"), null=True, blank=True, editable=False)
    returned_on = models.DateField(_("returned on"), null=True, blank=True, editable=False)
    deadline_precision = models.CharField(
        _("precision of the deadline"),
        max_length=12,
        choices=DatePrecision.choices,
        default=DatePrecision.DAY,
    )
    moves = models.PositiveSmallIntegerField(_("deadline moves"), default=0, editable=False)

    # Paused: from which state, and until when at the latest somebody looks again.
    paused_from = models.CharField(max_length=12, blank=True, editable=False)
    # Paused because its commitment was: resumes with it. Else it was paused by its own decision.
    paused_with_commitment = models.BooleanField(default=False, db_default=False, editable=False)
    review_by = models.DateField(_("look again by"), null=True, blank=True, editable=False)
    closed_reason = models.CharField(
        _("why closed"), max_length=20, choices=ClosedReason.choices, blank=True, editable=False
    )
    replaced_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaces", editable=False
    )
    imported_unreviewed = models.BooleanField(
        _("imported, not reviewed"), default=False, editable=False
    )
    self_reviewed = models.BooleanField(_("self-reviewed"), default=False, editable=False)

    source_ref = models.CharField(_("reference in the source"), max_length=100, blank=True)
    source_words = models.JSONField(_("the source's own words"), default=dict, blank=True)
    indicators_text = models.TextField(_("indicators"), blank=True)
    evidence_count = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[MilestoneQuerySet] = MilestoneQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["commitment", "number"]
        indexes = [
            # The overdue list and the "due soon" list: only open milestones, by deadline. What
            # else they and the checks of H4 ask is included, so that no row is read for it.
            models.Index(
                fields=["deadline", "id"],
                include=["commitment", "is_key", "expected_on"],
                name="milestone_open_deadline",
                condition=Q(state__in=OPEN_STATES),
            ),
            models.Index(
                fields=["expected_on", "id"],
                include=["commitment", "is_key", "deadline"],
                name="milestone_open_expected",
                condition=Q(state__in=OPEN_STATES, expected_on__isnull=False),
            ),
            models.Index(fields=["commitment", "deadline"], name="milestone_deadlines"),
            # The calendar: of all states, a month at a time.
            models.Index(fields=["deadline", "id"], name="milestone_calendar"),
            # H4: what may make its commitment run over.
            models.Index(
                days_past_deadline(),
                include=["commitment"],
                name="milestone_past_deadline",
                condition=Q(GreaterThan(days_past_deadline(), 0)),
            ),
            GinIndex(words_of(MILESTONE_TEXTS), name="milestone_words"),
            models.Index(
                fields=["submitted_on", "id"],
                name="milestone_submitted",
                condition=Q(state=MilestoneState.SUBMITTED),
            ),
            models.Index(fields=["responsible_post", "state"], name="milestone_responsible"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["commitment", "number"], name="milestone_number_once"),
            models.UniqueConstraint(
                fields=["commitment", "source_ref"],
                condition=~Q(source_ref=""),
                name="milestone_source_once",
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 5)),
                name="milestone_weight_1_to_5",
                violation_error_message=_("Weight must be from 1 to 5."),
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[MilestoneState.SUBMITTED, MilestoneState.ACHIEVED])
                | Q(achieved_on__isnull=False)
                | Q(imported_unreviewed=True),
                name="milestone_achieved_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=MilestoneState.SUBMITTED) | Q(submitted_on__isnull=False),
                name="milestone_submitted_has_a_date",
            ),
            models.CheckConstraint(
                condition=~Q(state=MilestoneState.PAUSED) | Q(review_by__isnull=False),
                name="milestone_pause_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state=MilestoneState.CLOSED) | ~Q(closed_reason=""),
                name="milestone_closed_has_a_reason",
            ),
        ]
        triggers = [first_deadline_stays(), deadline_moves_by_decision()]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("milestone", args=[self.code])

    @property
    def acceptance_points(self) -> list[str]:
        """The lines of "what counts as achieved", each answered when it is submitted."""
        return [line.strip() for line in self.achieved_test.splitlines() if line.strip()]

    @property
    def indicators(self) -> list[str]:
        """What the source measures it by, each in one line."""
        return [line for line in self.indicators_text.splitlines() if line]

    @property
    def points_to_answer(self) -> list[str]:
        """What a submission answers: the acceptance points, or the title where there are none."""
        return self.acceptance_points or [self.title]
