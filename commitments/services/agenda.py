"""E3: what is sent to the steering group stands on its next agenda."""

from django.db.models import Min

from commitments.models import AgendaItem, Escalation, Stocktake
from commitments.rules.stocktake import Section
from history import clock


def put_on_next(escalation: Escalation) -> None:
    """Inside a deed: first on the agenda of the next meeting, where one is prepared already.

    Without one it is proposed first when the next is prepared.
    """
    coming = Stocktake.objects.filter(meets_on__gte=clock.real_today())
    stocktake = coming.order_by("meets_on", "pk").first()
    if stocktake is None:
        return
    items = AgendaItem.objects.filter(stocktake=stocktake)
    same = items.filter(commitment=escalation.commitment_id, milestone=escalation.milestone_id)
    if same.exists():
        return
    first = items.aggregate(first=Min("position"))["first"] or 1
    AgendaItem.objects.create(
        stocktake=stocktake,
        commitment_id=escalation.commitment_id,
        milestone_id=escalation.milestone_id,
        escalation=escalation,
        section=Section.DECISION,
        position=first - 1,
    )
