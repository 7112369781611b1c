"""How some of Tavania's people want to be written to, who is away, and what they have read."""

from datetime import date, timedelta

from accounts.models import User
from commitments.demo.bodies import Bodies
from commitments.reminders import choosing
from commitments.reminders.models import Notice
from commitments.reminders.rules.topics import Rhythm, Topic
from history import clock

# What is older has been read.
READ_DAYS = 10


def choose(bodies: Bodies) -> None:
    """One writes for the whole ministry once a week, one reads most of it in the inbox."""
    _choose(bodies.people["Pavel Dvorak"], Rhythm.WEEKLY)
    _choose(bodies.people["Omar Lindqvist"], Rhythm.INBOX)
    _choose(bodies.people["Anders Nyman"], Rhythm.DAILY, Topic.COMING_UP)


def go_away(bodies: Bodies, today: date) -> None:
    """Next week somebody is away, and a colleague stands in."""
    choosing.go_away(
        by=bodies.people["Elena Petrova"],
        starts_on=today + timedelta(days=8),
        ends_on=today + timedelta(days=19),
        deputy=bodies.people["Karim Benali"],
    )


def read_what_is_old(today: date) -> None:
    """Everybody has ticked off what they were told long ago."""
    old = Notice.objects.filter(done_at=None, planned_on__lt=today - timedelta(days=READ_DAYS))
    old.update(done_at=clock.now())


def _choose(person: User, rhythm: Rhythm, *off: Topic) -> None:
    choosing.choose(
        by=person, rhythm=rhythm, hour=8, weekday=1, time_zone="", language=person.language,
        switched_off=off,
    )  # fmt: skip
