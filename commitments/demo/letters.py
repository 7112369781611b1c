"""The letters that Tavania's people got in the last days, by the real planning and writing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from accounts.models import User
from commitments.reminders import delivery, digests, grouping, planning, rounds
from commitments.reminders.carriers import Envelope, Fate, Outcome
from commitments.reminders.contents import Desk
from commitments.reminders.models import Letter
from commitments.reminders.rules.hours import window
from history import clock


def letters_of(day: date) -> None:
    """Plan and write the letters of a morning as they were due then. Call inside a transaction."""
    at, _until = window(day, clock.zone())
    with clock.stand_at(at):
        planning.plan()
        digests.plan()
        rounds.plan()
        grouping.write_letters()
        letters = list(Letter.objects.ready())
        desk, people = Desk(letters), User.objects.in_bulk([row.person_id for row in letters])
        for letter in letters:
            delivery.send_letter(letter.pk, people[letter.person_id], desk, _Later(at))


@dataclass(frozen=True)
class _Later:
    """Puts a letter into the mailbox once the whole demo is written, dated as it was sent."""

    at: datetime

    def carry(self, envelope: Envelope, *, going_out: Callable[[], bool]) -> Outcome:
        going_out()
        transaction.on_commit(lambda: self._keep(envelope.message))
        return Outcome(Fate.SENT, "kept in the mailbox")

    def close(self) -> None:
        """Nothing is open."""

    def _keep(self, message: EmailMessage) -> None:
        with clock.stand_at(self.at):
            get_connection(settings.INVENTED_EMAIL_BACKEND).send_messages([message])
