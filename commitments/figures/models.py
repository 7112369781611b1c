from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commitments.models.commitment import Commitment


def number() -> models.IntegerField:
    """A count. In rows that note a change it may be negative."""
    return models.IntegerField(db_default=0, editable=False)


class Measures(models.Model):
    """What is counted on a day. Every field is a sum over commitments, so slices add up."""

    # Commitments by state.
    drafts = number()
    proposed = number()
    active = number()
    completed = number()
    closed_early = number()
    paused = number()

    # Active commitments by headline (H5) and by freshness (F1).
    on_track = number()
    at_risk = number()
    off_track = number()
    not_rated = number()
    up_to_date = number()
    update_due = number()
    no_update = number()

    # What waits for a coordinator.
    no_owner = number()
    pauses_to_check = number()
    date_requests = number()
    review_late = number()
    # Open ones, of active commitments.
    escalations = number()

    # Counted milestones (P2) by state, and their weights (P1).
    counted = number()
    planned = number()
    in_progress = number()
    submitted = number()
    returned = number()
    achieved = number()
    on_hold = number()
    not_achieved = number()
    counted_weight = number()
    achieved_weight = number()
    # Of these, what belongs to paused commitments.
    held_counted = number()
    held_achieved = number()
    held_counted_weight = number()
    held_achieved_weight = number()

    # Open milestones without a deadline (D9), and what was achieved in the last 30 days.
    no_deadline = number()
    achieved_lately = number()
    # Q1 over the deadlines of the last 365 days.
    first_due = number()
    first_met = number()
    agreed_due = number()
    agreed_met = number()

    # Overdue milestones (D2) by age band; of these the key ones, those without an expected date
    # that is still to come, and those that are both.
    overdue_1 = number()
    overdue_2 = number()
    overdue_3 = number()
    overdue_4 = number()
    overdue_5 = number()
    key_overdue_1 = number()
    key_overdue_2 = number()
    key_overdue_3 = number()
    key_overdue_4 = number()
    key_overdue_5 = number()
    undated_1 = number()
    undated_2 = number()
    undated_3 = number()
    undated_4 = number()
    undated_5 = number()
    key_undated_1 = number()
    key_undated_2 = number()
    key_undated_3 = number()
    key_undated_4 = number()
    key_undated_5 = number()

    class Meta:
        abstract = True


MEASURES: tuple[str, ...] = tuple(field.name for field in Measures._meta.local_fields)


class CommitmentFigure(Measures):
    """What one commitment adds to the figures of a day, as last added."""

    commitment = models.OneToOneField(
        Commitment, models.CASCADE, primary_key=True, related_name="figure"
    )
    # None until it is worked out for the first time.
    day = models.DateField(null=True)
    objective = models.PositiveSmallIntegerField(db_default=0)
    level = models.CharField(max_length=15, db_default="")
    # The lead organisation; -1 where there is none.
    organisation = models.BigIntegerField(db_default=-1)
    # Whether everybody who sees what is shared sees it (`rights.Scope.SHARED`).
    shared = models.BooleanField(db_default=False)
    last_update_on = models.DateField(null=True)
    # D5 of each counted milestone, and the days of each overdue one.
    slips = ArrayField(models.IntegerField(), default=list)
    days_overdue = ArrayField(models.IntegerField(), default=list)

    class Meta:
        app_label = "commitments"
        indexes = [
            models.Index(fields=["organisation", "-last_update_on"], name="figure_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.day}"


class Slice(models.TextChoices):
    """By what the commitments of a row are told apart; the other keys are empty."""

    ALL = "all"
    LEVEL = "level"
    CELL = "cell"  # objective and level
    ORGANISATION = "organisation"
    BASE = "base"  # objective, level and organisation


class DayFigure(Measures):
    """A figure of a day and a slice is the sum of its rows.

    Writers only add rows (`is_change`), so they never wait for each other; `keeping.fold` puts the
    rows of a slice together.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField()
    slice = models.CharField(max_length=12, choices=Slice.choices)
    objective = models.PositiveSmallIntegerField(db_default=0)
    level = models.CharField(max_length=15, db_default="")
    organisation = models.BigIntegerField(db_default=0)
    shared = models.BooleanField()
    is_change = models.BooleanField(db_default=False)
    # How many milestones have so many days: {"-3": 2, "18": 1}. Empty in base slices.
    slips = models.JSONField(default=dict)
    days_overdue = models.JSONField(default=dict)

    class Meta:
        app_label = "commitments"
        indexes = [
            models.Index(fields=["day", "slice", "organisation"], name="day_figure_organisation"),
            models.Index(
                fields=["day", "objective", "level"],
                name="day_figure_base",
                condition=models.Q(slice=Slice.BASE),
            ),
            models.Index(
                fields=["day"], name="day_figure_changes", condition=models.Q(is_change=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.slice}"


class FigureDay(models.Model):
    """A day whose figures were begun; only a completed one can be read."""

    day = models.DateField(primary_key=True)
    # D11: what was submitted on this day or before has a late review.
    late_review_sent_by = models.DateField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "commitments"
        ordering: ClassVar = ["-day"]

    def __str__(self) -> str:
        return str(self.day)
