"""The small vocabulary: one word for each thing, the same in screens, mail, files and API."""

from typing import Any

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _


class MilestoneState(TextChoices):
    """The eight states of a milestone (PRODUCT.md 4.2)."""

    DRAFT = "draft", _("Draft")
    PLANNED = "planned", _("Planned")
    IN_PROGRESS = "in_progress", _("In progress")
    SUBMITTED = "submitted", _("Submitted")
    RETURNED = "returned", _("Returned")
    ACHIEVED = "achieved", _("Achieved")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed, not achieved")


# "Open" in the sense of section 4: work is owed.
OPEN_STATES = (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.RETURNED)


class CommitmentState(TextChoices):
    """The states of a commitment (PRODUCT.md 4.4). Only active ones count in confidence figures."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for agreement")
    ACTIVE = "active", _("Active")
    COMPLETED = "completed", _("Completed")
    CLOSED_EARLY = "closed_early", _("Closed early")
    PAUSED = "paused", _("Paused")


class Confidence(TextChoices):
    """Delivery confidence, best first (PRODUCT.md 4.8). No value means "Not rated"."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")


class Visibility(TextChoices):
    """Who can see a record."""

    ORGANISATION = "organisation", _("Organisations that take part")
    INTERNAL = "internal", _("Internal record")
    PUBLIC = "public", _("Suggested for the public page")


class ClosedReason(TextChoices):
    """Why a milestone was closed without being achieved."""

    CANCELLED = "cancelled", _("Cancelled")
    REPLACED = "replaced", _("Replaced")
    PARTLY_DELIVERED = "partly_delivered", _("Partly delivered")
    NO_LONGER_NEEDED = "no_longer_needed", _("No longer needed")
    ENTERED_IN_ERROR = "entered_in_error", _("Entered in error")


# Closed for these reasons, a milestone leaves the count altogether (P2).
UNCOUNTED_REASONS = (ClosedReason.REPLACED, ClosedReason.ENTERED_IN_ERROR)


class DelayCause(TextChoices):
    """Why a new date is asked for (screen 11)."""

    OTHER_BODY = "other_body", _("Waits on another body")
    PROCEDURE = "procedure", _("Law or procurement took longer")
    FUNDING = "funding", _("Funding not released")
    SCOPE = "scope", _("Scope changed")
    PARTNER = "partner", _("Partner delay")
    EMERGENCY = "emergency", _("Emergency")
    OTHER = "other", _("Other")


class DateOutcome(TextChoices):
    """What became of a date request."""

    WAITING = "waiting", _("Waiting for a decision")
    APPROVED = "approved", _("Approved")
    APPROVED_OTHER = "approved_other", _("Approved with another date")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class ReviewOutcome(TextChoices):
    """What a reviewer decides."""

    ACCEPTED = "accepted", _("Accept as achieved")
    RETURNED = "returned", _("Return for changes")
    CLOSED = "closed", _("Close, not achieved")


class Verdict(TextChoices):
    """A reviewer's answer for one acceptance point."""

    MET = "met", _("Met")
    NOT_MET = "not_met", _("Not met")
    CANNOT_TELL = "cannot_tell", _("Cannot tell")


class PartnerRole(TextChoices):
    """What an organisation is to a commitment (screen 4e)."""

    CO_LEADS = "co_leads", _("Co-leads")
    DELIVERS = "delivers", _("Delivers part")
    FUNDS = "funds", _("Funds")
    ADVISES = "advises", _("Advises")
    CONSULTED = "consulted", _("Consulted")
    GIVES_DATA = "gives_data", _("Gives data")
    CHECKS = "checks", _("Checks")


class EvidenceKind(TextChoices):
    """What a document is (screen 4h)."""

    EVIDENCE = "evidence", _("Evidence")
    AGREEMENT = "agreement", _("Agreement")
    REPORT = "report", _("Report")
    MINUTES = "minutes", _("Minutes")
    OTHER = "other", _("Other")


class DatePrecision(TextChoices):
    """How exact a deadline was promised. The date is the last day of the span."""

    DAY = "day", _("Day")
    MONTH = "month", _("Month")
    QUARTER = "quarter", _("Quarter")
    SEASON = "season", _("Season")
    FISCAL_YEAR = "fiscal_year", _("Fiscal year")
    YEAR = "year", _("Year")
    OPEN_ENDED = "open_ended", _("Open-ended")
    UNKNOWN = "unknown", _("Unknown")


class Freshness(TextChoices):
    """How current the last update is (F1)."""

    UP_TO_DATE = "up_to_date", _("Up to date")
    UPDATE_DUE = "update_due", _("Update due")
    NO_UPDATE = "no_update", _("No update")


class TimingWord(TextChoices):
    """A milestone's timing in one word, for filters; the sentence is `rules.timing`'s."""

    OVERDUE = "overdue", _("Overdue")
    DUE_TODAY = "due_today", _("Due today")
    DUE_SOON = "due_soon", _("Due soon")
    EXPECTED_LATE = "expected_late", _("Expected late")
    EXPECTED_PASSED = "expected_passed", _("Expected date has passed")
    PLANNED = "planned", _("Planned")
    NO_DEADLINE = "no_deadline", _("No deadline")
    WAITING_FOR_REVIEW = "waiting_for_review", _("Waiting for review")
    REVIEW_LATE = "review_late", _("Review late")
    ACHIEVED = "achieved", _("Achieved")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed, not achieved")


class Tone(TextChoices):
    """How a timing looks (4.10). The word always stands beside it."""

    OVERDUE = "overdue", _("Overdue")
    DUE_SOON = "due_soon", _("Due soon")
    REVIEW = "review", _("In review")
    PLANNED = "planned", _("Planned")
    ACHIEVED = "achieved", _("Achieved")
    PAUSED = "paused", _("Paused")
    CLOSED = "closed", _("Closed, not achieved")


class Direction(TextChoices):
    """The headline now against the headline 30 days ago (H8)."""

    BETTER = "better", _("Better")
    SAME = "same", _("Same")
    WORSE = "worse", _("Worse")


class HeatCell(TextChoices):
    """What a cell of the heat map shows (Q3)."""

    ON_TRACK = "on_track", _("On track")
    AT_RISK = "at_risk", _("At risk")
    OFF_TRACK = "off_track", _("Off track")
    NOT_RATED = "not_rated", _("Not rated")
    EMPTY = "empty", "–"


def label_of(words: type[TextChoices], value: str | None) -> Any:
    """The label of a value; "Not rated" where a confidence has none."""
    if not value:
        return _("Not rated") if words is Confidence else ""
    return words(value).label
