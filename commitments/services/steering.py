"""Pause, resume, close, reopen: the coordinator's moves of 4.2 and 4.4."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.models import Commitment, Milestone, Submission
from commitments.rights import Right
from commitments.rules.words import (
    OPEN_STATES,
    ClosedReason,
    CommitmentState,
    MilestoneState,
)
from commitments.services.deed import change, deed, milestone_deed
from commitments.services.errors import Problems, Refused
from history import clock

LONGEST_PAUSE_DAYS = 180


def pause_milestone(milestone: Milestone, *, by: User, reason: str, review_by: date) -> Milestone:
    """Put an open milestone formally on hold; it is not overdue while paused (D12)."""
    _check_pause(reason, review_by)
    with milestone_deed(
        "milestone.paused", milestone, by=by, right=Right.STEER, reason=reason
    ) as f:
        permissions.require(permissions.can_steer(by, f.commitment))
        if f.state not in OPEN_STATES:
            raise _cannot(f)
        _pause(f, review_by)
        return f


def resume_milestone(milestone: Milestone, *, by: User, reason: str = "") -> Milestone:
    """Return to the state before the pause, with the deadline unchanged (D12)."""
    with milestone_deed(
        "milestone.resumed", milestone, by=by, right=Right.STEER, reason=reason
    ) as f:
        permissions.require(permissions.can_steer(by, f.commitment))
        if f.state != MilestoneState.PAUSED:
            raise _cannot(f)
        if f.commitment.state == CommitmentState.PAUSED:
            raise Refused(_("The commitment is paused. Resume the commitment."))
        _resume(f)
        return f


def close_milestone(
    milestone: Milestone,
    *,
    by: User,
    closed_reason: str,
    reason: str,
    replaced_by: Milestone | None = None,
) -> Milestone:
    """Close a milestone that will not be achieved as written."""
    _check_close(closed_reason, reason, replaced_by)
    with milestone_deed(
        "milestone.closed", milestone, by=by, right=Right.STEER, reason=reason
    ) as f:
        permissions.require(permissions.can_steer(by, f.commitment))
        if f.state not in (*OPEN_STATES, MilestoneState.SUBMITTED, MilestoneState.PAUSED):
            raise _cannot(f)
        _close(f, closed_reason, replaced_by)
        return f


def reopen_milestone(milestone: Milestone, *, by: User, reason: str) -> Milestone:
    """Take an achieved or closed milestone up again; the history keeps both."""
    if not reason.strip():
        raise Problems({"reason": _("Say why it is taken up again.")})
    with milestone_deed(
        "milestone.reopened", milestone, by=by, right=Right.STEER, reason=reason
    ) as f:
        permissions.require(permissions.can_steer(by, f.commitment))
        if f.state not in (MilestoneState.ACHIEVED, MilestoneState.CLOSED):
            raise _cannot(f)
        if f.commitment.state != CommitmentState.ACTIVE:
            raise Refused(_("The commitment is not active. Reopen the commitment first."))
        change(
            f,
            state=MilestoneState.IN_PROGRESS,
            achieved_on=None,
            submitted_on=None,
            closed_reason="",
            replaced_by=None,
            imported_unreviewed=False,
        )
        return f


def pause_commitment(
    commitment: Commitment, *, by: User, reason: str, review_by: date
) -> Commitment:
    """Pause a commitment and its open milestones until a day at the latest."""
    _check_pause(reason, review_by)
    with deed("commitment.paused", commitment, by=by, right=Right.STEER, reason=reason) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        if fresh.state != CommitmentState.ACTIVE:
            raise _cannot(fresh)
        for milestone in _locked(fresh, Q(state__in=OPEN_STATES)):
            _pause(milestone, review_by)
        change(fresh, state=CommitmentState.PAUSED, review_by=review_by, state_reason=reason)
        return fresh


def resume_commitment(commitment: Commitment, *, by: User, reason: str = "") -> Commitment:
    """End a pause; milestones return to where they were, deadlines unchanged."""
    with deed("commitment.resumed", commitment, by=by, right=Right.STEER, reason=reason) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        if fresh.state != CommitmentState.PAUSED:
            raise _cannot(fresh)
        for milestone in _locked(fresh, Q(state=MilestoneState.PAUSED)):
            _resume(milestone)
        change(fresh, state=CommitmentState.ACTIVE, review_by=None, state_reason=reason)
        return fresh


def complete_commitment(commitment: Commitment, *, by: User, reason: str = "") -> Commitment:
    """Confirm that all counted milestones are achieved or closed (4.4)."""
    with deed("commitment.completed", commitment, by=by, right=Right.STEER, reason=reason) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        if fresh.state == CommitmentState.COMPLETED:
            return fresh
        if fresh.state != CommitmentState.ACTIVE:
            raise _cannot(fresh)
        ended = (MilestoneState.ACHIEVED, MilestoneState.CLOSED)
        counted = fresh.milestones.counted()
        if not counted.exists() or counted.exclude(state__in=ended).exists():
            raise Refused(
                _("Some milestones are neither achieved nor closed."),
                fix=_("Decide them first, or close the commitment early with a reason."),
            )
        change(
            fresh,
            state=CommitmentState.COMPLETED,
            closed_on=clock.real_today(),
            state_reason=reason,
        )
        return fresh


def close_commitment(
    commitment: Commitment, *, by: User, closed_reason: str, reason: str
) -> Commitment:
    """Close a commitment early, and every milestone of it that is not yet decided."""
    _check_close(closed_reason, reason, None, of_commitment=True)
    with deed("commitment.closed", commitment, by=by, right=Right.STEER, reason=reason) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        if fresh.state not in (CommitmentState.ACTIVE, CommitmentState.PAUSED):
            raise _cannot(fresh)
        undecided = (*OPEN_STATES, MilestoneState.SUBMITTED, MilestoneState.PAUSED)
        for milestone in _locked(fresh, Q(state__in=undecided)):
            _close(milestone, closed_reason, None)
        change(
            fresh,
            state=CommitmentState.CLOSED_EARLY,
            closed_on=clock.real_today(),
            review_by=None,
            state_reason=reason,
        )
        return fresh


def reopen_commitment(commitment: Commitment, *, by: User, reason: str) -> Commitment:
    """Take a completed or closed commitment up again. Its milestones are reopened one by one."""
    if not reason.strip():
        raise Problems({"reason": _("Say why it is taken up again.")})
    with deed("commitment.reopened", commitment, by=by, right=Right.STEER, reason=reason) as fresh:
        permissions.require(permissions.can_steer(by, fresh))
        if fresh.state not in (CommitmentState.COMPLETED, CommitmentState.CLOSED_EARLY):
            raise _cannot(fresh)
        change(fresh, state=CommitmentState.ACTIVE, closed_on=None, state_reason=reason)
        return fresh


def _locked(commitment: Commitment, condition: Q) -> list[Milestone]:
    rows = commitment.milestones.select_for_update(no_key=True, of=("self",))
    return list(rows.filter(condition).order_by("pk"))


def _pause(milestone: Milestone, review_by: date) -> None:
    change(
        milestone,
        paused_from=milestone.state,
        state=MilestoneState.PAUSED,
        review_by=review_by,
    )


def _resume(milestone: Milestone) -> None:
    change(milestone, state=milestone.paused_from, paused_from="", review_by=None)


def _close(milestone: Milestone, closed_reason: str, replaced_by: Milestone | None) -> None:
    # A claim that waits falls with the milestone, so that nobody reviews what is closed.
    for submission in Submission.objects.filter(milestone=milestone, is_waiting=True):
        change(submission, is_waiting=False, withdrawn_at=clock.now())
    change(
        milestone,
        state=MilestoneState.CLOSED,
        closed_reason=closed_reason,
        replaced_by=replaced_by,
        achieved_on=None,
        submitted_on=None,
        paused_from="",
        review_by=None,
    )


def _check_pause(reason: str, review_by: date) -> None:
    problems = {}
    today = clock.real_today()
    if not reason.strip():
        problems["reason"] = _("Say why it is paused.")
    if not today < review_by <= today + timedelta(days=LONGEST_PAUSE_DAYS):
        problems["review_by"] = _("Choose a day after today and at most 180 days ahead.")
    if problems:
        raise Problems(problems)


def _check_close(
    closed_reason: str,
    reason: str,
    replaced_by: Milestone | None,
    *,
    of_commitment: bool = False,
) -> None:
    problems = {}
    if closed_reason not in ClosedReason.values:
        problems["closed_reason"] = _("Choose why it is closed.")
    if not reason.strip():
        problems["reason"] = _("Say why it will not be achieved as written.")
    if closed_reason == ClosedReason.REPLACED and not replaced_by and not of_commitment:
        problems["replaced_by"] = _("Choose the milestone that replaces it.")
    if problems:
        raise Problems(problems)


def _cannot(row: Commitment | Milestone) -> Refused:
    return Refused(
        _("%(code)s is %(state)s, so this cannot be done now.")
        % {"code": row.code, "state": row.get_state_display()},
        fix=_("Open it again to see what changed."),
    )
