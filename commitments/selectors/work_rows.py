"""The rows of My work, one query a group (screen 2)."""

from datetime import timedelta
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Left

from accounts.models import User
from commitments.calendars import lazy_calendar
from commitments.models import DateRequest, Milestone, Review, Update
from commitments.querysets.milestone import MilestoneQuerySet
from commitments.rights import Right
from commitments.rules import labels
from commitments.rules.facts import MilestoneFacts
from commitments.rules.freshness import silence
from commitments.rules.timing import DUE_SOON_DAYS
from commitments.rules.words import OPEN_STATES, DateOutcome, Freshness, MilestoneState
from commitments.selectors import reached
from commitments.selectors.work_scopes import Scope
from history import clock

Rows = list[dict[str, Any]]

WORDS_SHOWN = 90
DECIDED_SHOWN = 5
COMING_SHOWN = 3
ANSWERED_DAYS = 14
MILESTONE_COLUMNS = (
    "pk", "code", "title", "commitment__code", "commitment__title", "state", "first_deadline",
    "deadline", "expected_on", "achieved_on", "submitted_on", "returned_on", "review_by",
    "closed_reason", "weight", "is_key", "imported_unreviewed", "last_words", "review_words",
    "asked",
)  # fmt: skip


def overdue(user: User, scope: Scope, most: int) -> Rows:
    """Open and past the deadline, the longest first; also what was returned."""
    return _milestones(user, scope.milestones().overdue(), most)


def returned(user: User, scope: Scope, most: int) -> Rows:
    """Returned and not overdue: what is both stands among the overdue, with its state."""
    rows = scope.milestones().filter(state=MilestoneState.RETURNED)
    return _milestones(user, rows.filter(Q(deadline=None) | Q(deadline__gte=clock.today())), most)


def due(user: User, scope: Scope, most: int) -> Rows:
    """Due today or in the next 14 days."""
    rows = scope.milestones().due_within(DUE_SOON_DAYS).exclude(state=MilestoneState.RETURNED)
    return _milestones(user, rows, most)


def answered(user: User, scope: Scope, most: int) -> Rows:
    """Requests for a date that were answered lately, by somebody else than the asker."""
    since = clock.today() - timedelta(days=ANSWERED_DAYS)
    answers = (DateOutcome.APPROVED, DateOutcome.APPROVED_OTHER, DateOutcome.REFUSED)
    requests = (
        DateRequest.objects.filter(
            milestone__in=scope.milestones().values("pk"),
            outcome__in=answers,
            decided_on__gte=since,
        )
        .exclude(decided_by=F("asked_by"))
        .select_related("milestone__commitment", "decided_by")
        .order_by("-decided_at")[:most]
    )
    return [{"kind": "answer", "request": request} for request in requests]


def updates_due(user: User, scope: Scope, most: int) -> Rows:
    """Commitments that wait for an update, the longest silence first. One query."""
    today = clock.today()
    rows = (
        scope.commitments()
        .freshness(Freshness.UPDATE_DUE, Freshness.NO_UPDATE)
        .annotate(last_words=_last_words("pk"), may_log=reached.reaches(user, Right.LOG, ""))
        .order_by(F("last_update_on").asc(nulls_first=True), "code")[:most]
    )
    return [
        {
            "kind": "update",
            "commitment": row,
            "silence": silence(
                last_update_on=row.last_update_on,
                agreed_on=row.agreed_on,
                interval=row.update_interval,
                on=today,
            ),
        }
        for row in rows
    ]


def waiting(user: User, scope: Scope, most: int) -> Rows:
    """Submitted, or with a request for a date that nobody has decided yet."""
    asked = DateRequest.objects.waiting().values("milestone")
    waits = Q(state=MilestoneState.SUBMITTED) | Q(state__in=OPEN_STATES, pk__in=asked)
    return _milestones(user, scope.milestones().filter(waits), most)


def decided(scope: Scope) -> list[Review]:
    """The last decisions on the work of the scope."""
    reviews = Review.objects.filter(submission__milestone__in=scope.milestones().values("pk"))
    newest = reviews.select_related("submission__milestone", "decided_by").order_by("-id")
    return list(newest[:DECIDED_SHOWN])


def coming(scope: Scope) -> list[Milestone]:
    """The next deadlines after the 14 days that the groups show."""
    after = clock.today() + timedelta(days=DUE_SOON_DAYS)
    rows = scope.milestones().open().filter(deadline__gt=after)
    return list(rows.order_by("deadline", "pk")[:COMING_SHOWN])


def _milestones(user: User, rows: MilestoneQuerySet, most: int) -> Rows:
    """Rows of milestones, the nearest or longest past deadline first. One query."""
    today, calendar, may = clock.today(), lazy_calendar(), reached.columns(user)
    found = (
        rows.annotate(
            last_words=_last_words("commitment"),
            review_words=_review_words(),
            asked=_asked(),
            **may,
        )
        .order_by(F("deadline").asc(nulls_last=True), "pk")
        .values_list(*MILESTONE_COLUMNS, *may, named=True)[:most]
    )
    return [
        {
            "kind": "milestone",
            "row": row,
            "may_log": reached.allowed(user, row, Right.LOG),
            "may_submit": reached.allowed(user, row, Right.SUBMIT),
            "may_ask_date": reached.allowed(user, row, Right.ASK_DATE),
            "timing": labels.timing_label(MilestoneFacts.of(row), on=today, calendar=calendar),
        }
        for row in found
    ]


def _last_words(commitment: str) -> Subquery:
    newest = Update.objects.filter(commitment=OuterRef(commitment)).order_by("-id")
    return Subquery(newest.values(words=Left("happened", WORDS_SHOWN + 1))[:1])


def _asked() -> Subquery:
    """The day that a waiting request asks for."""
    waits = DateRequest.objects.waiting().filter(milestone=OuterRef("pk"))
    return Subquery(waits.values("asked_deadline")[:1])


def _review_words() -> Subquery:
    newest = Review.objects.filter(submission__milestone=OuterRef("pk")).order_by("-id")
    return Subquery(newest.values(words=Left("reasons", WORDS_SHOWN + 1))[:1])
