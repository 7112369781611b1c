"""The inbox: what a person was told or is about to be, by item, newest first (screen 22)."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Case, F, Max, Q, Value, When
from django.urls import reverse

from accounts.models import User
from commitments.models import Commitment
from commitments.reminders.models import Mute, Notice
from commitments.reminders.querysets import NoticeQuerySet
from commitments.reminders.rules.reasons import reason_of
from commitments.reminders.rules.topics import is_optional
from commitments.reminders.rules.words import REQUESTS, REVIEWS, ROUNDS, Rung
from commitments.selectors.paging import Leg, Slice, Sort, slice_of
from history import clock

SHOWN_DAYS = 90
# What makes notices one item.
GROUP = ("commitment", "milestone", "kind")
# Where what is of no item leads.
_PLACES = {Rung.D1: "review", Rung.D2: "review", Rung.D3: "progress"}
NEWEST = Sort("newest", (Leg(("pk",)),), descending=True)


@dataclass(frozen=True)
class Event:
    """One reminder of an item."""

    words: str
    on: date
    stands_in_for: str = ""


@dataclass
class Entry:
    """An item with what was told of it, newest first; `key` names it and its newest event.

    What is of no item, as a digest, has neither code nor commitment.
    """

    key: int
    reason: str
    title: str
    code: str
    commitment: Commitment | None
    url: str
    counts_from: date
    events: list[Event] = field(default_factory=list)
    is_done: bool = True
    is_optional: bool = False
    muted_until: date | None = None

    @property
    def newest(self) -> Event:
        return self.events[0]

    @property
    def earlier(self) -> list[Event]:
        return self.events[1:]


@dataclass(frozen=True)
class Inbox:
    """A page of it."""

    entries: list[Entry]
    next: str = ""
    previous: str = ""

    @property
    def newest(self) -> int:
        """Up to which notice the reader has seen the inbox."""
        return max((entry.key for entry in self.entries), default=0)


def unread(user: User) -> int:
    """How many items wait to be ticked off: the number in the bar. One query, by an index."""
    posts = list(user.standing.post_ids)
    if not posts:
        return 0
    with connection.cursor() as cursor:
        # Bare, for every page asks it.
        cursor.execute(
            "SELECT count(DISTINCT (commitment_id, milestone_id, "
            "CASE WHEN commitment_id IS NULL THEN rung END)) FROM reminders_notice "
            "WHERE person_id = %s AND done_at IS NULL AND withdrawn = '' "
            "AND planned_on >= %s AND post_id = ANY(%s)",
            [user.pk, _since(), posts],
        )
        return int(cursor.fetchone()[0])


def inbox(user: User, *, everything: bool = False, cursor: str = "") -> Inbox:
    """The items of the last 90 days, or only those not done. As many queries whatever there is."""
    seen = Q(commitment=None) | Q(commitment__in=Commitment.objects.visible_to(user))
    rows = _theirs(user).filter(seen)
    if not everything:
        rows = rows.filter(done_at=None)
    newest = rows.order_by().values(*GROUP).annotate(newest=Max("pk")).values("newest")
    page = slice_of(Notice.objects.filter(pk__in=newest), NEWEST, cursor=cursor)
    return Inbox(_entries(user, page), page.next, page.previous)


def tick_off(user: User, keys: Collection[int]) -> datetime:
    """Mark items as done, as far as their newest event was seen; returns the moment, for undo."""
    at = clock.now()
    for *group, key in _theirs(user).filter(pk__in=keys).values_list(*GROUP, "pk"):
        # Exact also where a part is NULL, which a dictionary of equals is not.
        same = {
            f"{name}__isnull" if value is None else name: value is None or value
            for name, value in zip(GROUP, group, strict=True)
        }
        _undone(user).filter(pk__lte=key, **same).update(done_at=at)
    return at


def tick_all_off(user: User, *, up_to: int) -> datetime:
    """Mark everything as done up to a notice: what came since stays. Returns the moment."""
    at = clock.now()
    _undone(user).filter(pk__lte=up_to).update(done_at=at)
    return at


def ticked_at(user: User, moment: datetime) -> int:
    """How many items were marked as done at a moment."""
    rows = _theirs(user).filter(done_at=moment).order_by()
    return rows.values(*GROUP).distinct().count()


def untick(user: User, moment: datetime) -> int:
    """Undo what was marked as done at a moment; returns how many notices are open again."""
    return Notice.objects.filter(person=user, done_at=moment).update(done_at=None)


def _since() -> date:
    return clock.real_today() - timedelta(days=SHOWN_DAYS)


def _theirs(user: User) -> NoticeQuerySet:
    """What reached the person by a post that they still hold or stand in for."""
    return _grouped(user).filter(planned_on__gte=_since(), post__in=user.standing.post_ids)


def _undone(user: User) -> NoticeQuerySet:
    return _grouped(user).filter(done_at=None)


def _grouped(user: User) -> NoticeQuerySet:
    """With the kind of what is of no item; empty for an item, whose rungs stand together."""
    kind = Case(When(commitment=None, then=F("rung")), default=Value(""))
    return Notice.objects.filter(person=user, withdrawn="").annotate(kind=kind)


def _entries(user: User, page: Slice) -> list[Entry]:
    if not page.keys:
        return []
    heads = Notice.objects.filter(pk__in=page.keys)
    of_page = Q(commitment__in=heads.values("commitment"))
    of_page |= Q(commitment=None, rung__in=heads.filter(commitment=None).values("rung"))
    rows = _theirs(user).filter(of_page).select_related("commitment", "milestone", "stands_in_for")
    groups: dict[tuple[int | None, int | None, str], list[Notice]] = defaultdict(list)
    ordered: Any = rows.order_by("-pk")
    for row in ordered:
        groups[row.commitment_id, row.milestone_id, row.kind].append(row)
    by_key = {row.pk: group for group in groups.values() for row in group}
    muted = dict(
        Mute.objects.filter(person=user, until__gte=clock.real_today())
        .filter(commitment__in={group[0] for group in groups if group[0]})
        .values_list("commitment_id", "until")
    )
    return [_entry(by_key[key], muted) for key in page.keys if key in by_key]


def _entry(group: list[Notice], muted: dict[int, date]) -> Entry:
    newest = group[0]
    item = newest.milestone or newest.commitment
    return Entry(
        key=newest.pk,
        reason=str(reason_of(newest.rung, newest.because).label),
        title=item.title if item else str(Rung(newest.rung).label),
        code=item.code if item else "",
        commitment=newest.commitment,
        url=_url(newest),
        counts_from=newest.counts_from,
        events=[_event(row) for row in group],
        is_done=all(row.done_at for row in group),
        is_optional=is_optional(newest.rung, newest.because),
        muted_until=muted.get(newest.commitment_id or 0),
    )


def _event(notice: Notice) -> Event:
    return Event(
        str(Rung(notice.rung).label),
        notice.planned_on,
        notice.stands_in_for.name if notice.stands_in_for else "",
    )


def _url(notice: Notice) -> str:
    """The page where the work is done."""
    if notice.rung in ROUNDS:
        return reverse("round", args=[notice.cause])
    if notice.commitment is None:
        return reverse(_PLACES.get(Rung(notice.rung), "my-work"))
    if notice.milestone is None:
        return reverse("commitment", args=[notice.commitment.code])
    if notice.rung in REVIEWS:
        return reverse("milestone-review", args=[notice.milestone.code])
    if notice.rung in REQUESTS:
        return reverse("date-request", args=[notice.cause])
    return reverse("milestone", args=[notice.milestone.code])
