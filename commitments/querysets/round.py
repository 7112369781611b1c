"""Reporting rounds as sets, and the commitments that one asks about (F4)."""

from datetime import date
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, Subquery

from history import clock

if TYPE_CHECKING:
    from commitments.models import ReportingRound
    from commitments.querysets.commitment import CommitmentQuerySet


class RoundQuerySet(models.QuerySet["ReportingRound"]):
    def running(self, *, on: date | None = None) -> Self:
        """Open on the day."""
        day = on or clock.today()
        return self.filter(closed_at=None, opens_on__lte=day, closes_on__gte=day)

    def to_be_closed(self, *, on: date | None = None) -> Self:
        """Whose last day is over, and whose lines are not written yet."""
        return self.filter(closed_at=None, closes_on__lt=on or clock.today())


def asked_in(found: "ReportingRound") -> "CommitmentQuerySet":
    """The active commitments in the scope of a round."""
    rows: CommitmentQuerySet = apps.get_model("commitments", "Commitment").objects.active()
    if found.level:
        rows = rows.filter(level=found.level)
    if found.objectives:
        rows = rows.filter(
            Q(main_objective__in=found.objectives) | Q(other_objectives__overlap=found.objectives)
        )
    if found.organisation_id:
        rows = rows.filter(lead_organisation=found.organisation_id)
    return rows


def with_reported(rows: "CommitmentQuerySet", found: "ReportingRound") -> "CommitmentQuerySet":
    """Adds `update_in_round`, the newest update inside the round, and `reported_on`, its day.

    A nothing-has-changed update counts (F2); a reading or submission alone does not (F3).
    """
    updates = apps.get_model("commitments", "Update").objects.filter(commitment=OuterRef("pk"))
    inside = updates.filter(published_on__range=(found.opens_on, found.closes_on)).order_by("-pk")
    return rows.annotate(
        update_in_round=Subquery(inside.values("pk")[:1]),
        reported_on=Subquery(inside.values("published_on")[:1]),
    )


def not_reported(rows: "CommitmentQuerySet", found: "ReportingRound") -> "CommitmentQuerySet":
    """Of which nothing was published inside the round.

    While it runs, the day of the newest update tells, without a look at the updates.
    """
    if clock.today() <= found.closes_on:
        return rows.filter(Q(last_update_on=None) | Q(last_update_on__lt=found.opens_on))
    updates = apps.get_model("commitments", "Update").objects.filter(
        published_on__range=(found.opens_on, found.closes_on)
    )
    return rows.exclude(pk__in=updates.values("commitment"))
