from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F

from accounts.models import User
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.words import DateOutcome

# Screen 11: from this request on, somebody above the coordinator must have agreed.
NOTE_FROM_REQUEST = 3

if TYPE_CHECKING:
    from commitments.models import DateRequest  # noqa: F401


class DateRequestQuerySet(models.QuerySet["DateRequest"]):
    def waiting(self) -> "DateRequestQuerySet":
        return self.filter(outcome=DateOutcome.WAITING)

    def for_later(self) -> "DateRequestQuerySet":
        """Requests for more time that were not taken back: what "third request" counts."""
        later = self.filter(asked_deadline__gt=F("old_deadline"))
        return later.exclude(outcome=DateOutcome.WITHDRAWN)

    def visible_to(self, user: User) -> "DateRequestQuerySet":
        reached = reach(user, Right.SEE, "milestone__commitment__")
        return self if reached is None else self.filter(reached)
