"""What was cleared today: by whom the last item, and how many by this person (screen 9.6)."""

from datetime import timedelta

from django.db.models import QuerySet

from accounts.models import User
from commitments.rights import Right, Scope, scopes
from commitments.selectors.review.queues import Queue
from history import clock
from history.models import Act

DAY = timedelta(days=1)
# The acts that take an item out of a queue of decisions.
DECISIONS: dict[str, tuple[str, ...]] = {
    Queue.TO_REVIEW: ("milestone.accepted", "milestone.returned", "milestone.closed"),
    Queue.DATES: ("date.decided",),
    Queue.PLANS: ("commitment.agreed", "commitment.plan_returned"),
}
CLEARING = tuple(kind for kinds in DECISIONS.values() for kind in kinds)


def last_cleared(user: User) -> Act | None:
    """The last decision of today, or None; only for who sees all queues."""
    if Scope.ALL not in scopes(user.standing, Right.SEE_QUEUES):
        return None
    acts = _of_today(CLEARING).select_related("person")
    return acts.order_by("-recorded_at", "-id").first()


def cleared_today(user: User, queue: Queue) -> int:
    """How many items of a queue of decisions this person cleared today; 0 for other queues."""
    kinds = DECISIONS.get(queue)
    return _of_today(kinds).filter(person=user).count() if kinds else 0


def _of_today(kinds: tuple[str, ...]) -> QuerySet[Act]:
    begun = clock.end_of_day(clock.real_today() - DAY)
    return Act.objects.filter(recorded_at__gte=begun, kind__in=kinds)
