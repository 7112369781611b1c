"""The coordinator's own word on a commitment (H2)."""

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.models import Commitment, Rating
from commitments.rights import Right
from commitments.rules.words import Confidence
from commitments.services.deed import change, deed
from commitments.services.errors import Problems
from history import clock


def rate_commitment(
    commitment: Commitment,
    *,
    by: User,
    confidence: str,
    reason: str,
    based_on: int | None = None,
) -> Rating:
    """Give the coordinator's rating; it counts for 90 days."""
    problems = {}
    if confidence not in Confidence.values:
        problems["confidence"] = _("Select how delivery is going.")
    if not reason.strip():
        problems["reason"] = _("Say in a sentence why you rate it so.")
    if problems:
        raise Problems(problems)
    with deed(
        "commitment.rated", commitment, by=by, right=Right.RATE, reason=reason, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_rate(by, fresh))
        today = clock.real_today()
        rating = Rating.objects.create(
            commitment=fresh,
            confidence=confidence,
            reason=reason,
            rated_on=today,
            rated_at=clock.now(),
            rated_by=by,
            post_id=permissions.acting_post_id(by, Right.RATE, fresh),
        )
        change(fresh, coordinator_rating=confidence, coordinator_rated_on=today)
        return rating
