"""Commitments as sets. Each word here answers as the rule of the same name does for one row."""

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import (
    Case,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from accounts.models import User
from commitments.querysets.milestone import effective_finish
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.confidence import RANK, RATING_LIFE_DAYS
from commitments.rules.freshness import GRACE_DAYS
from commitments.rules.limits import MANY, RUN_OVER_TOLERANCES
from commitments.rules.words import CommitmentState, Confidence, Freshness
from history import clock

if TYPE_CHECKING:
    from commitments.models import Commitment  # noqa: F401

# Beyond the ranks of the ratings.
NOT_RATED = 9

GRACE = timedelta(days=GRACE_DAYS)


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    def visible_to(self, user: User) -> Self:
        """What the person may see (A1)."""
        return self.reached_by(user, Right.SEE)

    def reached_by(self, user: User, right: Right) -> Self:
        """The commitments that a right of the person reaches."""
        reached = reach(user, right)
        return self if reached is None else self.filter(reached)

    def active(self) -> Self:
        return self.filter(state=CommitmentState.ACTIVE)

    def for_objective(self, number: int) -> Self:
        """Main or other objective."""
        return self.filter(Q(main_objective=number) | Q(other_objectives__contains=[number]))

    def mine(self, post_ids: frozenset[int]) -> Self:
        """Where one of the posts owns or contributes."""
        contributed = apps.get_model("commitments", "Contributor").objects.filter(post__in=post_ids)
        return self.filter(
            Q(accountable_post__in=post_ids) | Q(pk__in=contributed.values("commitment"))
        )

    def freshness(self, *words: str, on: date | None = None) -> Self:
        """F1: active commitments with one of these words for their last update."""
        today = on or clock.today()
        spans = {
            Freshness.NO_UPDATE: Q(next_update_by__lt=today - GRACE),
            Freshness.UPDATE_DUE: Q(next_update_by__gte=today - GRACE, next_update_by__lt=today),
            Freshness.UP_TO_DATE: Q(next_update_by__gte=today),
        }
        wanted = Q(pk__in=())
        for word in words:
            wanted |= spans[Freshness(word)]
        return self.active().alias(next_update_by=_next_update_by()).filter(wanted)

    def no_update(self, *, on: date | None = None) -> Self:
        """F1: active, and nothing published for longer than the interval and 14 days."""
        return self.freshness(Freshness.NO_UPDATE, on=on)

    def update_due(self, *, on: date | None = None) -> Self:
        """F1: active, the interval is over, the 14 days after it are not."""
        return self.freshness(Freshness.UPDATE_DUE, on=on)

    def up_to_date(self, *, on: date | None = None) -> Self:
        """F1: active, and the interval since the last update is not over."""
        return self.freshness(Freshness.UP_TO_DATE, on=on)

    def with_headline(self, *, on: date | None = None) -> Self:
        """Adds `headline_rank` (H5): 1 off track, 2 at risk, 3 on track, 9 not rated.

        Only for active commitments; the others show no confidence (H9) and have NULL. Made for
        filters and sums over many: it looks at all late milestones once. `selectors.headline`
        tells the few on a page, with reasons.
        """
        today = on or clock.today()
        levels = [
            (self._off_track(today), Value(RANK[Confidence.OFF_TRACK])),
            (self._at_risk_or_worse(today), Value(RANK[Confidence.AT_RISK])),
            (_on_track(today), Value(RANK[Confidence.ON_TRACK])),
        ]
        return self.annotate(
            headline_rank=Case(
                When(~Q(state=CommitmentState.ACTIVE), then=None),
                *(When(condition, then=rank) for condition, rank in levels),
                default=Value(NOT_RATED),
                output_field=models.SmallIntegerField(),
            )
        )

    def with_next_update(self) -> Self:
        """Adds `next_update_on`: the day on which the next update is due (F1); NULL where none is.

        For active commitments; of the others it means nothing.
        """
        return self.annotate(next_update_on=_next_update_by())

    def headline(self, *levels: str | None, on: date | None = None) -> Self:
        """Active commitments with one of these headlines (H5); None means not rated.

        The same answer as `with_headline`, put together from sets, of which each level needs few.
        """
        today = on or clock.today()
        wanted = {Confidence(level) if level else None for level in levels}
        worse = self._at_risk_or_worse(today)
        rated = _on_track(today)
        found = Q(pk__in=())
        if {Confidence.AT_RISK, Confidence.OFF_TRACK} <= wanted:
            found |= worse
        elif Confidence.OFF_TRACK in wanted:
            found |= self._off_track(today)
        elif Confidence.AT_RISK in wanted:
            found |= worse & ~self._off_track(today)
        if Confidence.ON_TRACK in wanted:
            found |= rated & ~worse
        if None in wanted:
            found |= ~rated & ~worse
        return self.active().filter(found)

    def _off_track(self, today: date) -> Q:
        """Somebody says so, or H4 allows no better."""
        milestones = apps.get_model("commitments", "Milestone").objects.order_by()
        too_late = milestones.too_late(on=today)
        many = too_late.values("commitment").annotate(n=Count("pk")).filter(n__gte=MANY)
        return (
            _owner_says(Confidence.OFF_TRACK, today)
            | _coordinator_says(Confidence.OFF_TRACK, today)
            | _has(too_late.filter(is_key=True))
            | _has(many)
            | self._runs_over(today)
        )

    def _at_risk_or_worse(self, today: date) -> Q:
        """As `_off_track`, one level higher. What is too late is overdue as well."""
        milestones = apps.get_model("commitments", "Milestone").objects.order_by()
        return (
            Q(open_escalations__gt=0)
            | _owner_says(Confidence.AT_RISK, today)
            | _owner_says(Confidence.OFF_TRACK, today)
            | _coordinator_says(Confidence.AT_RISK, today)
            | _coordinator_says(Confidence.OFF_TRACK, today)
            | _has(milestones.overdue(on=today))
            | _has(milestones.filter(is_key=True).expected_late(on=today))
            | self._ends_too_late(today)
        )

    def _runs_over(self, today: date) -> Q:
        """H4: the expected end is more than three times the tolerance after the agreed end."""
        counted = apps.get_model("commitments", "Milestone").objects.order_by().counted()
        nearest = _day(Value(today) - RUN_OVER_TOLERANCES * OuterRef("time_tolerance"))
        later = counted.filter(commitment=OuterRef("pk"), deadline__gte=nearest)
        # Overdue for so long, it ends today at the earliest, unless a later deadline lies near.
        late = _has(counted.too_late(RUN_OVER_TOLERANCES, on=today)) & ~Exists(later)
        return late | self._ends_too_late(today)

    def _ends_too_late(self, today: date) -> Q:
        """H4, of what is done or expected so late. Few can be, and only these are looked at."""
        counted = apps.get_model("commitments", "Milestone").objects.order_by().counted()
        tolerance = RUN_OVER_TOLERANCES * Max("commitment__time_tolerance")
        too_far = (
            counted.filter(commitment=OuterRef("pk"))
            .values("commitment")
            .annotate(
                expected=Max(effective_finish(today)), bearable=_day(Max("deadline") + tolerance)
            )
            .filter(expected__gt=F("bearable"))
        )
        return _has(counted.may_run_over(RUN_OVER_TOLERANCES)) & Q(Exists(too_far))


def _has(milestones: models.QuerySet[Any]) -> Q:
    """A set of commitments rather than a question for each, so that it is found only once."""
    return Q(pk__in=milestones.values("commitment"))


def _next_update_by() -> ExpressionWrapper:
    """F1: the last day of "Up to date"."""
    return _day(Coalesce("last_update_on", "agreed_on") + F("update_interval"))


def _day(expression: Any) -> ExpressionWrapper:
    return ExpressionWrapper(expression, output_field=models.DateField())


def _owner_says(level: Confidence, today: date) -> Q:
    """H1: an "On track" that is too old counts as no rating; worse words stay."""
    said = Q(owner_rating=level)
    if level != Confidence.ON_TRACK:
        return said
    heard = Q(GreaterThanOrEqual(_next_update_by(), Value(today - GRACE)))
    return said & (heard | Q(last_update_on=None, agreed_on=None))


def _coordinator_says(level: Confidence, today: date) -> Q:
    """H2: a coordinator's rating lapses after 90 days."""
    since = today - timedelta(days=RATING_LIFE_DAYS)
    return Q(coordinator_rating=level, coordinator_rated_on__gte=since)


def _on_track(today: date) -> Q:
    """Somebody says so. Nobody says worse only where `_at_risk_or_worse` does not hold."""
    level = Confidence.ON_TRACK
    return _owner_says(level, today) | _coordinator_says(level, today)
