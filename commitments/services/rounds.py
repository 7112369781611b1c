"""Reporting rounds: open, change, close (F4)."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Organisation, Tenure, User
from commitments import permissions
from commitments.models import ReportingRound, RoundLine, Update
from commitments.permissions import acting_post
from commitments.querysets.round import asked_in, with_reported
from commitments.rights import Right
from commitments.rules.rounds import Phase
from commitments.services.deed import change
from commitments.services.errors import AlreadyDecided, Problems
from history import clock
from history.acts import act

TITLE_LENGTH = 120
LONGEST = 366


def open_round(
    *,
    by: User,
    title: str,
    period_from: date,
    period_to: date,
    opens_on: date,
    closes_on: date,
    level: str = "",
    objectives: Collection[int] = (),
    organisation: Organisation | None = None,
) -> ReportingRound:
    """Ask for an update of each active commitment in scope, from a day from today on to another."""
    permissions.require(permissions.can_run_rounds(by))
    problems = _problems(title, period_from, period_to, opens_on, closes_on)
    if opens_on < clock.real_today():
        problems["opens_on"] = _("Choose today or a later day.")
    if problems:
        raise Problems(problems)
    with act("round.opened", by=by, post=acting_post(by, Right.RUN_ROUNDS)):
        return ReportingRound.objects.create(
            title=title.strip(),
            period_from=period_from,
            period_to=period_to,
            opens_on=opens_on,
            closes_on=closes_on,
            level=level,
            objectives=sorted(objectives),
            organisation=organisation,
            opened_by=by,
        )


def change_round(found: ReportingRound, *, by: User, title: str, closes_on: date) -> ReportingRound:
    """Give it another title or another last day; not before today, and not once it is closed."""
    permissions.require(permissions.can_run_rounds(by))
    with act("round.changed", by=by, post=acting_post(by, Right.RUN_ROUNDS)):
        fresh = _locked(found)
        problems = _problems(title, fresh.period_from, fresh.period_to, fresh.opens_on, closes_on)
        if closes_on < clock.real_today():
            problems["closes_on"] = _("Choose today or a later day.")
        if problems:
            raise Problems(problems)
        change(fresh, title=title.strip(), closes_on=closes_on)
        return fresh


def call_off_round(found: ReportingRound, *, by: User) -> None:
    """Remove a round that has not opened yet. Its history stays."""
    permissions.require(permissions.can_run_rounds(by))
    with act("round.called_off", by=by, post=acting_post(by, Right.RUN_ROUNDS)):
        fresh = _locked(found)
        if fresh.phase(on=clock.real_today()) != Phase.AHEAD:
            raise Problems({"title": _("The round has opened. Close it instead.")})
        fresh.delete()


def close_round(found: ReportingRound, *, by: User) -> ReportingRound:
    """Close a round that has opened: today is its last day, or the day it ended on.

    What it knows of each commitment is written down and never changes.
    """
    permissions.require(permissions.can_run_rounds(by))
    with act("round.closed", by=by, post=acting_post(by, Right.RUN_ROUNDS)):
        fresh = _locked(found)
        today = clock.real_today()
        if today < fresh.opens_on:
            raise Problems({"title": _("The round has not opened yet.")})
        return _close(fresh, min(fresh.closes_on, today), by)


def close_ended_rounds() -> int:
    """Close what ended yesterday or before, as a rule of the system; returns how many."""
    closed = 0
    for found in ReportingRound.objects.to_be_closed(on=clock.real_today()).order_by("pk"):
        with act("round.closed", by=None):
            fresh = ReportingRound.objects.select_for_update(no_key=True).get(pk=found.pk)
            if not fresh.is_closed and fresh.closes_on < clock.real_today():
                _close(fresh, fresh.closes_on, None)
                closed += 1
    return closed


def _close(fresh: ReportingRound, last_day: date, by: User | None) -> ReportingRound:
    fresh.closes_on = last_day
    rows = with_reported(asked_in(fresh), fresh).select_related(
        "lead_organisation", "accountable_post"
    )
    commitments: list[Any] = list(rows.order_by("code"))
    updates = Update.objects.in_bulk(
        [row.update_in_round for row in commitments if row.reported_on]
    )
    names = _holders(commitments, last_day)
    RoundLine.objects.bulk_create(
        [_line(fresh, row, updates.get(row.update_in_round), names) for row in commitments]
    )
    change(fresh, closes_on=last_day, closed_at=clock.now(), closed_by=by)
    return fresh


def _line(
    found: ReportingRound, commitment: Any, update: Update | None, names: dict[int, str]
) -> RoundLine:
    body, post = commitment.lead_organisation, commitment.accountable_post
    owner = ""
    if post is not None:
        name = names.get(post.pk, "")
        owner = f"{post.title}, {name}" if name else post.title
    return RoundLine(
        round=found,
        commitment=commitment,
        title=commitment.title,
        organisation=body,
        organisation_name=body.name if body else "",
        owner=owner,
        update=update,
        reported_on=update.published_on if update else None,
        confidence=update.confidence if update else "",
    )


def _holders(commitments: Collection[Any], on: date) -> dict[int, str]:
    posts = {row.accountable_post_id for row in commitments}
    held = Tenure.objects.running(on=on).filter(post__in=posts).order_by()
    return dict(held.values_list("post_id", "holder__name"))


def _locked(found: ReportingRound) -> ReportingRound:
    fresh = (
        ReportingRound.objects.select_for_update(of=("self",), no_key=True)
        .select_related("closed_by")
        .get(pk=found.pk)
    )
    if fresh.closed_at is not None:
        if fresh.closed_by is None:
            raise Problems({"title": _("The round is closed. What it knew stays as it was.")})
        raise AlreadyDecided.told(
            _("Already closed by %(name)s %(time)s."), by=fresh.closed_by, at=fresh.closed_at
        )
    return fresh


def _problems(
    title: str, period_from: date, period_to: date, opens_on: date, closes_on: date
) -> dict[str, str]:
    problems = {}
    if not title.strip():
        problems["title"] = _("Give the round a title")
    elif len(title.strip()) > TITLE_LENGTH:
        problems["title"] = _("Use at most %(n)d characters.") % {"n": TITLE_LENGTH}
    if period_to < period_from:
        problems["period_to"] = _("The period must end on its first day or later.")
    if closes_on < opens_on:
        problems["closes_on"] = _("The last day must be the opening day or later.")
    elif (closes_on - opens_on).days > LONGEST:
        problems["closes_on"] = _("A round lasts at most a year.")
    return problems
