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
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Least
from django.db.models.lookups import LessThan

from accounts.models import User
from commitments.querysets.milestone import effective_finish
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.words import CommitmentState, Confidence, Freshness
from history import clock

if TYPE_CHECKING:
    from commitments.models import Commitment  # noqa: F401

# Worst first, so that the lower of two ratings is the smaller number.
RANK = {Confidence.OFF_TRACK: 1, Confidence.AT_RISK: 2, Confidence.ON_TRACK: 3}
NOT_RATED = 9

UPDATE_GRACE_DAYS = 14
GRACE = timedelta(days=UPDATE_GRACE_DAYS)
RATING_LIFE_DAYS = 90
MANY = 3
RUN_OVER_TOLERANCES = 3


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
        return self.annotate(headline_rank=self._headline_rank(on or clock.today()))

    def headline(self, *levels: str | None, on: date | None = None) -> Self:
        """Active commitments with one of these headlines; None means not rated."""
        ranks = [RANK[Confidence(level)] if level else NOT_RATED for level in levels]
        rank = self._headline_rank(on or clock.today())
        return self.active().alias(headline_rank=rank).filter(headline_rank__in=ranks)

    def _headline_rank(self, today: date) -> Case:
        human = Least(_owner_rank(today), _coordinator_rank(today))
        rank = Coalesce(Least(human, self._limit_rank(today)), NOT_RATED)
        return Case(
            When(state=CommitmentState.ACTIVE, then=rank),
            default=None,
            output_field=models.SmallIntegerField(),
        )

    def _limit_rank(self, today: date) -> Case:
        """H4: what the checks allow at best."""
        milestones = apps.get_model("commitments", "Milestone").objects.order_by()
        too_late = milestones.too_late(on=today)
        many = too_late.values("commitment").annotate(n=Count("pk")).filter(n__gte=MANY)
        overdue = milestones.overdue(on=today)
        key_late = milestones.filter(is_key=True).expected_late(on=today)
        return Case(
            When(
                _has(too_late.filter(is_key=True)) | _has(many) | self._runs_over(today),
                then=Value(RANK[Confidence.OFF_TRACK]),
            ),
            When(_has(overdue) | _has(key_late), then=Value(RANK[Confidence.AT_RISK])),
            default=None,
            output_field=models.SmallIntegerField(),
        )

    def _runs_over(self, today: date) -> Q:
        """H4: the expected end is more than three times the tolerance after the agreed end.

        Either something is done or expected so late, or something is overdue for so long and no
        later deadline lies near. Few can be, so only these are looked at closely.
        """
        counted = apps.get_model("commitments", "Milestone").objects.order_by().counted()
        of_this = counted.filter(commitment=OuterRef("pk"))
        tolerance = RUN_OVER_TOLERANCES * Max("commitment__time_tolerance")
        too_far = (
            of_this.values("commitment")
            .annotate(
                expected=Max(effective_finish(today)),
                bearable=_day(Max("deadline") + tolerance),
            )
            .filter(expected__gt=F("bearable"))
        )
        nearest = _day(Value(today) - RUN_OVER_TOLERANCES * OuterRef("time_tolerance"))
        may = _has(counted.may_run_over(RUN_OVER_TOLERANCES))
        late = _has(counted.too_late(RUN_OVER_TOLERANCES, on=today))
        return (may & Exists(too_far)) | (late & ~Exists(of_this.filter(deadline__gte=nearest)))

    def with_milestone_counts(self) -> Self:
        """Adds `achieved_count` and `counted_count` (P4)."""
        milestones = apps.get_model("commitments", "Milestone").objects.filter(
            commitment=OuterRef("pk")
        )
        return self.annotate(
            counted_count=_count(milestones.counted()),
            achieved_count=_count(milestones.counted().filter(state="achieved")),
        )


def _has(milestones: models.QuerySet[Any]) -> Q:
    """A set of commitments rather than a question for each, so that it is found only once."""
    return Q(pk__in=milestones.values("commitment"))


def _next_update_by() -> ExpressionWrapper:
    """F1: the last day of "Up to date"."""
    return _day(Coalesce("last_update_on", "agreed_on") + F("update_interval"))


def _day(expression: Any) -> ExpressionWrapper:
    return ExpressionWrapper(expression, output_field=models.DateField())


def _owner_rank(today: date) -> Case:
    """H1: an "On track" that is too old counts as no rating; worse words stay."""
    silent = LessThan(_next_update_by(), Value(today - GRACE))
    return Case(
        When(Q(owner_rating=Confidence.ON_TRACK) & Q(silent), then=None),
        *_ranks("owner_rating"),
        default=None,
        output_field=models.SmallIntegerField(),
    )


def _coordinator_rank(today: date) -> Case:
    """H2: a coordinator's rating lapses after 90 days."""
    fresh = Q(coordinator_rated_on__gte=today - timedelta(days=RATING_LIFE_DAYS))
    return Case(
        *_ranks("coordinator_rating", fresh),
        default=None,
        output_field=models.SmallIntegerField(),
    )


def _ranks(field: str, also: Q | None = None) -> list[When]:
    return [
        When(Q(**{field: word}) & (also or Q()), then=Value(rank)) for word, rank in RANK.items()
    ]


def _count(rows: models.QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("commitment").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)
