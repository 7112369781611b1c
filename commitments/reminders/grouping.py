"""Put the notices of a person into the one letter of the day (L3), in their hours (L4, L5)."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import OuterRef, Q, Subquery

from accounts.models import Deputy, Tenure
from accounts.words import Role
from accounts.working_days import WorkingCalendar
from commitments.reminders.calendars import Calendars
from commitments.reminders.models import Letter, Notice
from commitments.reminders.querysets import NoticeQuerySet
from commitments.reminders.readers import Morning, Readers
from commitments.reminders.rules.words import AT_ONCE, Unmailed
from history import clock

BATCH = 500
SPREAD_FROM, SPREAD = 100, timedelta(minutes=30)
# No clock of a person is further ahead of the reporting zone's day.
A_DAY = timedelta(days=1)


def write_letters(*, at: datetime | None = None) -> int:
    """Make the letters of today for everybody with something to be told; returns how many.

    One a person and day, whoever calls it how often, and what was decided since it left. Nobody
    gets one on a day on which their organisation does not work, nor outside their hours: what is
    planned waits for the next morning. What somebody wants no mail of stays in the inbox.
    """
    now = at or clock.now()
    made, after = 0, 0
    while people := _people(clock.day_of(now) + A_DAY, after):
        made += _write_those_awake(people, now)
        after = people[-1]
    return made


def _people(before: date, after: int) -> list[int]:
    """The next people for whom a notice or a letter of an earlier day waits."""
    noticed = Notice.objects.open().filter(person__gt=after).order_by()
    left_over = Letter.objects.unsent_before(before).filter(person__gt=after).order_by()
    found = noticed.values_list("person").union(left_over.values_list("person"))
    return [person for (person,) in found.order_by("person")[:BATCH]]


def _write_those_awake(people: list[int], now: datetime) -> int:
    """Letters for whoever has a working day now, and its hours."""
    readers = Readers(people)
    by_day: dict[date, dict[int, Morning]] = defaultdict(dict)
    for person in people:
        morning = readers.morning(person, now)
        if morning.send_from <= now < morning.send_until:
            by_day[morning.day][person] = morning
    made = 0
    for day, mornings in by_day.items():
        calendars = _calendars(mornings, day)
        working = {p: m for p, m in mornings.items() if calendars[p].is_working(day)}
        if working:
            made += _write_batch(working, calendars, readers, day, now)
    return made


def _calendars(people: Collection[int], day: date) -> dict[int, WorkingCalendar]:
    """That of each person's organisation: of the first post they hold or deputise."""
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
    return {
        person: calendars.of(first[person][2] if person in first else None) for person in people
    }


@transaction.atomic
def _write_batch(
    mornings: Mapping[int, Morning],
    calendars: Mapping[int, WorkingCalendar],
    readers: Readers,
    day: date,
    now: datetime,
) -> int:
    people = list(mornings)
    _take_back(people, day, now)
    waiting = _to_be_mailed(people, calendars, readers, day, now)

    def blank(person: int, *, at_once: bool) -> Letter:
        return Letter(
            person_id=person,
            day=day,
            at_once=at_once,
            send_from=mornings[person].send_from,
            send_until=mornings[person].send_until,
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
    # L4: what was decided or escalated after the letter of the day had left does not wait for the
    # next.
    answers = waiting.filter(rung__in=AT_ONCE)
    locked = answers.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    told = sorted({notice.person_id for notice in locked})
    more = Letter.objects.bulk_create(_spread([blank(person, at_once=True) for person in told]))
    _fill(more, answers)
    return len(held) + len(more)


def _spread(letters: list[Letter]) -> list[Letter]:
    """Many at once leave over half an hour (screen 10)."""
    if len(letters) > SPREAD_FROM:
        for place, letter in enumerate(letters):
            letter.try_at += SPREAD * (place / len(letters))
    return letters


def _to_be_mailed(
    people: Collection[int],
    calendars: Mapping[int, WorkingCalendar],
    readers: Readers,
    day: date,
    now: datetime,
) -> NoticeQuerySet:
    """What goes into a letter today. What the person wants no mail of is marked, and why."""
    # A rung has its day where the person is; what is told at once has none.
    come = Q(planned_on__lte=day) | Q(rung__in=AT_ONCE)
    rows = Notice.objects.open().filter(come, person__in=people)
    kept: dict[Unmailed, list[int]] = defaultdict(list)
    mailed = []
    for notice in rows.order_by("pk"):
        if reason := readers.keeps_from_mail(notice, day):
            kept[reason].append(notice.pk)
        elif not readers.waits_for_weekly(notice, day, calendars[notice.person_id]):
            mailed.append(notice.pk)
    for reason, ids in kept.items():
        # Whoever muted it does not want to tick it off either.
        ticked = {"done_at": now} if reason == Unmailed.MUTED else {}
        Notice.objects.open().filter(pk__in=ids).update(unmailed=reason, **ticked)
    return Notice.objects.open().filter(pk__in=mailed)


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
