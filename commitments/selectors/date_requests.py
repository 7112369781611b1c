"""What a decision about a date rests on (screen 11): moves so far, slippage and end if approved."""

from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from commitments import permissions
from commitments.models import DateRequest, Milestone
from commitments.querysets.date_request import NOTE_FROM_REQUEST
from commitments.rights import Right
from commitments.rules import timing
from commitments.rules.commitment_dates import commitment_dates
from commitments.rules.confidence import assess
from commitments.rules.dates import days_in_words
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import Confidence, DateOutcome
from commitments.selectors.headline import confidence_facts
from history import clock

APPROVED = (DateOutcome.APPROVED, DateOutcome.APPROVED_OTHER)


@dataclass(frozen=True)
class Effect:
    """The milestone and its commitment now, and with the deadline that is asked for."""

    slippage: int | None
    slippage_then: int | None
    agreed_end: date | None
    agreed_end_then: date | None
    headline: Confidence | None
    headline_then: Confidence | None


@dataclass(frozen=True)
class DateRequestPage:
    """A request as the person who decides, or who asked, sees it."""

    history: str
    effect: Effect
    moves: list[DateRequest]
    can_decide: bool
    can_withdraw: bool
    # A coordinator who asked for it or owns it.
    decided_elsewhere: bool
    needs_agreement: bool


def date_request_page(
    request: DateRequest, milestone: Milestone, user: User, *, writing: bool
) -> DateRequestPage:
    """All that a decision rests on. Two queries, and one for who may take it back."""
    requests = list(milestone.date_requests.select_related("decided_by").order_by("-id")[:10])
    waits = writing and request.outcome == DateOutcome.WAITING
    decides = waits and permissions.can_decide_date(user, milestone, request.asked_by_id)
    reaches = waits and permissions.reaches(user, Right.DECIDE_DATE, milestone.commitment)
    later = [row for row in requests if _for_later(row)]
    return DateRequestPage(
        history=history_of_moves(requests, request),
        effect=effect_of(milestone, request.decided_deadline or request.asked_deadline),
        moves=[row for row in requests if row.pk != request.pk],
        can_decide=decides,
        can_withdraw=waits and permissions.can_withdraw_request(user, milestone, request),
        decided_elsewhere=reaches and not decides,
        needs_agreement=len(later) >= NOTE_FROM_REQUEST,
    )


def effect_of(milestone: Milestone, deadline: date) -> Effect:
    """What approving `deadline` would change. One query."""
    today = clock.today()
    rows = list(milestone.commitment.milestones.order_by("number"))
    now = {row.pk: MilestoneFacts.of(row) for row in rows}
    then = now | {milestone.pk: replace(now[milestone.pk], deadline=deadline)}
    return Effect(
        slippage=timing.slippage(now[milestone.pk], on=today),
        slippage_then=timing.slippage(then[milestone.pk], on=today),
        agreed_end=commitment_dates(now.values(), on=today).agreed_end,
        agreed_end_then=commitment_dates(then.values(), on=today).agreed_end,
        headline=_headline(milestone, tuple(now.values()), today),
        headline_then=_headline(milestone, tuple(then.values()), today),
    )


def history_of_moves(requests: list[DateRequest], request: DateRequest) -> str:
    """ "Second request; the deadline moved once by 61 days before." """
    earlier = [row for row in requests if row.pk < request.pk and _for_later(row)]
    moved = [row for row in requests if row.pk < request.pk and row.outcome in APPROVED]
    number = len(earlier) + 1
    asked = ngettext("First request.", "Request number %(count)d.", number) % {"count": number}
    if not moved:
        return _("%(asked)s The deadline has not moved before.") % {"asked": asked}
    days = sum(_days_moved(row) for row in moved)
    words = ngettext(
        "%(asked)s The deadline moved once before, by %(days)s.",
        "%(asked)s The deadline moved %(count)d times before, by %(days)s in all.",
        len(moved),
    )
    return words % {"asked": asked, "count": len(moved), "days": days_in_words(days)}


def _days_moved(request: DateRequest) -> int:
    decided = request.decided_deadline or request.old_deadline
    return (decided - request.old_deadline).days


def _for_later(request: DateRequest) -> bool:
    withdrawn = request.outcome == DateOutcome.WITHDRAWN
    return not withdrawn and request.asked_deadline > request.old_deadline


def _headline(
    milestone: Milestone, facts: tuple[MilestoneFacts, ...], today: date
) -> Confidence | None:
    assessment = assess(confidence_facts(milestone.commitment, facts), on=today)
    return assessment.headline if assessment else None
