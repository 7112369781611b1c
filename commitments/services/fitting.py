"""Which days a promise may be moved to."""

from datetime import date

from django.utils.translation import gettext as _

from commitments.models import Milestone
from commitments.rules.dates import in_text
from history import clock

YEARS_AHEAD = 50


def too_far(day: date | None) -> str:
    """Why a day is beyond any plan, or an empty string. Guards against slips of the finger."""
    last_year = clock.real_today().year + YEARS_AHEAD
    if day is None or day.year <= last_year:
        return ""
    return _("Enter a year up to %(year)d.") % {"year": last_year}


def unfit_deadline(day: date, milestone: Milestone) -> str:
    """Why a day cannot be the new deadline (screen 11), or an empty string."""
    if day <= clock.real_today():
        return _("New deadline must be after today.")
    end = milestone.commitment.ends_on
    if end and day > end:
        return _(
            "New deadline must be the same as or before the commitment end, %(end)s. "
            "Ask to move the end date too?"
        ) % {"end": in_text(end)}
    return too_far(day)
