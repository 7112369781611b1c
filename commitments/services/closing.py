"""Closing a milestone as not achieved: shared by the coordinator's close and the review."""

from django.utils.translation import gettext as _

from accounts.models import User
from commitments.models import DateRequest, Milestone, Submission
from commitments.rules.escalation import EscalationEnd
from commitments.rules.words import ClosedReason, DateOutcome, MilestoneState
from commitments.services.deed import change
from commitments.services.escalation_end import settle_escalations
from history import clock


def check_close(
    closed_reason: str,
    replaced_by: Milestone | None,
    *,
    milestone: Milestone | None = None,
) -> dict[str, str]:
    """What is missing of "Replaced (by which)" and its kin; for a commitment, no milestone."""
    if closed_reason not in ClosedReason.values:
        return {"closed_reason": _("Choose why it is closed.")}
    if milestone is None or closed_reason != ClosedReason.REPLACED:
        return {}
    if replaced_by is None:
        return {"replaced_by": _("Choose the milestone that replaces it.")}
    if replaced_by.pk == milestone.pk:
        return {"replaced_by": _("A milestone cannot replace itself. Choose another one.")}
    return {}


def close(
    milestone: Milestone, closed_reason: str, replaced_by: Milestone | None, *, by: User
) -> None:
    """Close inside a deed. What waited for it falls with it, so that nobody decides in vain."""
    for submission in Submission.objects.filter(milestone=milestone, is_waiting=True):
        change(submission, is_waiting=False, withdrawn_at=clock.now())
    settle_date_requests(milestone, by=by)
    settle_escalations(
        milestone, EscalationEnd.NOT_ACHIEVED, _("The milestone was closed, not achieved."), by=by
    )
    change(
        milestone,
        state=MilestoneState.CLOSED,
        closed_reason=closed_reason,
        replaced_by=replaced_by if closed_reason == ClosedReason.REPLACED else None,
        achieved_on=None,
        submitted_on=None,
        paused_from="",
        paused_with_commitment=False,
        review_by=None,
    )


def settle_date_requests(milestone: Milestone, *, by: User) -> None:
    """A request for a new date has no object any more when the milestone ends."""
    for request in DateRequest.objects.waiting().filter(milestone=milestone):
        change(
            request,
            outcome=DateOutcome.WITHDRAWN,
            decision_reason=_("The milestone was decided before this request was."),
            decided_on=clock.real_today(),
            decided_at=clock.now(),
            decided_by=by,
        )
