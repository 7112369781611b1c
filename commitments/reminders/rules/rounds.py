"""The ladder of a reporting round (5.3)."""

from datetime import date, timedelta

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules.ladders import Ladder
from commitments.reminders.rules.numbers import NUMBERS, Numbers
from commitments.reminders.rules.words import Rung


def round_ladder(
    opens_on: date, closes_on: date, *, calendar: WorkingCalendar, numbers: Numbers = NUMBERS
) -> Ladder:
    """G1 to G4, by the coordinating body's calendar.

    What a short round has no room for before its end is left out.
    """
    opened = calendar.on_or_after(opens_on)
    between = {
        Rung.G2: calendar.on_or_before(closes_on - timedelta(days=numbers.round_closes)),
        Rung.G3: calendar.previous_working_day(closes_on),
    }
    return Ladder(
        {
            Rung.G1: opened,
            **{rung: day for rung, day in between.items() if day > opened},
            Rung.G4: calendar.next_working_day(closes_on),
        }
    )


def due(ladder: Ladder, *, on: date, numbers: Numbers = NUMBERS) -> Rung | None:
    """The rung of a day; that a round is over is news for some days only."""
    rung = ladder.due(on=on)
    if rung == Rung.G4 and on >= ladder.days[rung] + timedelta(days=numbers.round_days):
        return None
    return rung
