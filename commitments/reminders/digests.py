"""L5: who reads how the plan stands on a day, and who of heads how their organisation does."""

from collections.abc import Iterator
from datetime import date

from accounts.models import Post
from accounts.words import Role
from commitments.models import Commitment
from commitments.reminders.calendars import Calendars
from commitments.reminders.noting import note
from commitments.reminders.people import Directory, Duties
from commitments.reminders.rules.digests import coordinator_digests, head_digests
from commitments.reminders.rules.words import Because, Rung
from commitments.reminders.situation import RUNNING, Ask
from commitments.reminders.tally import Tally
from history import clock

NOTHING = Duties(None, None, None)


def plan(*, on: date | None = None) -> int:
    """Plan the digests of a day; returns how many are new. Calling it again adds none."""
    day = on or clock.today()
    return note(due(Tally(day)), day)


def due(tally: Tally) -> list[Ask]:
    """All digests of a day, each for whom it is due. Some queries, and the figures once."""
    return [*_of_coordinators(tally), *_of_heads(tally)]


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


def _of_heads(tally: Tally) -> Iterator[Ask]:
    """The month of each organisation that leads something, for whoever is its head."""
    heads = Post.objects.open_on(tally.on).filter(
        is_head=True,
        organisation__in=Commitment.objects.filter(state__in=RUNNING).values("lead_organisation"),
    )
    posts = list(heads.order_by("pk").values_list("pk", "organisation_id"))
    if not posts:
        return
    calendars = Calendars({body for _post, body in posts})
    due = [
        (post, rung, day)
        for post, body in posts
        for rung, day in head_digests(on=tally.on, calendar=calendars.of(body))
    ]
    if not due:
        return
    directory = Directory.of({post for post, _rung, _day in due}, (), on=tally.on)
    for post, rung, day in due:
        for recipient in directory.of_post(post, Because.HEAD):
            # The post tells two organisations of one person apart.
            yield Ask(recipient, None, None, rung, day, post)
