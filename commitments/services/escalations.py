"""Escalations (screen 12; E1 to E3): opened by the rule or by hand, answered, decided, ended."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Post, User
from accounts.working_days import WorkingCalendar
from commitments import permissions
from commitments.calendars import owners_calendar
from commitments.figures.keeping import refresh
from commitments.models import (
    AgendaItem,
    Commitment,
    Escalation,
    EscalationAnswer,
    Milestone,
    Task,
)
from commitments.rights import Right
from commitments.rules.dates import days_in_words
from commitments.rules.escalation import (
    OPTIONS_AT_LEAST,
    EscalationEnd,
    EscalationLevel,
    answer_by,
    head_due,
)
from commitments.rules.words import OPEN_STATES, CommitmentState, MilestoneState
from commitments.services.agenda import put_on_next
from commitments.services.deed import change, deed, lock_commitment
from commitments.services.errors import AlreadyDecided, Problems, Refused
from commitments.services.escalation_end import count_open, end
from commitments.services.lengths import LONG_TEXT, too_long
from history import clock
from history.acts import act
from history.models import Channel

NAME_LENGTH = 200
TASK_LENGTH = 300


@dataclass(frozen=True)
class NewTask:
    """What somebody does next: what, which post, by when."""

    what: str
    post: Post
    due_on: date


def open_by_rule(milestone: Milestone, *, on: date, calendar: WorkingCalendar) -> Escalation | None:
    """E1: level 1 of a missed deadline, once for each deadline. None where it holds no more.

    The system's own act. `on` is the day whose planning finds it due.
    """
    with transaction.atomic():
        # The locks and the check first: a rule that finds nothing to do is no act.
        commitment = lock_commitment(milestone.commitment_id)
        fresh = Milestone.objects.get(pk=milestone.pk)
        if commitment.state != CommitmentState.ACTIVE or fresh.deadline != milestone.deadline:
            return None
        known = Escalation.objects.filter(milestone=fresh)
        known = known.filter(Q(outcome="") | Q(deadline=fresh.deadline))
        if fresh.state not in OPEN_STATES or fresh.deadline is None or known.exists():
            return None
        with act("escalation.opened", by=None, about=milestone.code, channel=Channel.SYSTEM):
            late = days_in_words((on - fresh.deadline).days)
            reason = _("The deadline was missed by %(late)s.") % {"late": late}
            made = _open(commitment, fresh, on=on, reason=reason, calendar=calendar)
            refresh([commitment.pk])
            return made


def escalate(subject: Commitment | Milestone, *, by: User, reason: str) -> Escalation:
    """Open level 1 by hand, of an open milestone or of an active commitment."""
    problems = too_long({"reason": reason}, {"reason": LONG_TEXT})
    if not reason.strip():
        problems["reason"] = _("Say why this is escalated.")
    if problems:
        raise Problems(problems)
    milestone = subject if isinstance(subject, Milestone) else None
    commitment = subject.commitment if isinstance(subject, Milestone) else subject
    with deed(
        "escalation.opened",
        commitment,
        by=by,
        right=Right.ESCALATE,
        reason=reason,
        about=subject.code,
    ) as fresh:
        permissions.require(permissions.can_escalate(by, fresh))
        if milestone:
            milestone = Milestone.objects.get(pk=milestone.pk)
        _check_subject(fresh, milestone)
        return _open(
            fresh,
            milestone,
            on=clock.real_today(),
            reason=reason,
            calendar=owners_calendar(fresh),
            by=by,
        )


def send_to_head(
    escalation: Escalation, *, by: User, post: Post | None, reason: str = ""
) -> Escalation:
    """E2: level 2, confirmed by a coordinator, who names the post that is asked."""
    with _of(escalation, "escalation.raised", by, Right.ESCALATE, reason) as fresh:
        permissions.require(permissions.can_escalate(by, fresh.commitment))
        _require_open(fresh)
        if fresh.level != EscalationLevel.FOCAL_POINT:
            raise AlreadyDecided(_("It has been taken to a higher level already."))
        if post is None:
            raise Problems({"post": _("Choose who is asked.")})
        _raise(fresh, EscalationLevel.HEAD, post)
        return fresh


def send_to_steering_group(escalation: Escalation, *, by: User, reason: str = "") -> Escalation:
    """E3: level 3, for the next stocktake. It needs a recommendation to decide on."""
    with _of(escalation, "escalation.raised", by, Right.ESCALATE, reason) as fresh:
        permissions.require(permissions.can_escalate(by, fresh.commitment))
        _require_open(fresh)
        if fresh.level == EscalationLevel.STEERING_GROUP:
            raise AlreadyDecided(_("It is before the steering group already."))
        if not fresh.answers.exclude(recommendation="").exists():
            raise Refused(_("Add a recommendation before you send this to the steering group."))
        _raise(fresh, EscalationLevel.STEERING_GROUP, None)
        put_on_next(fresh)
        return fresh


def answer_escalation(
    escalation: Escalation,
    *,
    by: User,
    happened: str,
    options: Sequence[str],
    recommendation: str,
    decision_from: str,
    decide_by: date,
) -> EscalationAnswer:
    """What happened, at least two ways out, which one is recommended, who decides, by when."""
    given = [option.strip() for option in options if option.strip()]
    problems = problems_of_answer(happened, given, recommendation, decision_from, decide_by)
    if problems:
        raise Problems(problems)
    with _of(escalation, "escalation.answered", by, Right.ANSWER, "") as fresh:
        permissions.require(permissions.can_answer(by, fresh))
        today = clock.real_today()
        answer = EscalationAnswer.objects.create(
            escalation=fresh,
            level=fresh.level,
            happened=happened,
            options=given,
            recommendation=recommendation,
            decision_from=decision_from,
            decide_by=decide_by,
            answered_on=today,
            answered_at=clock.now(),
            answered_by=by,
            post_id=permissions.acting_post_id(by, Right.ANSWER, fresh.commitment),
        )
        change(fresh, answered_on=today)
        return answer


def problems_of_answer(
    happened: str, options: Sequence[str], recommendation: str, decision_from: str, decide_by: date
) -> dict[str, str]:
    """What stands against an answer, by field."""
    problems = too_long(
        {
            "happened": happened,
            "recommendation": recommendation,
            "decision_from": decision_from,
            "option_1": max(options, key=len, default=""),
        },
        {
            "happened": LONG_TEXT,
            "recommendation": LONG_TEXT,
            "decision_from": NAME_LENGTH,
            "option_1": LONG_TEXT,
        },
    )
    if not happened.strip():
        problems["happened"] = _("Say what happened.")
    if len(options) < OPTIONS_AT_LEAST:
        problems[f"option_{len(options) + 1}"] = _("Give at least two options.")
    if not recommendation.strip():
        problems["recommendation"] = _("Say which option you recommend.")
    if not decision_from.strip():
        problems["decision_from"] = _("Name who has to decide.")
    if decide_by < clock.real_today():
        problems["decide_by"] = _("The day of the decision must be today or later.")
    return problems


def decide_escalation(
    escalation: Escalation, *, by: User, decision: str, tasks: Sequence[NewTask] = ()
) -> Escalation:
    """Write down what was decided, and who does what by when. A later decision replaces it."""
    problems = problems_of_decision(decision, tasks)
    if problems:
        raise Problems(problems)
    with _of(escalation, "escalation.decided", by, Right.ESCALATE, decision) as fresh:
        permissions.require(permissions.can_escalate(by, fresh.commitment))
        _require_open(fresh)
        change(fresh, **signed(decision, by))
        set_tasks(fresh.commitment, tasks, by=by, escalation=fresh)
        return fresh


def close_escalation(escalation: Escalation, *, by: User, outcome: str, reason: str) -> Escalation:
    """End it: recovered, with a new date, or not achieved. The record must agree with the word."""
    problems = too_long({"reason": reason}, {"reason": LONG_TEXT})
    if outcome not in EscalationEnd.values:
        problems["outcome"] = _("Choose how it ended.")
    if not reason.strip():
        problems["reason"] = _("Say in a sentence how it ended.")
    if problems:
        raise Problems(problems)
    with _of(escalation, "escalation.closed", by, Right.ESCALATE, reason) as fresh:
        permissions.require(permissions.can_escalate(by, fresh.commitment))
        _require_open(fresh)
        if problem := _disagrees(fresh, outcome):
            raise Problems({"outcome": problem})
        end(fresh, outcome, reason, by=by)
        return fresh


def set_tasks(
    commitment: Commitment,
    tasks: Sequence[NewTask],
    *,
    by: User,
    escalation: Escalation | None = None,
    item: AgendaItem | None = None,
) -> None:
    """Inside a deed: what is to be done on a commitment."""
    Task.objects.bulk_create(
        Task(
            commitment=commitment,
            escalation=escalation,
            agenda_item=item,
            what=task.what,
            post=task.post,
            due_on=task.due_on,
            set_on=clock.real_today(),
            set_by=by,
        )
        for task in tasks
    )


def signed(decision: str, by: User) -> dict[str, Any]:
    """A decision with who made it and when, as rows that are decided keep it."""
    return {
        "decision": decision,
        "decided_on": clock.real_today(),
        "decided_at": clock.now(),
        "decided_by": by,
    }


def problems_of_decision(decision: str, tasks: Sequence[NewTask]) -> dict[str, str]:
    """What stands against a decision and what follows from it, by field."""
    problems = too_long({"decision": decision}, {"decision": LONG_TEXT})
    if not decision.strip():
        problems["decision"] = _("Write what was decided.")
    return problems | problems_of_tasks(tasks)


def problems_of_tasks(tasks: Sequence[NewTask]) -> dict[str, str]:
    """What stands against follow-up tasks, by field of a form with numbered rows."""
    problems = {}
    for number, task in enumerate(tasks, 1):
        if not task.what.strip() or len(task.what) > TASK_LENGTH:
            problems[f"what_{number}"] = _("Say in a sentence what is to be done.")
        if task.due_on < clock.real_today():
            problems[f"due_{number}"] = _("The day must be today or later.")
    return problems


def finish_task(task: Task, *, by: User) -> Task:
    """Mark a task as done. Repeating it changes nothing."""
    with deed("task.done", task.commitment, by=by, right=Right.ANSWER) as commitment:
        fresh = Task.objects.select_for_update(of=("self",), no_key=True).get(pk=task.pk)
        fresh.commitment = commitment
        permissions.require(permissions.can_finish_task(by, fresh))
        if fresh.done_on is None:
            change(fresh, done_on=clock.real_today(), done_by=by)
        return fresh


@contextmanager
def _of(
    escalation: Escalation, kind: str, by: User, right: Right, reason: str
) -> Iterator[Escalation]:
    """A deed about an escalation; yields it fresh, with it and its commitment locked."""
    about = escalation.subject.code
    with deed(
        kind, escalation.commitment, by=by, right=right, reason=reason, about=about
    ) as commitment:
        rows = Escalation.objects.select_for_update(of=("self",), no_key=True)
        fresh = rows.select_related("milestone").get(pk=escalation.pk)
        fresh.commitment = commitment
        yield fresh


def _open(
    commitment: Commitment,
    milestone: Milestone | None,
    *,
    on: date,
    reason: str,
    calendar: WorkingCalendar,
    by: User | None = None,
) -> Escalation:
    """Inside an act: level 1, of a milestone or of a whole commitment."""
    missed = milestone.deadline if milestone else None
    made = Escalation.objects.create(
        commitment=commitment,
        milestone=milestone,
        deadline=missed,
        reason=reason,
        opened_on=on,
        opened_at=clock.now(),
        opened_by=by,
        post_id=permissions.acting_post_id(by, Right.ESCALATE, commitment) if by else None,
        raised_on=on,
        answer_by=answer_by(on, calendar=calendar),
        head_due_on=head_due(missed, is_key=milestone.is_key, calendar=calendar)
        if milestone and missed
        else None,
    )
    count_open(commitment.pk, 1)
    return made


def _raise(escalation: Escalation, level: EscalationLevel, post: Post | None) -> None:
    """A new level asks anew: a new day to answer by, and no answer of it yet."""
    today = clock.real_today()
    change(
        escalation,
        level=level,
        raised_on=today,
        answer_by=answer_by(today, calendar=owners_calendar(escalation.commitment)),
        asked_post=post,
        answered_on=None,
        decision="",
        decided_on=None,
        decided_at=None,
        decided_by=None,
    )


def _check_subject(commitment: Commitment, milestone: Milestone | None) -> None:
    if commitment.state != CommitmentState.ACTIVE:
        raise Refused(_("The commitment is not active, so nothing of it can be escalated."))
    if milestone and milestone.state not in (*OPEN_STATES, MilestoneState.SUBMITTED):
        words = _("This milestone is %(state)s, so it cannot be escalated.")
        raise Refused(words % {"state": milestone.get_state_display()})
    if Escalation.objects.open().filter(commitment=commitment, milestone=milestone).exists():
        raise Refused(
            _("It is escalated already."), fix=_("Open the escalation to see where it stands.")
        )


def _require_open(escalation: Escalation) -> None:
    if escalation.closed_by and escalation.closed_at:
        sentence = _("Already ended by %(name)s %(time)s.")
        raise AlreadyDecided.told(sentence, by=escalation.closed_by, at=escalation.closed_at)


def _disagrees(escalation: Escalation, outcome: str) -> str:
    """Why the record does not bear a word for the end; "" where it does."""
    milestone = escalation.milestone
    if milestone is None:
        return ""
    if outcome == EscalationEnd.NEW_DATE and milestone.deadline == escalation.deadline:
        return _("No new date was approved. Decide about the date first.")
    if outcome == EscalationEnd.NOT_ACHIEVED and milestone.state != MilestoneState.CLOSED:
        return _("The milestone is not closed. Close it first, and this ends with it.")
    return ""
