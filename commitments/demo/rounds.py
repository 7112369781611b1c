"""Tavania's reporting rounds: one that is closed, and one that runs."""

from datetime import date, timedelta
from functools import partial

from accounts.models import User
from commitments.demo.bodies import Bodies
from commitments.demo.events import Event
from commitments.rules.dates import in_text
from commitments.services import rounds

PERIOD = timedelta(days=90)


def round_events(bodies: Bodies, today: date) -> list[Event]:
    """The days on which rounds opened and closed, counted from today."""
    opened = [
        Event(day, partial(_open, bodies, today + timedelta(days=day), days))
        for day, days in ((-110, 42), (-24, 35))
    ]
    return [*opened, Event(-67, rounds.close_ended_rounds)]


def _open(bodies: Bodies, day: date, days: int) -> None:
    rounds.open_round(
        # Read anew, since what a person may do is remembered for one day only.
        by=User.objects.get(pk=bodies.people["Leila Haddad"].pk),
        title=f"Reports until {in_text(day - timedelta(days=1))}",
        period_from=day - PERIOD,
        period_to=day - timedelta(days=1),
        opens_on=day,
        closes_on=day + timedelta(days=days),
    )
