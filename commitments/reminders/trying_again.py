"""Letters that wait or were not delivered, and trying one again by hand."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.reminders.models import Letter
from commitments.reminders.rules.numbers import NUMBERS
from commitments.services.errors import Refused
from history import clock
from history.acts import act

SHOWN = 100
STILL_NEWS = timedelta(days=30)
State = Letter.State


@dataclass(frozen=True)
class Trouble:
    """The letters that somebody may have to look after, newest first, and how many wait in all."""

    letters: list[Letter]
    waiting: int


def trouble() -> Trouble:
    """Letters in doubt, kept waiting by the mail server, or refused lately. Two queries."""
    now = clock.now()
    kept = Q(state__in=(State.WAITING, State.SENDING)) & ~Q(answer="")
    lost = Q(state=State.FAILED, settled_at__gt=now - STILL_NEWS, again=None)
    rows = (Letter.objects.in_doubt() | Letter.objects.filter(kept | lost)).select_related("person")
    waiting = Letter.objects.unsettled().filter(state__in=(State.WAITING, State.SENDING)).count()
    return Trouble(list(rows.order_by("-pk")[:SHOWN]), waiting)


def try_again(letter: Letter, *, by: User) -> None:
    """Send a letter as soon as can be. Repeating it does nothing more.

    One that waits is tried now; one in doubt is sent once more under its Message-ID. What was
    refused stays as it is on record: a letter of its own says the same, as far as it still holds.
    """
    permissions.require(permissions.can_operate(by))
    with act("letter.tried_again", by=by, reason=letter.message_id):
        fresh = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
        match fresh.state:
            case State.WAITING:
                Letter.objects.filter(pk=fresh.pk).update(try_at=clock.now())
            case State.UNCONFIRMED if fresh.is_in_doubt:
                Letter.objects.filter(pk=fresh.pk).update(
                    state=State.WAITING, repeated=True, try_at=clock.now(), lease_until=None
                )
            case State.FAILED:
                _say_again(fresh)
            case _:
                raise Refused(_("This letter is in hand or settled already."), fix="")


def _say_again(letter: Letter) -> None:
    if Letter.objects.filter(again_of=letter).exists():
        return
    now = clock.now()
    Letter.objects.create(
        person_id=letter.person_id,
        day=clock.day_of(now),
        at_once=True,
        again_of=letter,
        send_from=now,
        send_until=now + timedelta(hours=NUMBERS.quiet_hour - NUMBERS.send_hour),
        try_at=now,
        made_at=now,
    )
