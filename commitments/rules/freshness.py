"""How current a commitment's last update is (PRODUCT.md 4.6)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.rules.words import Freshness

GRACE_DAYS = 14
UNCHANGED_AT_MOST = 2


@dataclass(frozen=True)
class Silence:
    """How long nothing was published, and the word for it (F1)."""

    word: Freshness
    days: int

    def __str__(self) -> str:
        if self.word != Freshness.NO_UPDATE:
            return str(self.word.label)
        words = ngettext("No update for %(count)d day", "No update for %(count)d days", self.days)
        return words % {"count": self.days}


def silence(
    *, last_update_on: date | None, agreed_on: date | None, interval: int, on: date
) -> Silence | None:
    """F1, for an active commitment: days since the last update, or since the plan was agreed.

    None where there is neither date.
    """
    heard_on = last_update_on or agreed_on
    if heard_on is None:
        return None
    days = (on - heard_on).days
    if days <= interval:
        return Silence(Freshness.UP_TO_DATE, days)
    if days <= interval + GRACE_DAYS:
        return Silence(Freshness.UPDATE_DUE, days)
    return Silence(Freshness.NO_UPDATE, days)


def next_update_by(heard_on: date, interval: int) -> date:
    """F1: the last day of "Up to date", on which the next update is due."""
    return heard_on + timedelta(days=interval)


def update_due_from(heard_on: date, interval: int) -> date:
    """F1: the day on which "Up to date" becomes "Update due"."""
    return next_update_by(heard_on, interval) + timedelta(days=1)


def no_update_from(heard_on: date, interval: int) -> date:
    """F1: the day on which "Update due" becomes "No update"."""
    return update_due_from(heard_on, interval) + timedelta(days=GRACE_DAYS)


def unchanged_refused(*, times_in_a_row: int, anything_overdue: bool, rated_off_track: bool) -> str:
    """F2: why "Nothing has changed" cannot be said now, or an empty string when it can."""
    if times_in_a_row >= UNCHANGED_AT_MOST:
        return _("“Nothing has changed” was said twice in a row.")
    if rated_off_track:
        return _("Delivery is rated Off track.")
    if anything_overdue:
        return _("A milestone is overdue.")
    return ""
