"""Ask for a new date, and decide (screen 11). The only way a deadline changes (D1)."""

from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.models import DateRequest, Milestone
from commitments.rights import Right
from commitments.rules.dates import in_text
from commitments.rules.words import OPEN_STATES, DateOutcome, DelayCause
from commitments.services.deed import change, milestone_deed
from commitments.services.errors import AlreadyDecided, Problems, Refused
from history import clock

NOTE_FROM_REQUEST = 3


def ask_for_date(
    milestone: Milestone,
    *,
    by: User,
    asked_deadline: date,
    cause: str,
    explanation: str,
    differently: str = "",
    based_on: int | None = None,
) -> DateRequest:
    """Ask for another deadline. An earlier one needs no approval and holds at once (D1)."""
    with milestone_deed(
        "date.asked", milestone, by=by, right=Right.ASK_DATE, reason=explanation, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_ask_date(by, fresh))
        _check_request(fresh, asked_deadline, cause, explanation)
        post = permissions.acting_post(by, Right.ASK_DATE, fresh.commitment)
        request = DateRequest(
            milestone=fresh,
            old_deadline=fresh.deadline,
            asked_deadline=asked_deadline,
            cause=cause,
            explanation=explanation,
            differently=differently,
            asked_on=clock.real_today(),
            asked_at=clock.now(),
            asked_by=by,
            post_id=post.post_id if post else None,
        )
        if fresh.deadline and asked_deadline < fresh.deadline:
            _settle(request, by, DateOutcome.APPROVED, asked_deadline, _("Earlier than agreed."))
            request.save()
            change(fresh, deadline=asked_deadline, moves=fresh.moves + 1)
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
            raise AlreadyDecided(
                _("Already decided: %(outcome)s.") % {"outcome": fresh.get_outcome_display()},
                decided_by=fresh.decided_by,
                decided_at=fresh.decided_at,
            )
        new = _check_decision(fresh, milestone, outcome, deadline, reason, agreed_by)
        _settle(fresh, by, outcome, new, reason)
        fresh.agreed_by = agreed_by
        fresh.save()
        if new:
            change(milestone, deadline=new, moves=milestone.moves + 1)
        else:
            change(milestone)
        return fresh


def withdraw_date_request(request: DateRequest, *, by: User) -> DateRequest:
    """Take a request back before it is decided; only who asked can."""
    with milestone_deed("date.withdrawn", request.milestone, by=by, right=Right.ASK_DATE) as m:
        fresh = DateRequest.objects.select_for_update(of=("self",), no_key=True).get(pk=request.pk)
        permissions.require(fresh.asked_by_id == by.pk)
        if fresh.outcome != DateOutcome.WAITING:
            raise AlreadyDecided(_("This request is decided already."))
        _settle(fresh, by, DateOutcome.WITHDRAWN, None, "")
        fresh.save()
        change(m)
        return fresh


def requests_made(milestone: Milestone) -> int:
    """How many requests for a later date were made on this milestone, the waiting one included."""
    return milestone.date_requests.exclude(outcome=DateOutcome.WITHDRAWN).count()


def _check_request(milestone: Milestone, asked: date, cause: str, explanation: str) -> None:
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
    problems: dict[str, str] = {}
    if problem := _unfit(asked, milestone):
        problems["asked_deadline"] = problem
    elif asked == milestone.deadline:
        problems["asked_deadline"] = _("This is the deadline already. Choose another day.")
    if cause not in DelayCause.values:
        problems["cause"] = _("Choose why.")
    if not explanation.strip():
        problems["explanation"] = _("Explain why in a sentence or two.")
    if milestone.deadline is None:
        problems["asked_deadline"] = _("This milestone has no agreed deadline to move.")
    if problems:
        raise Problems(problems)


def _check_decision(
    request: DateRequest,
    milestone: Milestone,
    outcome: str,
    deadline: date | None,
    reason: str,
    agreed_by: str,
) -> date | None:
    problems: dict[str, str] = {}
    new: date | None = None
    if outcome == DateOutcome.APPROVED:
        new = request.asked_deadline
    elif outcome == DateOutcome.APPROVED_OTHER:
        new = deadline
        if deadline is None:
            problems["deadline"] = _("Enter the deadline that you approve.")
    elif outcome != DateOutcome.REFUSED:
        problems["outcome"] = _("Choose what you decide.")
    if new and (problem := _unfit(new, milestone)):
        problems["deadline" if outcome == DateOutcome.APPROVED_OTHER else "outcome"] = problem
    if outcome != DateOutcome.APPROVED and not reason.strip():
        problems["reason"] = _("Give the reason of your decision.")
    if new and requests_made(milestone) >= NOTE_FROM_REQUEST and not agreed_by.strip():
        problems["agreed_by"] = _(
            "This is the third request or a later one. Name the steering group or minister "
            "who agreed."
        )
    if milestone.state not in OPEN_STATES and new:
        problems["outcome"] = _("The milestone is not open any more, so its deadline cannot move.")
    if problems:
        raise Problems(problems)
    return new


def _unfit(day: date, milestone: Milestone) -> str:
    if day <= clock.real_today():
        return _("New deadline must be after today.")
    end = milestone.commitment.ends_on
    if end and day > end:
        return _(
            "New deadline must be the same as or before the commitment end, %(end)s. "
            "Ask to move the end date too?"
        ) % {"end": in_text(end)}
    return ""


def _settle(
    request: DateRequest, by: User, outcome: str, deadline: date | None, reason: str
) -> None:
    post = permissions.acting_post(by, Right.DECIDE_DATE, request.milestone.commitment)
    request.outcome = outcome
    request.decided_deadline = deadline
    request.decision_reason = reason
    request.decided_on = clock.real_today()
    request.decided_at = clock.now()
    request.decided_by = by
    request.decided_post_id = post.post_id if post else None
