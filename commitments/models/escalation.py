from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.models.commitment import Commitment
from commitments.models.milestone import Milestone
from commitments.querysets.escalation import EscalationQuerySet, TaskQuerySet
from commitments.rules.escalation import EscalationEnd, EscalationLevel
from history.tracking import tracked


@tracked(indexes=["commitment"])
class Escalation(models.Model):
    """Something that is stuck, and who is asked to get it unstuck (screen 12; E1 to E3)."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="escalations")
    # None: the commitment as a whole.
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="escalations"
    )
    # The deadline that was missed when it was opened.
    deadline = models.DateField(_("deadline"), null=True, blank=True)
    level = models.PositiveSmallIntegerField(
        _("level"), choices=EscalationLevel.choices, default=EscalationLevel.FOCAL_POINT
    )
    reason = models.TextField(_("why"))
    opened_on = models.DateField(_("opened on"))
    opened_at = models.DateTimeField()
    # None: a rule of the system opened it.
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    # Since when it is at its level, and until when an answer is asked for.
    raised_on = models.DateField(_("at this level since"))
    answer_by = models.DateField(_("answer due by"))
    # Level 2: the post that is asked.
    asked_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    # E2: when it may go to the head of the organisation; None where no rule says so.
    head_due_on = models.DateField(null=True, blank=True)
    # The newest answer at this level; None while there is none.
    answered_on = models.DateField(null=True, blank=True)

    decision = models.TextField(_("decision"), blank=True)
    decided_on = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    outcome = models.CharField(
        _("how it ended"), max_length=15, choices=EscalationEnd.choices, blank=True
    )
    closed_reason = models.TextField(_("why it ended"), blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[EscalationQuerySet] = EscalationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("escalation")
        verbose_name_plural = _("escalations")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["commitment", "milestone"],
                condition=Q(outcome=""),
                nulls_distinct=False,
                name="escalation_one_open",
            ),
            # The rule opens one for a deadline, whatever became of it.
            models.UniqueConstraint(
                fields=["milestone", "deadline"],
                condition=Q(opened_by=None),
                name="escalation_once_by_rule",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_on=None, decided_at=None, decided_by=None)
                | ~Q(decision="")
                & Q(decided_on__isnull=False, decided_at__isnull=False, decided_by__isnull=False),
                name="escalation_decision_is_signed",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on=None, closed_at=None, closed_by=None)
                | ~Q(outcome="")
                & Q(closed_on__isnull=False, closed_at__isnull=False, closed_by__isnull=False),
                name="escalation_end_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(level=EscalationLevel.HEAD) | Q(asked_post__isnull=False),
                name="escalation_head_is_named",
            ),
        ]
        indexes = [
            models.Index(
                fields=["answer_by", "id"], name="escalation_waiting", condition=Q(outcome="")
            ),
            models.Index(fields=["milestone", "deadline"], name="escalation_of_deadline"),
        ]

    def __str__(self) -> str:
        return self.about

    def get_absolute_url(self) -> str:
        return reverse("escalation", args=[self.pk])

    @property
    def subject(self) -> Commitment | Milestone:
        """What is stuck."""
        return self.milestone or self.commitment

    @property
    def about(self) -> str:
        """Its code and title."""
        return str(self.subject)

    @property
    def is_open(self) -> bool:
        return not self.outcome


@tracked(indexes=["escalation"])
class EscalationAnswer(models.Model):
    """What the asked say: what happened, the ways out, and which they recommend."""

    escalation = models.ForeignKey(Escalation, models.CASCADE, related_name="answers")
    level = models.PositiveSmallIntegerField(_("level"), choices=EscalationLevel.choices)
    happened = models.TextField(_("what happened"))
    options = ArrayField(models.TextField(), verbose_name=_("options"))
    recommendation = models.TextField(_("what we recommend"), blank=True)
    decision_from = models.CharField(_("decision needed from"), max_length=200)
    decide_by = models.DateField(_("by when"))
    answered_on = models.DateField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("answer to an escalation")
        verbose_name_plural = _("answers to escalations")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.escalation_id} {self.answered_on}"


@tracked(indexes=["commitment"])
class Task(models.Model):
    """What somebody does next on a commitment, by a decision: what, who, by when."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="tasks")
    escalation = models.ForeignKey(
        Escalation, models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    # Where a meeting set it.
    agenda_item = models.ForeignKey(
        "commitments.AgendaItem", models.CASCADE, null=True, blank=True, related_name="tasks"
    )
    what = models.CharField(_("what"), max_length=300)
    post = models.ForeignKey(Post, models.PROTECT, related_name="tasks", verbose_name=_("who"))
    due_on = models.DateField(_("by when"))
    set_on = models.DateField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects: ClassVar[TaskQuerySet] = TaskQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering = ["due_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None)
                | Q(done_on__isnull=False, done_by__isnull=False),
                name="task_done_is_signed",
            ),
        ]

    def __str__(self) -> str:
        return self.what
