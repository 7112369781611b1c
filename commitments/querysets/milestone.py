"""Milestones as sets. Each timing word here answers as `rules.timing` does for one row."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Case, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest

from accounts.models import User
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules.timing import DUE_SOON_DAYS
from commitments.rules.words import OPEN_STATES, UNCOUNTED_REASONS, MilestoneState, TimingWord
from history import clock

if TYPE_CHECKING:
    from commitments.models import Milestone  # noqa: F401

LONG_AGO = date(1, 1, 1)


class MilestoneQuerySet(models.QuerySet["Milestone"]):
    def visible_to(self, user: User) -> Self:
        """What the person may see (A1)."""
        reached = reach(user, Right.SEE, "commitment__")
        return self if reached is None else self.filter(reached)

    def reached_by(self, user: User, right: Right) -> Self:
        """The milestones of commitments that a right of the person reaches."""
        reached = reach(user, right, "commitment__")
        return self if reached is None else self.filter(reached)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def counted(self) -> Self:
        """All but drafts and those closed as replaced or entered in error."""
        return self.exclude(state=MilestoneState.DRAFT).exclude(
            state=MilestoneState.CLOSED, closed_reason__in=UNCOUNTED_REASONS
        )

    def overdue(self, *, on: date | None = None) -> Self:
        """D2: open and the deadline is past."""
        return self.open().filter(deadline__lt=on or clock.today())

    def due_today(self, *, on: date | None = None) -> Self:
        return self.open().filter(deadline=on or clock.today())

    def due_within(self, days: int, *, on: date | None = None) -> Self:
        """D3: open and the deadline is today or at most `days` calendar days ahead."""
        today = on or clock.today()
        return self.open().filter(deadline__range=(today, today + timedelta(days=days)))

    def too_late(self, times: int = 1, *, on: date | None = None) -> Self:
        """H4: overdue by more than `times` the tolerance of the commitment."""
        today = on or clock.today()
        bearable = times * F("commitment__time_tolerance")
        return self.overdue(on=today).filter(
            deadline__lt=ExpressionWrapper(Value(today) - bearable, models.DateField())
        )

    def may_run_over(self, times: int) -> Self:
        """Done, or expected, later than `times` the tolerance of the commitment after the deadline.

        With `too_late` of as many times it is all that can make a commitment run over (H4).
        """
        patient = apps.get_model("commitments", "Commitment").objects.order_by("time_tolerance")
        # The least tolerance of all bounds the index that keeps `days_past_deadline`.
        least = Subquery(patient.values("time_tolerance")[:1])
        return (
            self.alias(days_past=days_past_deadline())
            .filter(days_past__gt=0)
            .filter(days_past__gt=times * least)
            .filter(days_past__gt=times * F("commitment__time_tolerance"))
        )

    def expected_passed(self, *, on: date | None = None) -> Self:
        """D8: open and the expected date is past."""
        return self.open().filter(expected_on__lt=on or clock.today())

    def expected_late(self, *, on: date | None = None) -> Self:
        """D6: open and the effective finish is after the deadline."""
        today = on or clock.today()
        return self.open().filter(
            Q(expected_on__gte=today, expected_on__gt=F("deadline")) | Q(deadline__lt=today)
        )

    def no_deadline(self) -> Self:
        """Open, and without a deadline (D9)."""
        return self.open().filter(deadline=None)

    def submitted(self) -> Self:
        return self.filter(state=MilestoneState.SUBMITTED)

    def review_late(self, *, sent_by: date) -> Self:
        """D11: submitted on or before `sent_by`, the last day whose review is late today."""
        return self.submitted().filter(submitted_on__lte=sent_by)

    def next_of_their_commitment(self) -> Self:
        """Open with a deadline, and no open milestone of the commitment has an earlier one."""
        earlier = (
            self.model._default_manager.open()
            .filter(commitment=OuterRef("commitment"))
            .filter(
                Q(deadline__lt=OuterRef("deadline"))
                | Q(deadline=OuterRef("deadline"), pk__lt=OuterRef("pk"))
            )
        )
        return self.open().filter(~Exists(earlier), deadline__isnull=False)

    def timed(
        self, words: Iterable[str], *, on: date | None = None, late_review_sent_by: date
    ) -> Self:
        """Those whose timing label is one of the words; as `with_timing`, but by index."""
        chosen = set(words)
        found = Q(pk__in=())
        for condition, word in _timing(on or clock.today(), late_review_sent_by):
            if word in chosen:
                found |= condition
        return self.filter(found)

    def with_effective_finish(self, *, on: date | None = None) -> Self:
        """Adds `effective_finish` (D4); NULL where there is none."""
        today = on or clock.today()
        return self.annotate(effective_finish=effective_finish(today))

    def with_timing(self, *, on: date | None = None, late_review_sent_by: date) -> Self:
        """Adds `timing`: the first label of section 4.3 that matches, as a word."""
        return self.annotate(timing=timing_word(on or clock.today(), late_review_sent_by))

    def mine(self, post_ids: frozenset[int]) -> Self:
        """Where one of the posts is responsible, or owns or contributes to the commitment."""
        return self.filter(
            Q(responsible_post__in=post_ids)
            | Q(commitment__accountable_post__in=post_ids)
            | Q(
                commitment__in=models.Subquery(
                    self.model._meta.apps.get_model("commitments", "Contributor")
                    .objects.filter(post__in=post_ids)
                    .values("commitment")
                )
            )
        )


def effective_finish(today: date, prefix: str = "") -> Case:
    """D4 as an expression: achieved or claimed date; the expected date while it is not past."""

    def field(name: str) -> str:
        return prefix + name

    return Case(
        When(
            Q(**{field("state__in"): [MilestoneState.ACHIEVED, MilestoneState.SUBMITTED]}),
            then=F(field("achieved_on")),
        ),
        When(
            Q(**{field("state__in"): OPEN_STATES, field("expected_on__gte"): today}),
            then=F(field("expected_on")),
        ),
        When(
            Q(**{field("state__in"): OPEN_STATES, field("deadline__isnull"): False}),
            then=Greatest(F(field("deadline")), Value(today)),
        ),
        default=None,
        output_field=models.DateField(),
    )


class Days(models.Func):
    """Days from the second date to the first, as a number: Django would make an interval of it."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = models.IntegerField()


def days_past_deadline() -> Days:
    """Days from the deadline to the later of the expected and the achieved date.

    At least what D4 can give without knowing the day; very many where there is no deadline.
    """
    return Days(
        Greatest("achieved_on", "expected_on"),
        Coalesce("deadline", Value(LONG_AGO)),
    )


def timing_word(today: date, late_review_sent_by: date) -> Case:
    """The ten label rules of section 4.3 in their order, as one expression."""
    words = _timing(today, late_review_sent_by)
    return Case(
        *(When(condition, then=Value(word.value)) for condition, word in words),
        default=Value(TimingWord.PLANNED.value),
        output_field=models.CharField(),
    )


def _timing(today: date, late_review_sent_by: date) -> list[tuple[Q, TimingWord]]:
    """Each timing word with its condition. No two hold for the same milestone."""
    is_open, draft = Q(state__in=OPEN_STATES), Q(state=MilestoneState.DRAFT)
    submitted, late = Q(state=MilestoneState.SUBMITTED), Q(submitted_on__lte=late_review_sent_by)
    dated, undated = Q(deadline__isnull=False), Q(deadline=None)
    soon = today + timedelta(days=DUE_SOON_DAYS)
    far = is_open & (undated | Q(deadline__gt=soon))
    unexpected, ahead = Q(expected_on=None), Q(expected_on__gte=today)
    in_time = unexpected | (ahead & Q(expected_on__lte=F("deadline")))
    return [
        (Q(state=MilestoneState.ACHIEVED), TimingWord.ACHIEVED),
        (Q(state=MilestoneState.CLOSED), TimingWord.CLOSED),
        (Q(state=MilestoneState.PAUSED), TimingWord.PAUSED),
        (submitted & late, TimingWord.REVIEW_LATE),
        (submitted & ~late, TimingWord.WAITING_FOR_REVIEW),
        (is_open & Q(deadline__lt=today), TimingWord.OVERDUE),
        (is_open & Q(deadline=today), TimingWord.DUE_TODAY),
        (is_open & Q(deadline__gt=today, deadline__lte=soon), TimingWord.DUE_SOON),
        (far & ahead & Q(expected_on__gt=F("deadline")), TimingWord.EXPECTED_LATE),
        (far & Q(expected_on__lt=today), TimingWord.EXPECTED_PASSED),
        # A draft has no timing but its deadline.
        (undated & (draft | (far & (unexpected | ahead))), TimingWord.NO_DEADLINE),
        (dated & (draft | (far & in_time)), TimingWord.PLANNED),
    ]
