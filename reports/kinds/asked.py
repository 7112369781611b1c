from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from commitments.models import Milestone
from commitments.querysets.commitment import CommitmentQuerySet
from commitments.querysets.milestone import MilestoneQuerySet
from reports.scope import Scope


@dataclass
class Asked:
    """What a kind of report is asked, while the record stands at the day `on`."""

    scope: Scope
    on: date
    # The moment that is read: the end of that day, or earlier while it was not over.
    moment: datetime
    # An earlier day, to say what changed since.
    compared_with: date | None = None

    @cached_property
    def commitment_ids(self) -> list[int]:
        """The commitments in scope, by code."""
        return list(self.commitments.order_by("code").values_list("pk", flat=True))

    @property
    def commitments(self) -> CommitmentQuerySet:
        """The commitments in scope that the person may see."""
        return self.scope.commitments()

    @property
    def milestones(self) -> MilestoneQuerySet:
        """Their milestones."""
        return Milestone.objects.filter(commitment__in=self.commitments.order_by().values("pk"))
