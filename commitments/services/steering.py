"""Pause, resume, close, reopen: the coordinator's moves of 4.2 and 4.4."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.models import Commitment, Milestone
from commitments.rights import Right
from commitments.rules.escalation import EscalationEnd
from commitments.rules.states import PAUSE_DAYS_AT_MOST
from commitments.rules.words import OPEN_STATES, CommitmentState, MilestoneState
from commitments.services.closing import check_close, close
from commitments.services.deed import change, deed, milestone_deed
from commitments.services.errors import Problems, Refused
from commitments.services.escalation_end import settle_escalations
from commitments.services.moves import require_move
from history import clock

UNDECIDED = (*OPEN_STATES, MilestoneState.SUBMITTED, MilestoneState.PAUSED)


def pause_milestone(
    milestone: Milestone, *, by: User, reason: str, review_by: date, based_on: int | None = None
) -> Milestone:
    """Put an open milestone formally on hold; it is not overdue while paused (D12)."""
    _check_pause(reason, review_by)
    with milestone_deed(
        "milestone.paused", milestone, by=by, right=Right.STEER, reason=reason, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh.commitment))
        require_move(fresh, "pause", MilestoneState.PAUSED)
        _pause(fresh, review_by)
        return fresh


def resume_milestone(
    milestone: Milestone, *, by: User, reason: str = "", based_on: int | None = None
) -> Milestone:
    """Return to the state before the pause, with the deadline unchanged (D12)."""
    with milestone_deed(
        "milestone.resumed", milestone, by=by, right=Right.STEER, reason=reason, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh.commitment))
        require_move(fresh, "resume", _before_pause(fresh))
        if fresh.commitment.state == CommitmentState.PAUSED:
            raise Refused(_("The commitment is paused. Resume the commitment."))
        _resume(fresh)
        return fresh


def close_milestone(
    milestone: Milestone,
    *,
    by: User,
    closed_reason: str,
    reason: str,
    replaced_by: Milestone | None = None,
    based_on: int | None = None,
) -> Milestone:
    """Close a milestone that will not be achieved as written."""
    _check_close_reasons(reason, check_close(closed_reason, replaced_by, milestone=milestone))
    with milestone_deed(
        "milestone.closed", milestone, by=by, right=Right.STEER, reason=reason, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh.commitment))
        require_move(fresh, "close", MilestoneState.CLOSED)
        close(fresh, closed_reason, replaced_by, by=by)
        return fresh


def reopen_milestone(
    milestone: Milestone, *, by: User, reason: str, based_on: int | None = None
) -> Milestone:
    """Take an achieved or closed milestone up again; the history keeps both."""
    _check_reason(reason, _("Say why it is taken up again."))
    with milestone_deed(
        "milestone.reopened", milestone, by=by, right=Right.STEER, reason=reason, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh.commitment))
        require_move(fresh, "reopen", MilestoneState.IN_PROGRESS)
        if fresh.commitment.state != CommitmentState.ACTIVE:
            raise Refused(_("The commitment is not active. Reopen the commitment first."))
        change(
            fresh,
            state=MilestoneState.IN_PROGRESS,
            achieved_on=None,
            submitted_on=None,
            closed_reason="",
            replaced_by=None,
            imported_unreviewed=False,
            self_reviewed=False,
        )
        return fresh


def pause_commitment(
    commitment: Commitment, *, by: User, reason: str, review_by: date, based_on: int | None = None
) -> Commitment:
    """Pause a commitment and its open milestones until a day at the latest."""
    _check_pause(reason, review_by)
    with deed(
        "commitment.paused", commitment, by=by, right=Right.STEER, reason=reason, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        require_move(fresh, "pause", CommitmentState.PAUSED)
        for milestone in _locked(fresh, Q(state__in=OPEN_STATES)):
            _pause(milestone, review_by, with_commitment=True)
        change(fresh, state=CommitmentState.PAUSED, review_by=review_by, state_reason=reason)
        return fresh


def resume_commitment(
    commitment: Commitment, *, by: User, reason: str = "", based_on: int | None = None
) -> Commitment:
    """End a pause. The milestones that it paused return to where they were, deadlines unchanged.

    A milestone that was paused by itself before stays paused, by its own decision.
    """
    with deed(
        "commitment.resumed", commitment, by=by, right=Right.STEER, reason=reason, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        require_move(fresh, "resume", CommitmentState.ACTIVE)
        paused_with_it = Q(state=MilestoneState.PAUSED, paused_with_commitment=True)
        for milestone in _locked(fresh, paused_with_it):
            _resume(milestone)
        change(fresh, state=CommitmentState.ACTIVE, review_by=None, state_reason=reason)
        return fresh


def complete_commitment(
    commitment: Commitment, *, by: User, reason: str = "", based_on: int | None = None
) -> Commitment:
    """Confirm that all counted milestones are achieved or closed (4.4)."""
    with deed(
        "commitment.completed",
        commitment,
        by=by,
        right=Right.STEER,
        reason=reason,
        based_on=based_on,
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        require_move(fresh, "complete", CommitmentState.COMPLETED)
        counted = fresh.milestones.counted()
        if not counted.exists() or counted.filter(state__in=UNDECIDED).exists():
            raise Refused(
                _("Some milestones are neither achieved nor closed."),
                fix=_("Decide them first, or close the commitment early with a reason."),
            )
        settle_escalations(
            fresh, EscalationEnd.RECOVERED, _("The commitment was completed."), by=by
        )
        change(
            fresh,
            state=CommitmentState.COMPLETED,
            closed_on=clock.real_today(),
            state_reason=reason,
        )
        return fresh


def close_commitment(
    commitment: Commitment,
    *,
    by: User,
    closed_reason: str,
    reason: str,
    based_on: int | None = None,
) -> Commitment:
    """Close a commitment early, and every milestone of it that is not yet decided."""
    _check_close_reasons(reason, check_close(closed_reason, None))
    with deed(
        "commitment.closed", commitment, by=by, right=Right.STEER, reason=reason, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        require_move(fresh, "close", CommitmentState.CLOSED_EARLY)
        for milestone in _locked(fresh, Q(state__in=UNDECIDED)):
            close(milestone, closed_reason, None, by=by)
        settle_escalations(
            fresh, EscalationEnd.NOT_ACHIEVED, _("The commitment was closed early."), by=by
        )
        change(
            fresh,
            state=CommitmentState.CLOSED_EARLY,
            closed_on=clock.real_today(),
            review_by=None,
            state_reason=reason,
        )
        return fresh


def reopen_commitment(
    commitment: Commitment, *, by: User, reason: str, based_on: int | None = None
) -> Commitment:
    """Take a completed or closed commitment up again. Its milestones are reopened one by one."""
    _check_reason(reason, _("Say why it is taken up again."))
    with deed(
        "commitment.reopened",
        commitment,
        by=by,
        right=Right.STEER,
        reason=reason,
        based_on=based_on,
    ) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        require_move(fresh, "reopen", CommitmentState.ACTIVE)
        change(fresh, state=CommitmentState.ACTIVE, closed_on=None, state_reason=reason)
        return fresh


def _locked(commitment: Commitment, condition: Q) -> list[Milestone]:
    rows = commitment.milestones.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(condition).order_by("pk"))


def _pause(milestone: Milestone, review_by: date, *, with_commitment: bool = False) -> None:
    change(
        milestone,
        paused_from=milestone.state,
        paused_with_commitment=with_commitment,
        state=MilestoneState.PAUSED,
        review_by=review_by,
    )


def _resume(milestone: Milestone) -> None:
    change(
        milestone,
        state=_before_pause(milestone),
        paused_from="",
        paused_with_commitment=False,
        review_by=None,
    )


def _before_pause(milestone: Milestone) -> str:
    # A milestone that was imported as paused was never anything else here.
    return milestone.paused_from or MilestoneState.PLANNED


def _check_pause(reason: str, review_by: date) -> None:
    problems = {}
    today = clock.real_today()
    if not reason.strip():
        problems["reason"] = _("Say why it is paused.")
    if not today < review_by <= today + timedelta(days=PAUSE_DAYS_AT_MOST):
        problems["review_by"] = _("Choose a day after today and at most 180 days ahead.")
    if problems:
        raise Problems(problems)


def _check_close_reasons(reason: str, problems: dict[str, str]) -> None:
    if not reason.strip():
        problems["reason"] = _("Say why it will not be achieved as written.")
    if problems:
        raise Problems(problems)


def _check_reason(reason: str, problem: str) -> None:
    if not reason.strip():
        raise Problems({"reason": problem})
