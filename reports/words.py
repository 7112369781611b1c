"""The vocabulary of reports."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class ReportKind(TextChoices):
    """What kind of report it is (PRODUCT.md 6), by its word in addresses and files."""

    PROGRESS = "progress", _("Progress report")
    OVERDUE_AT_RISK = "overdue_at_risk", _("Overdue and at risk")
