"""Stocktakes: prepare an agenda, order it, record what was decided (screen 12)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from commitments import permissions
from commitments.models import (
    AgendaItem,
    Commitment,
    Escalation,
    Milestone,
    Objective,
    Stocktake,
)
from commitments.rights import Right
from commitments.rules.stocktake import ITEMS_AT_MOST, Section
from commitments.services.deed import change, deed
from commitments.services.errors import Problems, Refused
from commitments.services.escalations import NewTask, problems_of_decision, set_tasks, signed
from commitments.services.lengths import too_long
from history import clock
from history.acts import act
from history.models import Act

TITLE_LENGTH = 200


@dataclass(frozen=True)
class Proposal:
    """Something that belongs on an agenda, and why."""

    section: Section
    commitment: Commitment
    milestone: Milestone | None = None
    escalation: Escalation | None = None


def prepare(
    *,
    by: User,
    meets_on: date,
    title: str,
    proposals: Sequence[Proposal],
    objective: Objective | None = None,
    level: str = "",
    organisation: Organisation | None = None,
) -> Stocktake:
    """Write down a meeting with its proposed agenda: 40 items at most, the rest is counted."""
    permissions.require(permissions.can_run_stocktakes(by))
    problems = too_long({"title": title}, {"title": TITLE_LENGTH})
    if not title.strip():
        problems["title"] = _("Give the meeting a name.")
    if meets_on < clock.real_today():
        problems["meets_on"] = _("The meeting must be today or later.")
    if problems:
        raise Problems(problems)
    post = permissions.acting_post(by, Right.RUN_STOCKTAKES)
    with act("stocktake.prepared", by=by, post=post):
        made = Stocktake.objects.create(
            meets_on=meets_on,
            title=title.strip(),
            objective=objective,
            level=level,
            organisation=organisation,
            left_out=max(0, len(proposals) - ITEMS_AT_MOST),
            made_on=clock.real_today(),
            made_by=by,
            post_id=post.post_id if post else None,
        )
        AgendaItem.objects.bulk_create(
            AgendaItem(
                stocktake=made,
                commitment=one.commitment,
                milestone=one.milestone,
                escalation=one.escalation,
                section=one.section,
                position=place,
            )
            for place, one in enumerate(proposals[:ITEMS_AT_MOST], 1)
        )
        return made


def add_item(stocktake: Stocktake, subject: Commitment | Milestone, *, by: User) -> AgendaItem:
    """Put something on the agenda by hand, at its end."""
    permissions.require(permissions.can_run_stocktakes(by))
    commitment, milestone = _parts(subject)
    with _agenda("stocktake.item_added", by, subject.code):
        items = AgendaItem.objects.filter(stocktake=stocktake)
        if items.filter(commitment=commitment, milestone=milestone).exists():
            raise Refused(_("It is on the agenda already."), field="code")
        last = items.aggregate(last=Max("position"))["last"] or 0
        return AgendaItem.objects.create(
            stocktake=stocktake,
            commitment=commitment,
            milestone=milestone,
            escalation=Escalation.objects.open()
            .filter(commitment=commitment, milestone=milestone)
            .first(),
            section=Section.ADDED,
            position=last + 1,
        )


def move_item(item: AgendaItem, *, by: User, up: bool) -> None:
    """One place up or down; at the end of the list nothing happens."""
    permissions.require(permissions.can_run_stocktakes(by))
    with _agenda("stocktake.ordered", by, item.subject.code):
        rows = list(
            AgendaItem.objects.select_for_update(of=("self",), no_key=True)
            .filter(stocktake=item.stocktake_id)
            .order_by("position", "pk")
        )
        at = next(place for place, row in enumerate(rows) if row.pk == item.pk)
        to = at - 1 if up else at + 1
        if 0 <= to < len(rows):
            rows[at], rows[to] = rows[to], rows[at]
        for place, row in enumerate(rows, 1):
            if row.position != place:
                change(row, position=place)


def remove_item(item: AgendaItem, *, by: User) -> None:
    """Take something off the agenda, unless it was decided."""
    permissions.require(permissions.can_run_stocktakes(by))
    with _agenda("stocktake.item_removed", by, item.subject.code):
        fresh = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
        if fresh.decision:
            raise Refused(_("It was decided, so it stays in the minutes."))
        fresh.delete()


def decide_item(
    item: AgendaItem, *, by: User, decision: str, tasks: Sequence[NewTask] = ()
) -> AgendaItem:
    """Record what the meeting decided, who does what by when. Its escalation is decided as well."""
    problems = problems_of_decision(decision, tasks)
    if problems:
        raise Problems(problems)
    with deed(
        "stocktake.decided",
        item.commitment,
        by=by,
        right=Right.RUN_STOCKTAKES,
        reason=decision,
        about=item.subject.code,
    ) as commitment:
        permissions.require(permissions.can_run_stocktakes(by))
        fresh = AgendaItem.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)
        words = signed(decision, by)
        change(fresh, **words)
        escalation = Escalation.objects.open().filter(agenda_items=fresh).first()
        if escalation:
            change(escalation, **words)
        set_tasks(commitment, tasks, by=by, escalation=escalation, item=fresh)
        return fresh


def _parts(subject: Commitment | Milestone) -> tuple[Commitment, Milestone | None]:
    if isinstance(subject, Milestone):
        return subject.commitment, subject
    return subject, None


def _agenda(kind: str, by: User, about: str) -> AbstractContextManager[Act]:
    post = permissions.acting_post(by, Right.RUN_STOCKTAKES)
    return act(kind, by=by, post=post, about=about)
