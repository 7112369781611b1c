"""Put the notices of a person into the one letter of the day (L3), in its hours (L4)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import Deputy, Tenure
from accounts.words import Role
from commitments.reminders.calendars import Calendars
from commitments.reminders.models import Letter, Notice
from commitments.reminders.querysets import NoticeQuerySet
from commitments.reminders.rules import hours
from commitments.reminders.rules.words import ANSWERS
from history import clock

BATCH = 500


def write_letters(*, at: datetime | None = None) -> int:
    """Make the letters of today for everybody with something to be told; returns how many.

    One a person and day, whoever calls it how often, and what was decided since it left. Nobody
    gets one on a day on which their organisation does not work, nor outside the hours: what is
    planned waits for the next morning.
    """
    now = at or clock.now()
    # People have no zone of their own yet, so everybody's day is that of the reporting zone.
    day = clock.day_of(now)
    send_from, send_until = hours.window(day, clock.zone())
    if not send_from <= now < send_until:
        return 0
    made, after = 0, 0
    while people := _people(day, after):
        made += _write_batch(_working(people, day), day, (send_from, send_until), now)
        after = people[-1]
    return made


def _people(day: date, after: int) -> list[int]:
    """The next people for whom a notice or a letter of an earlier day waits."""
    noticed = Notice.objects.open().filter(planned_on__lte=day, person__gt=after).order_by()
    left_over = Letter.objects.unsent_before(day).filter(person__gt=after).order_by()
    found = noticed.values_list("person").union(left_over.values_list("person"))
    return [person for (person,) in found.order_by("person")[:BATCH]]


def _working(people: Collection[int], day: date) -> list[int]:
    """Those whose organisation works on the day: that of the first post they hold or deputise."""
    fields = ("post__role", "post__organisation_id")
    held = Tenure.objects.running(on=day).filter(holder__in=people).order_by("-pk")
    stood_in = Deputy.objects.filter(deputy__in=people, starts_on__lte=day, ends_on__gte=day)
    order = list(Role)
    first: dict[int, tuple[bool, int, int]] = {}
    own = [(False, *row) for row in held.values_list("holder_id", *fields)]
    others = [(True, *row) for row in stood_in.order_by("pk").values_list("deputy_id", *fields)]
    for as_deputy, person, role, organisation in (*own, *others):
        rank = (as_deputy, order.index(Role(role)), organisation)
        first[person] = min(rank, first.get(person, rank))
    calendars = Calendars({organisation for _deputy, _role, organisation in first.values()})
    return [
        person
        for person in people
        if calendars.of(first[person][2] if person in first else None).is_working(day)
    ]


@transaction.atomic
def _write_batch(
    people: list[int], day: date, window: tuple[datetime, datetime], now: datetime
) -> int:
    _take_back(people, day, now)
    waiting = Notice.objects.open().filter(person__in=people, planned_on__lte=day)

    def blank(person: int, *, at_once: bool) -> Letter:
        return Letter(
            person_id=person,
            day=day,
            at_once=at_once,
            send_from=window[0],
            send_until=window[1],
            try_at=now,
            made_at=now,
        )

    some = waiting.order_by().values_list("person", flat=True).distinct()
    Letter.objects.bulk_create(
        [blank(person, at_once=False) for person in some], ignore_conflicts=True
    )
    # Locked while notices are added, so that no worker reads a letter that is half full.
    of_today = Letter.objects.filter(
        person__in=people, day=day, at_once=False, state=Letter.State.WAITING
    )
    held = list(of_today.select_for_update(of=("self",)).order_by("pk"))
    _fill(held, waiting)
    # L4: what was decided after the letter of the day had left does not wait for the next.
    answers = waiting.filter(rung__in=ANSWERS)
    locked = answers.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    told = sorted({notice.person_id for notice in locked})
    more = Letter.objects.bulk_create([blank(person, at_once=True) for person in told])
    _fill(more, answers)
    return len(held) + len(more)


def _fill(letters: list[Letter], notices: NoticeQuerySet) -> None:
    if not letters:
        return
    theirs = Letter.objects.filter(
        person=OuterRef("person"), pk__in=[letter.pk for letter in letters]
    )
    people = [letter.person_id for letter in letters]
    notices.filter(person__in=people).update(letter=Subquery(theirs.values("pk")[:1]))


def _take_back(people: list[int], day: date, now: datetime) -> None:
    """A letter that did not leave on its day gives its notices to that of today."""
    left_over = Letter.objects.unsent_before(day).filter(person__in=people).order_by("pk")
    ids = list(
        left_over.select_for_update(of=("self",), skip_locked=True).values_list("pk", flat=True)
    )
    if ids:
        Notice.objects.filter(letter__in=ids).update(letter=None)
        Letter.objects.filter(pk__in=ids).update(
            state=Letter.State.WITHDRAWN, settled_at=now, lease_until=None
        )
