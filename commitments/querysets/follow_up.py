from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, OuterRef, Value, When

from accounts.models import User
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.follow_up import Answer

if TYPE_CHECKING:
    from commitments.models import FollowUpItem  # noqa: F401


class FollowUpItemQuerySet(models.QuerySet["FollowUpItem"]):
    def with_answer(self) -> "FollowUpItemQuerySet":
        """Adds `answer`: the strongest since it was asked, or "" (screen 10)."""
        since, step = OuterRef("follow_up__sent_at"), OuterRef("milestone")
        submissions = apps.get_model("commitments", "Submission").objects
        requests = apps.get_model("commitments", "DateRequest").objects
        updates = apps.get_model("commitments", "Update").objects
        sent = submissions.filter(milestone=step, submitted_at__gt=since)
        asked = requests.filter(milestone=step, asked_at__gt=since)
        said = updates.filter(commitment=OuterRef("milestone__commitment"), published_at__gt=since)
        return self.annotate(
            answer=Case(
                When(Exists(sent), then=Value(Answer.SUBMITTED.value)),
                When(Exists(asked), then=Value(Answer.DATE.value)),
                When(Exists(said), then=Value(Answer.UPDATE.value)),
                default=Value(""),
                output_field=models.CharField(),
            )
        )

    def asked_since(self, day: date) -> "FollowUpItemQuerySet":
        return self.filter(follow_up__sent_on__gte=day)

    def reached_by(self, user: User, right: Right) -> "FollowUpItemQuerySet":
        """Those of commitments that a right of the person reaches."""
        reached = reach(user, right, "milestone__commitment__")
        return self if reached is None else self.filter(reached)
