"""Send letters: claim, write, send, settle. Whoever dies on the way harms one letter at most."""

import time
from collections.abc import Sequence
from datetime import timedelta

import structlog
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, connection, transaction

from accounts.models import User
from commitments.reminders import undelivered
from commitments.reminders.carriers import Carrier, Carriers, Envelope, Fate, Outcome
from commitments.reminders.contents import Desk
from commitments.reminders.models import Letter, Notice
from commitments.reminders.querysets import LEASE
from commitments.reminders.writing.message import TEXT_VERSION
from history import clock

logger = structlog.get_logger(__name__)

State = Letter.State
# Letters whose contents are read together, and how old that reading may become (S7).
TOGETHER = 50
FRESH_FOR = 10.0
# After so many seconds a batch ends; the next run goes on.
PATIENCE = 240.0
RETRY = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1))
SET_ASIDE = timedelta(hours=1)


class ServerAway(Exception):
    """The mail server is not there; the batch ends and its letters wait."""


def send_letters(pks: Sequence[int]) -> int:
    """Send these letters over one connection; returns how many were sent.

    Repeated, parallel and late calls are harmless: each letter is claimed on its own. A letter that
    cannot be written is set aside and stops no other.
    """
    carriers = Carriers()
    began, sent = time.monotonic(), 0
    left = list(pks)
    try:
        while left and time.monotonic() - began < PATIENCE:
            together, left = left[:TOGETHER], left[TOGETHER:]
            done, rest = _send_together(together, carriers)
            sent += done
            left = rest + left
    except ServerAway:
        logger.warning("mail_server_away")
    finally:
        carriers.close()
    return sent


def _send_together(pks: list[int], carriers: Carriers) -> tuple[int, list[int]]:
    """Send what one reading of the record covers; returns how many, and what is left of them."""
    letters = list(Letter.objects.ready().filter(pk__in=pks))
    desk = Desk(letters) if letters else None
    people = User.objects.in_bulk([letter.person_id for letter in letters])
    read_at, sent = time.monotonic(), 0
    for place, letter in enumerate(letters):
        if desk is None or time.monotonic() - read_at > FRESH_FOR:
            return sent, [row.pk for row in letters[place:]]
        person = people[letter.person_id]
        sent += send_letter(letter.pk, person, desk, carriers.of(is_demo=person.is_demo))
    return sent, []


def send_letter(pk: int, person: User, desk: Desk, carrier: Carrier) -> bool:
    """Send one letter. Only the attempt that holds the claim may settle it (S3)."""
    letter = Letter.objects.claim(pk)  # one UPDATE with the old state in WHERE
    if letter is None:  # sent, withdrawn, or in another worker's hands
        return False
    try:
        message = desk.write(letter, person)
        envelope = Envelope.of(message) if message else None
    except Exception:
        logger.exception("letter_set_aside", letter=pk)
        _wait(letter, SET_ASIDE, "It could not be written.")
        return False
    if envelope is None:
        _withdraw(letter, desk)
        return False

    def going_out() -> bool:
        return _mark_going_out(letter, envelope.message, desk)

    # No transaction is open while the mail server talks (S4).
    return _write_down(letter, envelope.message, carrier.carry(envelope, going_out=going_out))


def _mark_going_out(letter: Letter, message: EmailMessage, desk: Desk) -> bool:
    """S5: from now on its end is unknown until it is settled. False when the claim was lost."""

    def mark() -> bool:
        return Letter.objects.mark_going_out(
            letter,
            desk.contents[letter.pk].told,
            address=message.to[0],
            subject=str(message.subject),
            text_version=TEXT_VERSION,
        )

    if not desk.contents[letter.pk].withdrawn:
        return mark()
    with transaction.atomic():
        if not Letter.objects.held_by(letter).select_for_update(of=("self",)):
            return False
        _let_go(letter, desk)
        return mark()


def _write_down(letter: Letter, message: EmailMessage, outcome: Outcome) -> bool:
    """Settle; while the database is away, try again as long as the claim holds.

    Only this process knows the end: forgetting it would send the letter once more.
    """
    give_up = time.monotonic() + LEASE.total_seconds() / 2
    while True:
        try:
            return _settle(letter, message, outcome)
        except (OperationalError, InterfaceError):
            if time.monotonic() > give_up:
                raise
            connection.close()
            time.sleep(1)


def _settle(letter: Letter, message: EmailMessage, outcome: Outcome) -> bool:
    held = Letter.objects.held_by(letter)
    now = clock.now()
    match outcome.fate:
        case Fate.SENT:
            return Letter.objects.settle_sent(letter, answer=outcome.answer)
        case Fate.REFUSED:
            logger.warning("letter_refused", letter=letter.pk)
            with transaction.atomic():
                if held.settle(
                    state=State.FAILED,
                    settled_at=now,
                    address=message.to[0],
                    subject=message.subject,
                    answer=outcome.answer,
                ):
                    undelivered.tell(letter)
        case Fate.LATER:
            _wait(letter, RETRY[min(letter.attempt, len(RETRY)) - 1], outcome.answer)
        case Fate.DOWN:
            _wait(letter, RETRY[0], outcome.answer)
            raise ServerAway
        case Fate.UNKNOWN:
            # It stays unconfirmed; the end of its lease is now, so that it is repeated soon.
            logger.warning("letter_unconfirmed", letter=letter.pk, repeated=letter.repeated)
            held.update(lease_until=now, answer=outcome.answer)
    return False


def _wait(letter: Letter, pause: timedelta, answer: str) -> None:
    """Nothing went out: it waits for its next try."""
    try_at = clock.now() + pause
    Letter.objects.held_by(letter).settle(state=State.WAITING, try_at=try_at, answer=answer)


def _withdraw(letter: Letter, desk: Desk) -> None:
    """Nothing of it holds any more. What may have gone out already stays unconfirmed."""
    held = Letter.objects.held_by(letter)
    if letter.repeated:
        held.settle(state=State.UNCONFIRMED)
        return
    with transaction.atomic():
        _let_go(letter, desk)
        held.settle(state=State.WITHDRAWN, settled_at=clock.now())


def _let_go(letter: Letter, desk: Desk) -> None:
    """Free the letter of what holds no more, and of what came to it after it was read."""
    if letter.repeated:
        return
    contents, theirs = desk.contents[letter.pk], Notice.objects.filter(letter=letter)
    for reason, ids in contents.withdrawn.items():
        theirs.filter(pk__in=ids).update(letter=None, withdrawn=reason, withdrawn_on=desk.on)
    theirs.exclude(pk__in=contents.told).update(letter=None)
