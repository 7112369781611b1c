"""Escalations as lists and as a page (screen 12)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Post, User
from accounts.words import Role
from commitments import permissions
from commitments.calendars import organisation_of
from commitments.models import Commitment, Escalation, EscalationAnswer, Milestone, Task
from commitments.rights import Right
from commitments.rules.dates import days_in_words
from commitments.rules.escalation import EscalationLevel
from commitments.rules.words import CommitmentState
from commitments.selectors.paging import Leg, Slice, Sort, slice_of
from history import clock

PAGE = 50
ANSWERS_SHOWN = 20
POSTS_OFFERED = 200
SOONEST = Sort("answer_by", (Leg(("answer_by", "pk")),))
NEWEST = Sort("newest", (Leg(("pk",)),), descending=True)


@dataclass(frozen=True)
class Row:
    """An escalation in a list, with what it waits for."""

    escalation: Escalation
    on: date

    @property
    def code(self) -> str:
        return self.escalation.subject.code

    @property
    def is_late(self) -> bool:
        """Not answered by the day on which an answer was due."""
        one = self.escalation
        return one.is_open and not one.answered_on and one.answer_by < self.on

    @property
    def may_go_to_head(self) -> bool:
        """E2: its day has come, and it is at level 1."""
        due_on = self.escalation.head_due_on
        at_first = self.escalation.level == EscalationLevel.FOCAL_POINT
        return at_first and due_on is not None and due_on <= self.on

    @property
    def waits_for(self) -> str:
        """In a few words what comes next."""
        one = self.escalation
        if not one.is_open:
            return str(one.get_outcome_display())
        if self.may_go_to_head:
            return _("May go to the head of the organisation")
        if one.decided_on:
            return _("Decided, to be carried out")
        if one.answered_on:
            return _("Answered, waits for a decision")
        if self.is_late:
            late = days_in_words((self.on - one.answer_by).days)
            return _("Answer late by %(days)s") % {"days": late}
        return _("Waits for an answer")


@dataclass(frozen=True)
class Listed:
    """One page of a list."""

    rows: list[Row]
    page: Slice
    open: int


@dataclass(frozen=True)
class May:
    """What the person may do with it now. Everything is False on a past day, and once it ended."""

    answer: bool = False
    raise_it: bool = False
    decide: bool = False
    close: bool = False


@dataclass(frozen=True)
class EscalationPage:
    """One escalation with its answers, its decision and what follows from it."""

    row: Row
    answers: list[EscalationAnswer]
    tasks: list[dict[str, Any]]
    may: May = field(default_factory=May)
    head: Post | None = None

    @property
    def to_confirm(self) -> bool:
        """E2: its day has come, and a coordinator can confirm it."""
        return self.may.raise_it and self.row.may_go_to_head

    @property
    def has_recommendation(self) -> bool:
        return any(answer.recommendation for answer in self.answers)


def escalations_page(user: User, *, ended: bool, cursor: str = "") -> Listed:
    """Those that the person may see: open ones by the day of their answer, ended ones newest first.

    Raises BadCursor.
    """
    seen = Escalation.objects.visible_to(user)
    wanted, sort = (seen.exclude(outcome=""), NEWEST) if ended else (seen.open(), SOONEST)
    page = slice_of(wanted, sort, cursor=cursor, size=PAGE)
    return Listed(_rows(page), page, seen.open().count())


def escalations_waiting(user: User, *, cursor: str = "") -> tuple[Slice, list[Row]]:
    """The coordinator's queue: open ones of active commitments, the nearest answer first."""
    wanted = Escalation.objects.reached_by(user, Right.SEE_QUEUES).open()
    wanted = wanted.filter(commitment__state=CommitmentState.ACTIVE)
    page = slice_of(wanted, SOONEST, cursor=cursor, size=PAGE)
    return page, _rows(page)


def escalation_page(escalation: Escalation, user: User, *, writing: bool) -> EscalationPage:
    """The page of a row of `escalations_of_page`. At most four queries."""
    answers = escalation.answers.select_related("answered_by", "post").order_by("-pk")
    may = _may(escalation, user) if writing and escalation.is_open else May()
    return EscalationPage(
        Row(escalation, clock.today()),
        list(answers[:ANSWERS_SHOWN]),
        _tasks(escalation.tasks.all(), escalation.commitment, user, writing=writing),
        may,
    )


def escalations_of_page(user: User) -> QuerySet[Escalation]:
    """What the person may see, each row with all that its page names. One query."""
    return Escalation.objects.visible_to(user).select_related(
        "milestone",
        "commitment__lead_organisation",
        "commitment__accountable_post__organisation",
        "asked_post__organisation",
        "opened_by",
        "decided_by",
        "closed_by",
    )


def open_escalation_of(subject: Commitment | Milestone) -> Escalation | None:
    """The open one of a milestone, or of a commitment as a whole; no query where none is open."""
    if isinstance(subject, Milestone):
        if not subject.commitment.open_escalations:
            return None
        return Escalation.objects.open().filter(milestone=subject).first()
    return next(iter(open_escalations_of(subject)), None)


def open_escalations_of(commitment: Commitment) -> list[Escalation]:
    """Every open one of a commitment and its milestones; no query where none is open."""
    if not commitment.open_escalations:
        return []
    rows = Escalation.objects.open().filter(commitment=commitment).order_by("answer_by", "pk")
    return list(rows.select_related("milestone", "commitment"))


def tasks_of(commitment: Commitment, user: User, *, writing: bool) -> list[dict[str, Any]]:
    """What was decided to be done on a commitment and is not done yet. One query."""
    return _tasks(commitment.tasks.open(), commitment, user, writing=writing)


def posts_to_ask(commitment: Commitment) -> QuerySet[Post]:
    """Who can be given a task: posts of the bodies that work on it, and of the coordination."""
    bodies = [commitment.lead_organisation_id]
    if commitment.accountable_post:
        bodies.append(commitment.accountable_post.organisation_id)
    contributing = commitment.contributors.values("post")
    wanted = (
        Q(organisation__in=[pk for pk in bodies if pk])
        | Q(role=Role.COORDINATOR)
        | Q(pk__in=contributing)
    )
    return Post.objects.open_on().filter(wanted).select_related("organisation")


def heads_to_ask(commitment: Commitment) -> QuerySet[Post]:
    """Who can be asked at level 2: the posts of the owner's body, or of the one that leads."""
    body = organisation_of(commitment)
    return Post.objects.open_on().filter(organisation=body).order_by("-is_head", "title", "pk")


def _rows(page: Slice) -> list[Row]:
    rows = Escalation.objects.filter(pk__in=page.keys).select_related(
        "milestone", "commitment__lead_organisation", "asked_post"
    )
    today = clock.today()
    return [Row(row, today) for row in page.ordered(list(rows))]


def _may(escalation: Escalation, user: User) -> May:
    steers = permissions.can_escalate(user, escalation.commitment)
    return May(
        answer=permissions.can_answer(user, escalation),
        raise_it=steers and escalation.level < EscalationLevel.STEERING_GROUP,
        decide=steers,
        close=steers,
    )


def _tasks(
    tasks: QuerySet[Task], commitment: Commitment, user: User, *, writing: bool
) -> list[dict[str, Any]]:
    found = []
    for task in tasks.select_related("post__organisation", "done_by").order_by("due_on", "pk"):
        task.commitment = commitment
        may = writing and task.done_on is None and permissions.can_finish_task(user, task)
        found.append({"task": task, "may_finish": may, "is_late": _is_late(task)})
    return found


def _is_late(task: Task) -> bool:
    return task.done_on is None and task.due_on < clock.today()
