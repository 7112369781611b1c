from typing import TYPE_CHECKING

from django.db import models

from accounts.models import User
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.words import DateOutcome

if TYPE_CHECKING:
    from commitments.models import DateRequest  # noqa: F401


class DateRequestQuerySet(models.QuerySet["DateRequest"]):
    def waiting(self) -> "DateRequestQuerySet":
        return self.filter(outcome=DateOutcome.WAITING)

    def visible_to(self, user: User) -> "DateRequestQuerySet":
        reached = reach(user, Right.SEE, "milestone__commitment__")
        return self if reached is None else self.filter(reached)
