"""How escalations end: by hand, or with the milestone or commitment that they are about."""

from django.db.models import F

from accounts.models import User
from commitments.models import Commitment, Escalation, Milestone
from commitments.services.deed import change
from history import clock


def settle_escalations(
    subject: Commitment | Milestone, outcome: str, reason: str, *, by: User
) -> None:
    """Inside a deed: end what is open about a milestone, or about a whole commitment."""
    commitment = subject.commitment if isinstance(subject, Milestone) else subject
    if not commitment.open_escalations:
        return
    found = Escalation.objects.open().filter(commitment=commitment)
    if isinstance(subject, Milestone):
        found = found.filter(milestone=subject)
    for escalation in found.select_for_update(of=("self",), no_key=True):
        end(escalation, outcome, reason, by=by)


def end(escalation: Escalation, outcome: str, reason: str, *, by: User) -> None:
    """Inside a deed: end one that is open."""
    change(
        escalation,
        outcome=outcome,
        closed_reason=reason,
        closed_on=clock.real_today(),
        closed_at=clock.now(),
        closed_by=by,
    )
    count_open(escalation.commitment_id, -1)


def count_open(commitment_id: int, difference: int) -> None:
    """Keep the number that the checks of H4 read. The version stays: nobody's text is touched."""
    Commitment.objects.filter(pk=commitment_id).update(
        open_escalations=F("open_escalations") + difference
    )
