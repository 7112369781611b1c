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

from accounts.models import User
from commitments.querysets.milestone import effective_finish
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.words import CommitmentState, Confidence
from history import clock

if TYPE_CHECKING:
    from commitments.models import Commitment  # noqa: F401

# Worst first, so that the lower of two ratings is the smaller number.
RANK = {Confidence.OFF_TRACK: 1, Confidence.AT_RISK: 2, Confidence.ON_TRACK: 3}
NOT_RATED = 9

UPDATE_GRACE_DAYS = 14
RATING_LIFE_DAYS = 90


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

    def no_update(self, *, on: date | None = None) -> Self:
        """F1: active, and nothing published for longer than the interval and 14 days."""
        return self._silent_longer_than(UPDATE_GRACE_DAYS, on)

    def update_due(self, *, on: date | None = None) -> Self:
        """F1: active, the interval is over, the 14 days after it are not."""
        silent = self._silent_longer_than(0, on)
        return silent.exclude(pk__in=self._silent_longer_than(UPDATE_GRACE_DAYS, on).values("pk"))

    def up_to_date(self, *, on: date | None = None) -> Self:
        """F1: active, and the interval since the last update is not over."""
        return self.active().exclude(pk__in=self._silent_longer_than(0, on).values("pk"))

    def _silent_longer_than(self, grace: int, on: date | None) -> Self:
        heard_of = Coalesce(F("last_update_on"), F("agreed_on"))
        silent = ExpressionWrapper(
            Value(on or clock.today(), output_field=models.DateField()) - heard_of,
            output_field=models.DurationField(),
        )
        cases = [
            Q(update_interval=interval, silent_for__gt=timedelta(days=interval + grace))
            for interval in (30, 60, 90)
        ]
        return self.active().alias(silent_for=silent).filter(cases[0] | cases[1] | cases[2])

    def with_headline(self, *, on: date | None = None) -> Self:
        """Adds `headline_rank` (H5): 1 off track, 2 at risk, 3 on track, 9 not rated.

        Only for active commitments; the others show no confidence (H9) and have NULL.
        """
        today = on or clock.today()
        human = Least(self._owner_rank(today), self._coordinator_rank(today))
        return self.annotate(
            headline_rank=Case(
                When(
                    state=CommitmentState.ACTIVE,
                    then=Coalesce(Least(human, self._limit_rank(today)), NOT_RATED),
                ),
                default=None,
                output_field=models.SmallIntegerField(),
            )
        )

    def headline(self, confidence: str | None, *, on: date | None = None) -> Self:
        """Active commitments with this headline; None means not rated."""
        rank = RANK[Confidence(confidence)] if confidence else NOT_RATED
        return self.with_headline(on=on).filter(headline_rank=rank)

    def _owner_rank(self, today: date) -> Case:
        """H1: an "On track" that is too old counts as no rating; worse words stay."""
        silent = self.model._default_manager.no_update(on=today).filter(pk=OuterRef("pk"))
        return Case(
            When(Q(owner_rating=Confidence.ON_TRACK) & Exists(silent), then=None),
            *_ranks("owner_rating"),
            default=None,
            output_field=models.SmallIntegerField(),
        )

    def _coordinator_rank(self, today: date) -> Case:
        """H2: a coordinator's rating lapses after 90 days."""
        fresh = Q(coordinator_rated_on__gte=today - timedelta(days=RATING_LIFE_DAYS))
        return Case(
            *_ranks("coordinator_rating", fresh),
            default=None,
            output_field=models.SmallIntegerField(),
        )

    def _limit_rank(self, today: date) -> Case:
        """H4: what the checks allow at best."""
        milestones = apps.get_model("commitments", "Milestone").objects.filter(
            commitment=OuterRef("pk")
        )
        tolerance = ExpressionWrapper(
            Value(today, output_field=models.DateField()) - OuterRef("time_tolerance"),
            output_field=models.DateField(),
        )
        overdue = milestones.overdue(on=today)
        too_late = overdue.filter(deadline__lt=tolerance)
        counted = (
            milestones.counted()
            .order_by()
            .values("commitment")
            .annotate(
                expected_end=Max(effective_finish(today)),
                latest_tolerable=ExpressionWrapper(
                    Max("deadline") + 3 * Max("commitment__time_tolerance"),
                    output_field=models.DateField(),
                ),
            )
        )
        many = too_late.order_by().values("commitment").annotate(n=Count("pk")).filter(n__gte=3)
        far = counted.filter(expected_end__gt=F("latest_tolerable"))
        return Case(
            When(Exists(too_late.filter(is_key=True)) | Exists(many) | Exists(far), then=Value(1)),
            When(
                Exists(overdue) | Exists(milestones.expected_late(on=today).filter(is_key=True)),
                then=Value(2),
            ),
            default=None,
            output_field=models.SmallIntegerField(),
        )

    def with_milestone_counts(self) -> Self:
        """Adds `achieved_count` and `counted_count` (P4)."""
        milestones = apps.get_model("commitments", "Milestone").objects.filter(
            commitment=OuterRef("pk")
        )
        return self.annotate(
            counted_count=_count(milestones.counted()),
            achieved_count=_count(milestones.counted().filter(state="achieved")),
        )


def _ranks(field: str, also: Q | None = None) -> list[When]:
    return [
        When(Q(**{field: word}) & (also or Q()), then=Value(rank)) for word, rank in RANK.items()
    ]


def _count(rows: models.QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("commitment").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), 0)
