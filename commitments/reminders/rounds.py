"""5.3: who is asked to report in a round, and which focal points read what was not reported."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from commitments.calendars import organisation_of
from commitments.models import Commitment, ReportingRound
from commitments.querysets.round import asked_in, not_reported
from commitments.reminders.calendars import Calendars
from commitments.reminders.models import Notice
from commitments.reminders.noting import note
from commitments.reminders.people import Directory, Duties
from commitments.reminders.rules import rounds as rules
from commitments.reminders.rules.numbers import NUMBERS
from commitments.reminders.rules.recipients import DUTIES
from commitments.reminders.rules.words import Rung
from commitments.reminders.situation import Ask
from history import clock

# A round is news for some days after its end; holidays may lie between.
LOOK_BACK = timedelta(days=NUMBERS.round_days + 14)


@dataclass
class Told:
    """What one person is told of a round: the commitments that nothing was reported of."""

    ask: Ask
    round: ReportingRound
    commitments: list[Commitment] = field(default_factory=list)


def plan(*, on: date | None = None) -> int:
    """Plan what rounds bring on a day; returns how much is new. Calling it again adds nothing."""
    day = on or clock.today()
    done = 0
    for found, rung in _news(_recent(day), day):
        # Once for all: who becomes an owner later is told by the next rung.
        if not _is_planned(found, rung):
            done += note([told.ask for told in _told(found, rung, day)], day)
    return done


def due(round_ids: Collection[int], *, on: date) -> list[Told]:
    """What these rounds bring on a day, read anew (S7). Seven queries a round."""
    rounds = ReportingRound.objects.filter(pk__in=round_ids)
    return [told for found, rung in _news(rounds, on) for told in _told(found, rung, on)]


def _is_planned(found: ReportingRound, rung: Rung) -> bool:
    return Notice.objects.filter(
        planned_on__gte=found.opens_on, rung=rung, counts_from=found.closes_on, cause=found.pk
    ).exists()


def _recent(on: date) -> Iterable[ReportingRound]:
    return ReportingRound.objects.filter(opens_on__lte=on, closes_on__gte=on - LOOK_BACK)


def _news(rounds: Iterable[ReportingRound], on: date) -> Iterator[tuple[ReportingRound, Rung]]:
    found = list(rounds)
    if not found:
        return
    calendar = Calendars(()).coordinating
    for row in found:
        ladder = rules.round_ladder(row.opens_on, row.closes_on, calendar=calendar)
        if rung := rules.due(ladder, on=on):
            yield row, rung


def _told(found: ReportingRound, rung: Rung, on: date) -> list[Told]:
    """Each person once, whatever the number of their commitments."""
    rows = _silent(found)
    posts = {row.accountable_post_id for row in rows if row.accountable_post_id}
    bodies = {pk for row in rows if (pk := organisation_of(row))}
    if not rows:
        return []
    directory = Directory.of(posts, bodies, on=on)
    [duty] = DUTIES[rung]
    by_person: dict[int, Told] = {}
    for row in rows:
        duties = Duties(row.accountable_post_id, None, organisation_of(row))
        for recipient in directory.recipients(duty, duties):
            if recipient.person_id not in by_person:
                ask = Ask(recipient, None, None, rung, found.closes_on, found.pk)
                by_person[recipient.person_id] = Told(ask, found)
            by_person[recipient.person_id].commitments.append(row)
    return list(by_person.values())


def _silent(found: ReportingRound) -> list[Commitment]:
    """Of which nothing was published in the round: as its lines say, once they are written."""
    if found.is_closed:
        missing = found.lines.filter(reported_on=None).values("commitment")
        rows = Commitment.objects.filter(pk__in=missing)
    else:
        rows = not_reported(asked_in(found), found)
    return list(rows.select_related("accountable_post").order_by("code"))
