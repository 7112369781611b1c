import uuid
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.plan import Plan
from history.models import Act


class ImportRun(models.Model):
    """A spreadsheet that was read and checked, and what became of it.

    The rows keep what was shown, so that confirming writes exactly that. No part of the record:
    what is written is in the act.
    """

    class State(models.TextChoices):
        READING = "reading", _("Being read")
        REFUSED = "refused", _("Refused")
        MATCHING = "matching", _("Columns to match")
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked, not imported")
        WRITING = "writing", _("Being imported")
        WRITTEN = "written", _("Imported")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Imported and undone")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.CHECKED)
    # The plan that takes in rows without a plan of their own; without a row, it comes with them.
    plan = models.ForeignKey(Plan, models.SET_NULL, null=True, related_name="+")
    plan_title = models.CharField(_("plan"), max_length=200)

    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    # How it was read: format, encoding, separator, sheet, header with samples; once it is checked,
    # also the columns found and left out.
    reading = models.JSONField(default=dict)
    # {"new": 64, "changed": 0, "same": 0, "problem": 0}
    counts = models.JSONField(default=dict)

    # The file itself until it is imported, and what was chosen for it (`imports.choices`).
    content = models.BinaryField(null=True)
    chosen = models.JSONField(default=dict)
    # Why it was refused, or why writing it did not succeed, with what to do.
    reason = models.TextField(blank=True)

    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    act = models.ForeignKey(Act, models.DO_NOTHING, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by_act = models.ForeignKey(Act, models.DO_NOTHING, null=True, related_name="+")

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-made_at"]
        indexes = [models.Index(fields=["made_by", "-made_at"], name="import_run_newest")]
        constraints = [
            models.CheckConstraint(
                name="import_written_has_an_act",
                condition=Q(written_at=None, act=None)
                & ~Q(state__in=["written", "undoing", "undone"])
                | Q(
                    state__in=["written", "undoing", "undone"],
                    written_at__isnull=False,
                    act__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="import_undone_has_an_act",
                condition=Q(undone_at=None, undone_by_act=None) & ~Q(state="undone")
                | Q(state="undone", undone_at__isnull=False, undone_by_act__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def to_write(self) -> int:
        """How many rows of the file change the record."""
        return int(self.counts.get("new", 0) + self.counts.get("changed", 0))


class ImportRow(models.Model):
    """What one row of the file means for the record."""

    class Verdict(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        SAME = "same", _("Same")
        PROBLEM = "problem", _("Problem")

    class Kind(models.TextChoices):
        PLAN = "plan", _("Plan")
        COMMITMENT = "commitment", _("Commitment")
        MILESTONE = "milestone", _("Milestone")
        INDICATOR = "indicator", _("Indicator")

    run = models.ForeignKey(ImportRun, models.CASCADE, related_name="rows")
    # Where it stands in the file; None for a plan that the rows need and no row names.
    number = models.PositiveIntegerField(null=True)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    ref = models.CharField(max_length=100, blank=True)
    parent_ref = models.CharField(max_length=100, blank=True)
    title = models.CharField(max_length=200, blank=True)
    # What will be written, ready to be written.
    wanted: Any = models.JSONField(default=dict)
    # {"title": ["before", "after"]}
    changes: Any = models.JSONField(default=dict)
    # [{"column": "...", "value": "...", "problem": "...", "fix": "..."}]
    problems: Any = models.JSONField(default=list)
    # How we read what the row leaves open.
    notes: Any = models.JSONField(default=list)
    cells: Any = models.JSONField(default=list)
    # The row of the record it stands for, as it was when it was compared (C1).
    object_id = models.BigIntegerField(null=True)
    version = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("row of an import")
        verbose_name_plural = _("rows of an import")
        ordering = ["pk"]
        indexes = [models.Index(fields=["run", "verdict", "id"], name="import_row_verdict")]

    # The code of what it stands for, where a page has looked it up.
    code = ""

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def deadline(self) -> date | None:
        """The deadline that it brings."""
        day = self.wanted.get("deadline")
        return date.fromisoformat(day) if day else None
