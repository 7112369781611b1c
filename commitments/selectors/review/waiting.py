"""The other queues: one page of rows each, what waits longest first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from accounts.models import Tenure, User
from accounts.working_days import WorkingCalendar
from commitments.calendars import lazy_calendar
from commitments.figures.reading import Reader
from commitments.models import Commitment, DateRequest, Milestone, Submission
from commitments.querysets.commitment import CommitmentQuerySet
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.rules import timing
from commitments.rules.facts import MilestoneFacts
from commitments.rules.freshness import Silence, silence
from commitments.rules.labels import Timing, timing_label
from commitments.rules.words import CommitmentState, MilestoneState, TimingWord
from commitments.selectors.escalations import escalations_waiting
from commitments.selectors.paging import Leg, Slice, Sort, slice_of
from commitments.selectors.review.overdue import holder_of
from commitments.selectors.review.queues import Counts, Queue, count
from history import clock

PAGE = 50
PAUSES_SHOWN = 100
OWNED = (CommitmentState.PROPOSED, CommitmentState.ACTIVE, CommitmentState.PAUSED)

OF_COMMITMENT = (
    "lead_organisation__short_name", "accountable_post__title",
)  # fmt: skip
COMMITMENT_COLUMNS = (
    "pk", "code", "title", "state", "last_update_on", "agreed_on", "update_interval", "review_by",
    *OF_COMMITMENT,
)  # fmt: skip
MILESTONE_COLUMNS = (
    "pk", "code", "title", "is_key", "weight", "state", "first_deadline", "deadline",
    "expected_on", "achieved_on", "submitted_on", "returned_on", "review_by", "closed_reason",
    "imported_unreviewed", "commitment__code", "commitment__title",
    *(f"commitment__{name}" for name in OF_COMMITMENT),
)  # fmt: skip

BY_CODE = Sort("code", (Leg(("code",)),))
LONGEST_SENT = Sort("submitted_on", (Leg(("submitted_on", "pk")),))
LONGEST_ASKED = Sort("asked", (Leg(("pk",)),))
LONGEST_SILENT = Sort(
    "last_update",
    (
        Leg(("last_update_on", "pk"), lambda rows: rows.filter(last_update_on__isnull=False)),
        Leg(("code",), lambda rows: rows.filter(last_update_on=None)),
    ),
)


@dataclass(frozen=True)
class WaitingPage:
    """A page of one queue."""

    queue: Queue
    counts: Counts
    page: Slice
    rows: list[Any]

    @property
    def total(self) -> int:
        return self.counts.of(self.queue)


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone in a queue, with what the rules say of it."""

    columns: Any
    on: date
    calendar: WorkingCalendar

    @property
    def facts(self) -> MilestoneFacts:
        return MilestoneFacts.of(self.columns)

    @cached_property
    def timing(self) -> Timing:
        return timing_label(self.facts, on=self.on, calendar=self.calendar)

    @property
    def review_due(self) -> date | None:
        """D11."""
        return timing.review_due(self.facts, calendar=self.calendar)

    @property
    def is_late(self) -> bool:
        """D11: the review is late."""
        return self.timing.code == TimingWord.REVIEW_LATE


@dataclass(frozen=True)
class CommitmentRow:
    """A commitment in a queue."""

    columns: Any
    on: date

    @property
    def silence(self) -> Silence | None:
        """F1."""
        return silence(
            last_update_on=self.columns.last_update_on,
            agreed_on=self.columns.agreed_on,
            interval=self.columns.update_interval,
            on=self.on,
        )


def waiting_page(user: User, queue: Queue, query: Mapping[str, Any]) -> WaitingPage:
    """A page of a queue that is not the overdue list. Raises BadCursor."""
    cursor, today = str(query.get("cursor", "")), clock.today()
    counts = count(Reader(user, Right.SEE_QUEUES))
    match queue:
        case Queue.TO_REVIEW:
            page = slice_of(to_review(user), LONGEST_SENT, cursor=cursor, size=PAGE)
            rows: list[Any] = _milestones(page, today)
        case Queue.DATES:
            page = slice_of(date_requests(user), LONGEST_ASKED, cursor=cursor, size=PAGE)
            rows = _requests(page)
        case Queue.ESCALATIONS:
            page, rows = escalations_waiting(user, cursor=cursor)
        case Queue.PAUSES:
            page, rows = Slice(), _pauses(user, today)
        case _:
            wanted, sort = {
                Queue.PLANS: (plans, BY_CODE),
                Queue.NO_UPDATE: (no_update, LONGEST_SILENT),
                Queue.NO_OWNER: (no_owner, BY_CODE),
            }[queue]
            page = slice_of(wanted(user), sort, cursor=cursor, size=PAGE)
            rows = _commitments(page, today)
    return WaitingPage(queue, counts, page, rows)


def to_review(user: User) -> QuerySet[Milestone]:
    return Milestone.objects.reached_by(user, Right.SEE_QUEUES).submitted()


def date_requests(user: User) -> QuerySet[DateRequest]:
    reached = reach(user, Right.SEE_QUEUES, "milestone__commitment__")
    rows = DateRequest.objects.waiting()
    return rows if reached is None else rows.filter(reached)


def plans(user: User) -> QuerySet[Commitment]:
    return _reached(user).filter(state=CommitmentState.PROPOSED)


def no_update(user: User) -> QuerySet[Commitment]:
    """F1: "No update"."""
    return _reached(user).no_update()


def no_owner(user: User) -> QuerySet[Commitment]:
    """Promised or on the way to it, and nobody holds the accountable post, or there is none."""
    held = Tenure.objects.running().order_by().values("post")
    return _reached(user).filter(state__in=OWNED).exclude(accountable_post__in=held)


def paused_commitments(user: User) -> QuerySet[Commitment]:
    """Paused past the day on which somebody was to look again."""
    return _reached(user).filter(state=CommitmentState.PAUSED, review_by__lt=clock.today())


def paused_milestones(user: User) -> QuerySet[Milestone]:
    """The same for milestones that are paused by themselves."""
    return Milestone.objects.reached_by(user, Right.SEE_QUEUES).filter(
        state=MilestoneState.PAUSED,
        commitment__state=CommitmentState.ACTIVE,
        review_by__lt=clock.today(),
    )


def _reached(user: User) -> CommitmentQuerySet:
    return Commitment.objects.reached_by(user, Right.SEE_QUEUES)


def _milestones(page: Slice, today: date) -> list[MilestoneRow]:
    claim = Submission.objects.filter(milestone=OuterRef("pk"), is_waiting=True)
    claimed = JSONObject(by="submitted_by__name", post="post__title")
    rows = (
        Milestone.objects.filter(pk__in=page.keys)
        .order_by()
        .annotate(claim=Subquery(claim.values(claimed=claimed)[:1]))
        .values_list(*MILESTONE_COLUMNS, "claim", named=True)
    )
    calendar = lazy_calendar()
    return [MilestoneRow(columns, today, calendar) for columns in page.ordered(list(rows))]


def _requests(page: Slice) -> list[DateRequest]:
    rows = DateRequest.objects.filter(pk__in=page.keys).select_related(
        "milestone__commitment__lead_organisation", "asked_by", "post"
    )
    return page.ordered(list(rows))


def _commitments(page: Slice, today: date) -> list[CommitmentRow]:
    rows = Commitment.objects.filter(pk__in=page.keys).order_by()
    return [CommitmentRow(columns, today) for columns in page.ordered(_columns(rows))]


def _columns(rows: Any) -> list[Any]:
    held = rows.annotate(holder=holder_of("accountable_post"))
    return list(held.values_list(*COMMITMENT_COLUMNS, "holder", named=True))


def _pauses(user: User, today: date) -> list[Any]:
    """Both kinds, what was to be looked at first on top."""
    whole = _columns(paused_commitments(user).order_by("review_by", "pk")[:PAUSES_SHOWN])
    single = paused_milestones(user).order_by("review_by", "pk")[:PAUSES_SHOWN]
    calendar = lazy_calendar()
    found: list[Any] = [CommitmentRow(columns, today) for columns in whole]
    found += [
        MilestoneRow(columns, today, calendar)
        for columns in single.annotate(
            holder=holder_of("commitment__accountable_post")
        ).values_list(*MILESTONE_COLUMNS, "holder", named=True)
    ]
    return sorted(found, key=lambda row: (row.columns.review_by, row.columns.code))[:PAUSES_SHOWN]
