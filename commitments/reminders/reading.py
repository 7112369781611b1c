"""What a situation reads of the record, a query for each kind of thing."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q, QuerySet

from commitments.models import (
    Commitment,
    DateRequest,
    Escalation,
    FollowUp,
    FollowUpItem,
    Milestone,
    Review,
    Submission,
)
from commitments.reminders.rules.numbers import NUMBERS
from commitments.reminders.rules.words import Rung
from commitments.rules.words import DateOutcome, MilestoneState, ReviewOutcome
from history import clock
from history.models import Channel

# Which decision is told of a milestone that stands as it says.
DECISIONS: dict[tuple[str, str], Rung] = {
    (ReviewOutcome.RETURNED, MilestoneState.RETURNED): Rung.A1,
    (ReviewOutcome.ACCEPTED, MilestoneState.ACHIEVED): Rung.A2,
    (ReviewOutcome.CLOSED, MilestoneState.CLOSED): Rung.A3,
}
ANSWERED = (DateOutcome.APPROVED, DateOutcome.APPROVED_OTHER, DateOutcome.REFUSED)
NEWS = timedelta(days=NUMBERS.answer_days)


def imported_on(milestone: Milestone, *, on: date) -> date | None:
    """The day of an import that keeps a milestone quiet (L7)."""
    return imported(Milestone, [milestone], on).get(milestone.pk)


def milestones(ids: Collection[int]) -> QuerySet[Milestone]:
    """With all that the ladders ask of them."""
    return Milestone.objects.filter(pk__in=ids).select_related("commitment__accountable_post")


def commitments(ids: Collection[int]) -> QuerySet[Commitment]:
    """The same for commitments."""
    return Commitment.objects.filter(pk__in=ids).select_related("accountable_post")


def waiting_submissions(steps: list[Milestone]) -> dict[int, Submission]:
    """By milestone the submission that waits for review."""
    ids = [step.pk for step in steps if step.state == MilestoneState.SUBMITTED]
    if not ids:
        return {}
    waiting = Submission.objects.filter(milestone__in=ids, is_waiting=True)
    return {row.milestone_id: row for row in waiting}


def requests(
    steps: list[Milestone], on: date
) -> tuple[dict[int, DateRequest], dict[int, DateRequest]]:
    """By milestone the request that waits, and the newest that was answered lately."""
    if not steps:
        return {}, {}
    lately = Q(decided_on__gt=on - NEWS, outcome__in=ANSWERED)
    rows = DateRequest.objects.filter(
        Q(outcome=DateOutcome.WAITING) | lately, milestone__in=[step.pk for step in steps]
    ).select_related("decided_by")
    found = list(rows.order_by("pk"))
    waits = [row for row in found if row.outcome == DateOutcome.WAITING]
    answered = [row for row in found if row.outcome != DateOutcome.WAITING]
    return {row.milestone_id: row for row in waits}, {row.milestone_id: row for row in answered}


def escalations(
    steps: list[Milestone], promises: list[Commitment]
) -> dict[tuple[int, int | None], Escalation]:
    """The open escalations of these milestones and commitments."""
    escalated = {row.commitment_id for row in steps if row.commitment.open_escalations}
    escalated |= {row.pk for row in promises if row.open_escalations}
    if not escalated:
        return {}
    rows = Escalation.objects.open().filter(commitment__in=escalated)
    return {(row.commitment_id, row.milestone_id): row for row in rows}


def follow_ups(steps: list[Milestone], on: date) -> dict[int, FollowUp]:
    """By milestone the newest follow-up of the last days, unless somebody has answered it."""
    if not steps:
        return {}
    lately = FollowUpItem.objects.asked_since(on - NEWS).filter(milestone__in=steps)
    newest = lately.order_by("milestone_id", "-pk").distinct("milestone_id")
    rows: Any = newest.with_answer().select_related("follow_up")
    return {row.milestone_id: row.follow_up for row in rows if not row.answer}


def reviews(steps: list[Milestone], on: date) -> dict[int, Review]:
    """By milestone the newest decision on a submission, if it was lately."""
    states = {state for _outcome, state in DECISIONS}
    ids = [step.pk for step in steps if step.state in states]
    if not ids:
        return {}
    rows = Review.objects.filter(submission__milestone__in=ids, decided_on__gt=on - NEWS)
    newest = rows.select_related("submission", "decided_by").order_by("pk")
    return {row.submission.milestone_id: row for row in newest}


def imported(model: Any, rows: Collection[Any], on: date) -> dict[int, date]:
    """When an import last wrote these rows, if it was so lately that it matters (L7)."""
    since = clock.end_of_day(on - timedelta(days=NUMBERS.imported_days + 1))
    versions = model.versions.rel.related_model.objects.filter(
        pgh_obj__in=[row.pk for row in rows],
        act__channel=Channel.IMPORT,
        act__at__gte=since,
    )
    newest = versions.order_by().values_list("pgh_obj").annotate(at=Max("act__at"))
    return {pk: clock.day_of(at) for pk, at in newest}
