"""Escalations (5.2, E1 to E3): who is asked, until when, and when the next level is due."""

from datetime import date, timedelta

from django.db.models.enums import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _

from accounts.working_days import WorkingCalendar

ANSWER_WORKING_DAYS = 10
# E2, and its variant for key milestones.
HEAD_AFTER_DAYS = 60
HEAD_AFTER_DAYS_KEY = 45
OPTIONS_AT_LEAST = 2


class EscalationLevel(IntegerChoices):
    """Who is asked to get something unstuck."""

    FOCAL_POINT = 1, _("Level 1: focal point")
    HEAD = 2, _("Level 2: head of the organisation")
    STEERING_GROUP = 3, _("Level 3: steering group")


class EscalationEnd(TextChoices):
    """What ends an escalation (screen 12)."""

    RECOVERED = "recovered", _("Recovered")
    NEW_DATE = "new_date", _("New date approved")
    NOT_ACHIEVED = "not_achieved", _("Closed, not achieved")


def answer_by(day: date, *, calendar: WorkingCalendar) -> date:
    """Until when an escalation of this day asks for an answer."""
    return calendar.add_working_days(day, ANSWER_WORKING_DAYS)


def head_due(deadline: date, *, is_key: bool, calendar: WorkingCalendar) -> date:
    """E2: from when a coordinator may take it to the head of the organisation."""
    days = HEAD_AFTER_DAYS_KEY if is_key else HEAD_AFTER_DAYS
    return calendar.on_or_after(deadline + timedelta(days=days))
