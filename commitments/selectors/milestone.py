"""What the milestone page shows (screen 6): as many rows and queries whatever the history."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.functional import cached_property

from accounts.models import Tenure, User
from accounts.words import Role
from accounts.working_days import WorkingCalendar
from commitments import permissions
from commitments.calendars import calendar_columns, calendar_of, lazy_calendar
from commitments.models import (
    DateRequest,
    Evidence,
    Milestone,
    MilestoneChange,
    Submission,
    Update,
)
from commitments.rights import Right
from commitments.rules import labels, story, timing
from commitments.rules.dates import days_in_words
from commitments.rules.facts import MilestoneFacts
from commitments.rules.states import allowed_moves
from commitments.rules.words import OPEN_STATES, CommitmentState, DateOutcome, MilestoneState
from commitments.selectors import reached
from history import clock

EVIDENCE_SHOWN = 20
REQUESTS_SHOWN = 10
STEERING = frozenset({"pause", "resume", "close", "reopen"})


@dataclass(frozen=True)
class May:
    """What the person may do with the milestone now. Everything is False on a past day."""

    edit: bool = False
    log: bool = False
    submit: bool = False
    withdraw: bool = False
    ask_date: bool = False
    decide_date: bool = False
    review: bool = False
    # A coordinator who sent or owns it: the page says who else can (M5).
    review_elsewhere: bool = False
    escalate: bool = False
    # Names of the coordinator's moves of 4.2: pause, resume, close, reopen.
    moves: frozenset[str] = frozenset()


@dataclass
class MilestonePage:
    """One promise, its dates, proof and decision."""

    milestone: Milestone
    on: date
    may: May
    submission: Submission | None = None
    requests: list[DateRequest] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    words: list[Update] = field(default_factory=list)

    @cached_property
    def facts(self) -> MilestoneFacts:
        return MilestoneFacts.of(self.milestone)

    @cached_property
    def timing(self) -> labels.Timing:
        return labels.timing_label(self.facts, on=self.on, calendar=self.calendar)

    @property
    def calendar(self) -> WorkingCalendar:
        """By which the review is due; only a submission asks for it, and brings it along."""
        row: Any = self.submission
        return calendar_of(row) if row else lazy_calendar()

    @property
    def sentence(self) -> str:
        return story.dates_sentence(self.facts, moves=self.milestone.moves, on=self.on)

    @property
    def slippage(self) -> int | None:
        return timing.slippage(self.facts, on=self.on)

    @property
    def slippage_in_words(self) -> str:
        """ "+65 days", "−6 days" early, or empty."""
        days = self.slippage
        if days is None:
            return ""
        sign = "+" if days > 0 else "−" if days < 0 else ""
        return f"{sign}{days_in_words(abs(days))}"

    @property
    def dates(self) -> list[dict[str, Any]]:
        """The rows of the table of dates; a date that is not there is a dash."""
        milestone = self.milestone
        return [
            {"word": word, "day": day, "against": story.against_first(self.facts, day)}
            for word, day in (
                ("first_deadline", milestone.first_deadline),
                ("deadline", milestone.deadline),
                ("expected", milestone.expected_on if self.facts.is_open else None),
                ("achieved", milestone.achieved_on),
            )
        ]

    @property
    def waiting_request(self) -> DateRequest | None:
        return next((row for row in self.requests if row.outcome == DateOutcome.WAITING), None)

    @property
    def decided_requests(self) -> list[DateRequest]:
        return [row for row in self.requests if row.outcome != DateOutcome.WAITING]


def milestones_of_page(user: User) -> QuerySet[Milestone]:
    """What the person may see, each row with all that the head of its pages names. One query."""
    return (
        Milestone.objects.visible_to(user)
        .select_related(
            "commitment__lead_organisation",
            "commitment__accountable_post__organisation",
            "responsible_post__organisation",
        )
        .annotate(
            owner=_holder("commitment__accountable_post"),
            responsible=_holder("responsible_post"),
            # Most have none, and need not be asked for them.
            has_claims=Exists(Submission.objects.filter(milestone=OuterRef("pk"))),
            has_requests=Exists(DateRequest.objects.filter(milestone=OuterRef("pk"))),
            **reached.columns(user),
        )
    )


def milestone_page(milestone: Milestone, user: User, *, writing: bool) -> MilestonePage:
    """The page of a row of `milestones_of_page`. At most five queries, however long its history."""
    row: Any = milestone
    submission = newest_submission(milestone) if row.has_claims else None
    requests = latest_requests(milestone) if row.has_requests else []
    page = MilestonePage(
        milestone,
        clock.today(),
        May(),
        submission=submission,
        requests=requests,
        evidence=evidence_of(milestone),
        words=latest_words(milestone),
    )
    if writing:
        page.may = _may(user, milestone, submission, page.waiting_request)
    return page


def newest_submission(milestone: Milestone) -> Submission | None:
    """The last claim, waiting or decided, with its decision and the calendar of reviews."""
    claims = milestone.submissions.select_related(
        "submitted_by", "post", "review__decided_by", "review__post"
    )
    return claims.annotate(**calendar_columns()).first()


def latest_requests(milestone: Milestone) -> list[DateRequest]:
    """The newest requests for another date, waiting or decided."""
    asked = milestone.date_requests.select_related("asked_by", "decided_by").order_by("-id")
    return list(asked[:REQUESTS_SHOWN])


def evidence_of(milestone: Milestone) -> list[Evidence]:
    """The newest evidence, or nothing without asking when none is counted."""
    if not milestone.evidence_count:
        return []
    return list(milestone.evidence.select_related("added_by")[:EVIDENCE_SHOWN])


def latest_words(milestone: Milestone) -> list[Update]:
    """The newest update that named the milestone, and the newest of its commitment if later."""
    named = MilestoneChange.objects.filter(milestone=milestone).order_by("-update_id")
    newest = Update.objects.filter(commitment=milestone.commitment_id).order_by("-id")
    found = Update.objects.filter(
        Q(pk=Subquery(named.values("update_id")[:1])) | Q(pk=Subquery(newest.values("pk")[:1]))
    )
    about = MilestoneChange.objects.filter(milestone=milestone, update=OuterRef("pk"))
    return list(
        found.annotate(names_it=Exists(about))
        .select_related("published_by", "post")
        .order_by("-id")
    )


def reviewers_besides(user: User) -> list[dict[str, Any]]:
    """Who else can decide: coordinators who hold their post today, by name (M5)."""
    running = Tenure.objects.running(on=clock.real_today()).filter(
        post__role=Role.COORDINATOR, holder__is_active=True
    )
    others = running.exclude(holder=user).order_by("holder__name", "pk")
    columns = ("holder__name", "holder__email", "post__title", "post__organisation__name")
    return [dict(row) for row in others.values(*columns)[:20]]


def _may(
    user: User,
    milestone: Milestone,
    submission: Submission | None,
    request: DateRequest | None,
) -> May:
    commitment = milestone.commitment
    works = commitment.state == CommitmentState.ACTIVE
    is_open = milestone.state in OPEN_STATES
    waits = submission if submission is not None and submission.is_waiting else None
    submits = works and reached.allowed(user, milestone, Right.SUBMIT)
    asks = works and reached.allowed(user, milestone, Right.ASK_DATE)
    reviews = waits is not None and permissions.reaches(user, Right.REVIEW, commitment)
    decides = reviews and permissions.can_review(user, milestone, waits)
    steers = permissions.can_steer(user, commitment)
    return May(
        edit=milestone.state == MilestoneState.DRAFT and permissions.can_draft(user, commitment),
        log=works and reached.allowed(user, milestone, Right.LOG),
        submit=submits and is_open,
        withdraw=submits
        and waits is not None
        and permissions.stands_for(user, waits.submitted_by_id, waits.post_id),
        ask_date=asks and is_open and bool(milestone.deadline) and request is None,
        decide_date=request is not None
        and permissions.can_decide_date(user, milestone, request.asked_by_id),
        review=decides,
        review_elsewhere=reviews and not decides,
        escalate=works and is_open and permissions.can_escalate(user, commitment),
        moves=_moves(milestone) if steers else frozenset(),
    )


def _moves(milestone: Milestone) -> frozenset[str]:
    names = {move.name for move in allowed_moves(milestone.state)} & STEERING
    if milestone.commitment.state != CommitmentState.ACTIVE:
        names -= {"pause", "reopen"}
    if milestone.commitment.state == CommitmentState.PAUSED:
        names -= {"resume"}
    return frozenset(names)


def _holder(post: str) -> Subquery:
    """Who holds a post on the day that is read, as {"name", "email"}; None when it is vacant."""
    running = Tenure.objects.running().filter(post=OuterRef(post))
    return Subquery(running.values(held=JSONObject(name="holder__name", email="holder__email"))[:1])
