"""L5: who reads how the plan stands on a day, and who of heads how their organisation does."""

from collections.abc import Iterator
from datetime import date

from accounts.models import Post
from accounts.words import Role
from commitments.reminders.calendars import Calendars
from commitments.reminders.noting import note
from commitments.reminders.people import Directory, Duties
from commitments.reminders.rules.digests import coordinator_digests
from commitments.reminders.rules.words import Because, Rung
from commitments.reminders.situation import Ask
from commitments.reminders.tally import Tally
from history import clock

NOTHING = Duties(None, None, None)


def plan(*, on: date | None = None) -> int:
    """Plan the digests of a day; returns how many are new. Calling it again adds none."""
    day = on or clock.today()
    return note(due(Tally(day)), day)


def due(tally: Tally) -> list[Ask]:
    """All digests of a day, each for whom it is due. Five queries, and the figures once."""
    return list(_of_coordinators(tally))


def _of_coordinators(tally: Tally) -> Iterator[Ask]:
    posts = Post.objects.open_on(tally.on).filter(role=Role.COORDINATOR).order_by()
    bodies = dict(posts.values_list("pk", "organisation_id"))
    if not bodies:
        return
    calendars = Calendars(set(bodies.values()))
    directory = Directory.of((), (), on=tally.on)
    told: set[int] = set()
    for recipient in directory.recipients(Because.COORDINATOR, NOTHING):
        # Who holds two such posts reads it once.
        if recipient.person_id in told:
            continue
        told.add(recipient.person_id)
        calendar = calendars.of(bodies[recipient.post_id])
        for rung, day in coordinator_digests(on=tally.on, calendar=calendar):
            # Where nothing waits, nothing is said: no letter only to say so.
            if rung != Rung.D1 or tally.waits:
                yield Ask(recipient, None, None, rung, day)
