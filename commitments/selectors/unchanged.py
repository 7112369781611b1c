"""Whether "Nothing has changed" may be said of a commitment (F2)."""

from django.utils.translation import gettext as _

from commitments.models import Commitment
from commitments.rules import freshness
from commitments.rules.confidence import rating_counts
from commitments.rules.words import Confidence
from history import clock


def unchanged_refused(commitment: Commitment) -> str:
    """Why it cannot be said now, or an empty string. One query."""
    if commitment.last_update_on is None:
        return _("This is the first update. Say what has started.")
    if not commitment.owner_rating:
        return _("Nobody has said yet how delivery is going.")
    today = clock.real_today()
    ratings = {commitment.owner_rating}
    if rating_counts(commitment.coordinator_rated_on, on=today):
        ratings.add(commitment.coordinator_rating)
    return freshness.unchanged_refused(
        times_in_a_row=commitment.unchanged_updates,
        anything_overdue=commitment.milestones.overdue(on=today).exists(),
        rated_off_track=Confidence.OFF_TRACK in ratings,
    )
