"""Who cleared the last item, for a queue that has become empty."""

from datetime import timedelta

from accounts.models import User
from commitments.rights import Right, Scope, scopes
from history import clock
from history.models import Act

DAY = timedelta(days=1)
CLEARING = (
    "milestone.accepted",
    "milestone.returned",
    "milestone.closed",
    "date.decided",
    "commitment.agreed",
    "commitment.plan_returned",
)


def last_cleared(user: User) -> Act | None:
    """The last decision of today, or None; only for who sees all queues."""
    if Scope.ALL not in scopes(user.standing, Right.SEE_QUEUES):
        return None
    begun = clock.end_of_day(clock.real_today() - DAY)
    acts = Act.objects.filter(recorded_at__gte=begun, kind__in=CLEARING)
    return acts.select_related("person").order_by("-recorded_at", "-id").first()
