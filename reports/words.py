"""The vocabulary of reports."""

from typing import Any

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """What kind of report it is (PRODUCT.md 6), by its word in addresses and files."""

    OVERVIEW = "overview", _("Progress overview")
    PROGRESS = "progress", _("Progress report")
    CHANGES = "changes", _("What changed")
    OVERDUE_AT_RISK = "overdue_at_risk", _("Overdue and at risk")


def kinds() -> list[tuple[str, Any]]:
    """The choices of a model's field: asked for, so that another kind is no change of the table."""
    return list(ReportKind.choices)
