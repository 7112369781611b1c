"""Ask for a new date, and decide (screen 11). The only way a deadline changes (D1)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.files import NewEvidence
from commitments.models import DateRequest, Milestone
from commitments.querysets.date_request import NOTE_FROM_REQUEST
from commitments.rights import Right
from commitments.rules.escalation import EscalationEnd
from commitments.rules.words import OPEN_STATES, DateOutcome, DelayCause, MilestoneState
from commitments.services.deed import change, milestone_deed
from commitments.services.errors import AlreadyDecided, Problems, Refused
from commitments.services.escalation_end import settle_escalations
from commitments.services.evidence import attach
from commitments.services.fitting import unfit_deadline
from commitments.services.lengths import LONG_TEXT, too_long
from history import clock

NAME_LENGTH = 200
# A request outlives a submission, a return and a pause; only the end of the milestone ends it.
MOVABLE_STATES = (*OPEN_STATES, MilestoneState.SUBMITTED, MilestoneState.PAUSED)


def ask_for_date(
    milestone: Milestone,
    *,
    by: User,
    asked_deadline: date,
    cause: str,
    explanation: str,
    differently: str = "",
    evidence: Sequence[NewEvidence] = (),
    based_on: int | None = None,
) -> DateRequest:
    """Ask for another deadline. An earlier one needs no approval and holds at once (D1)."""
    with milestone_deed(
        "date.asked", milestone, by=by, right=Right.ASK_DATE, reason=explanation, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_ask_date(by, fresh))
        present = _check_request(
            fresh,
            asked_deadline=asked_deadline,
            cause=cause,
            explanation=explanation,
            differently=differently,
        )
        request = DateRequest(
            milestone=fresh,
            old_deadline=present,
            asked_deadline=asked_deadline,
            cause=cause,
            explanation=explanation,
            differently=differently,
            asked_on=clock.real_today(),
            asked_at=clock.now(),
            asked_by=by,
            post_id=permissions.acting_post_id(by, Right.ASK_DATE, fresh.commitment),
        )
        for item in evidence:
            attach(item, commitment=fresh.commitment, milestone=fresh, by=by)
        if asked_deadline < present:
            _settle(request, by, DateOutcome.APPROVED, asked_deadline, _("Earlier than agreed."))
            _move(fresh, request)
        else:
            request.save()
            change(fresh)
        return request


def decide_date(
    request: DateRequest,
    *,
    by: User,
    outcome: str,
    deadline: date | None = None,
    reason: str = "",
    agreed_by: str = "",
) -> DateRequest:
    """Approve, approve another date, or refuse. AlreadyDecided when somebody was first (C2).

    A reason is needed except for a plain approval; from the third request on one milestone on,
    also who agreed. On approval the deadline changes, the first deadline never does.
    """
    with milestone_deed(
        "date.decided", request.milestone, by=by, right=Right.DECIDE_DATE, reason=reason
    ) as milestone:
        fresh = DateRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
        permissions.require(permissions.can_decide_date(by, milestone, fresh.asked_by_id))
        if fresh.outcome != DateOutcome.WAITING:
            raise already_decided(fresh)
        new = _check_decision(fresh, milestone, outcome, deadline, reason, agreed_by)
        fresh.agreed_by = agreed_by
        _settle(fresh, by, outcome, new, reason)
        if new:
            _move(milestone, fresh)
        else:
            fresh.save()
            change(milestone)
        return fresh


def withdraw_date_request(request: DateRequest, *, by: User) -> DateRequest:
    """Take a request back before it is decided.

    Who asked can, and whoever holds the post that asked, while they may ask at all.
    """
    with milestone_deed(
        "date.withdrawn", request.milestone, by=by, right=Right.ASK_DATE
    ) as milestone:
        fresh = DateRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
        permissions.require(permissions.can_withdraw_request(by, milestone, fresh))
        if fresh.outcome != DateOutcome.WAITING:
            raise already_decided(fresh)
        _settle(fresh, by, DateOutcome.WITHDRAWN, None, "")
        fresh.save()
        change(milestone)
        return fresh


def requests_made(milestone: Milestone) -> int:
    """How many requests for a later date were made on this milestone, the waiting one included."""
    return milestone.date_requests.for_later().count()


def already_decided(request: DateRequest) -> AlreadyDecided:
    """Who decided a request, what and when (C2)."""
    sentence = {
        DateOutcome.APPROVED: _("Already approved by %(name)s %(time)s."),
        DateOutcome.APPROVED_OTHER: _("Already approved, with another date, by %(name)s %(time)s."),
        DateOutcome.REFUSED: _("Already refused by %(name)s %(time)s."),
    }.get(DateOutcome(request.outcome), _("Already withdrawn by %(name)s %(time)s."))
    if request.decided_by is None or request.decided_at is None:
        raise ValueError(f"request {request.pk} waits")
    return AlreadyDecided.told(sentence, by=request.decided_by, at=request.decided_at)


def problems_of_request(
    milestone: Milestone, *, asked_deadline: date, cause: str, explanation: str, differently: str
) -> dict[str, str]:
    """What `ask_for_date` would refuse, by field; for the step of checking before it."""
    problems = too_long(
        {"explanation": explanation, "differently": differently},
        {"explanation": LONG_TEXT, "differently": LONG_TEXT},
    )
    if problem := unfit_deadline(asked_deadline, milestone):
        problems["asked_deadline"] = problem
    elif asked_deadline == milestone.deadline:
        problems["asked_deadline"] = _("This is the deadline already. Choose another day.")
    if cause not in DelayCause.values:
        problems["cause"] = _("Choose why.")
    if not explanation.strip():
        problems["explanation"] = _("Explain why in a sentence or two.")
    if milestone.deadline is None:
        problems["asked_deadline"] = _("This milestone has no agreed deadline to move.")
    return problems


def _check_request(milestone: Milestone, **asked: Any) -> date:
    """The deadline that would move; raises what stands against the request."""
    if milestone.state not in OPEN_STATES:
        raise Refused(
            _("This milestone is %(state)s, so its deadline cannot move now.")
            % {"state": milestone.get_state_display()}
        )
    if milestone.date_requests.waiting().exists():
        raise Refused(
            _("A request for this milestone waits already."),
            fix=_("Withdraw it first if you want to ask for another date."),
        )
    problems = problems_of_request(milestone, **asked)
    if problems or milestone.deadline is None:
        raise Problems(problems)
    return milestone.deadline


def _check_decision(
    request: DateRequest,
    milestone: Milestone,
    outcome: str,
    deadline: date | None,
    reason: str,
    agreed_by: str,
) -> date | None:
    problems = too_long(
        {"reason": reason, "agreed_by": agreed_by}, {"reason": LONG_TEXT, "agreed_by": NAME_LENGTH}
    )
    new: date | None = None
    if outcome == DateOutcome.APPROVED:
        new = request.asked_deadline
    elif outcome == DateOutcome.APPROVED_OTHER:
        new = deadline
        if deadline is None:
            problems["deadline"] = _("Enter the deadline that you approve.")
        elif deadline == milestone.deadline:
            problems["deadline"] = _("This is the deadline already. Choose another day or refuse.")
    elif outcome != DateOutcome.REFUSED:
        problems["outcome"] = _("Choose what you decide.")
    if new and (problem := unfit_deadline(new, milestone)):
        field = "deadline" if outcome == DateOutcome.APPROVED_OTHER else "outcome"
        problems.setdefault(field, problem)
    if outcome != DateOutcome.APPROVED and not reason.strip():
        problems["reason"] = _("Give the reason of your decision.")
    if new and requests_made(milestone) >= NOTE_FROM_REQUEST and not agreed_by.strip():
        problems["agreed_by"] = _(
            "This is the third request or a later one. Name the steering group or minister "
            "who agreed."
        )
    if milestone.state not in MOVABLE_STATES and new:
        problems["outcome"] = _("The milestone has ended, so its deadline cannot move.")
    if problems:
        raise Problems(problems)
    return new


def _move(milestone: Milestone, request: DateRequest) -> None:
    # The decision first: the database lets a deadline move to a decided day only.
    request.save()
    change(milestone, deadline=request.decided_deadline, moves=milestone.moves + 1)
    if request.decided_by and _is_later(request):
        settle_escalations(
            milestone, EscalationEnd.NEW_DATE, _("A new date was approved."), by=request.decided_by
        )


def _is_later(request: DateRequest) -> bool:
    """Whether it gives more time; an earlier date gets nothing unstuck."""
    later = request.decided_deadline
    return later is not None and later > request.old_deadline


def _settle(
    request: DateRequest, by: User, outcome: str, deadline: date | None, reason: str
) -> None:
    request.outcome = outcome
    request.decided_deadline = deadline
    request.decision_reason = reason
    request.decided_on = clock.real_today()
    request.decided_at = clock.now()
    request.decided_by = by
    request.decided_post_id = permissions.acting_post_id(
        by, Right.DECIDE_DATE, request.milestone.commitment
    )
