from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from accounts.models import User
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.escalation import EscalationLevel
from history import clock

if TYPE_CHECKING:
    from commitments.models import Escalation, Task  # noqa: F401


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def open(self) -> "EscalationQuerySet":
        return self.filter(outcome="")

    def to_confirm(self, *, on: date | None = None) -> "EscalationQuerySet":
        """E2: its day has come, and a coordinator has not sent it to the head yet."""
        return self.open().filter(
            level=EscalationLevel.FOCAL_POINT, head_due_on__lte=on or clock.today()
        )

    def to_decide(self, *, on: date | None = None) -> "EscalationQuerySet":
        """What waits for a coordinator: answered, not answered in time, or due for the head."""
        today = on or clock.today()
        answered = Q(answered_on__isnull=False, decided_on=None)
        late = Q(answered_on=None, decided_on=None, answer_by__lt=today)
        due = Q(level=EscalationLevel.FOCAL_POINT, head_due_on__lte=today)
        return self.open().filter(answered | late | due)

    def visible_to(self, user: User) -> "EscalationQuerySet":
        """Those of commitments that the person may see (A1)."""
        return self.reached_by(user, Right.SEE)

    def reached_by(self, user: User, right: Right) -> "EscalationQuerySet":
        """Those of commitments that a right of the person reaches."""
        reached = reach(user, right, "commitment__")
        return self if reached is None else self.filter(reached)


class TaskQuerySet(models.QuerySet["Task"]):
    def visible_to(self, user: User) -> "TaskQuerySet":
        """Those on commitments that the person may see (A1)."""
        reached = reach(user, Right.SEE, "commitment__")
        return self if reached is None else self.filter(reached)

    def open(self) -> "TaskQuerySet":
        return self.filter(done_on=None)
