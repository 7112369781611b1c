"""Who holds which duty on a day: posts, deputies, and what follows where nobody does (2, L6)."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.conf import settings
from django.db.models import DateField, Max, Q, Value
from django.db.models.functions import Coalesce

from accounts.models import Deputy, Post, Tenure
from accounts.words import Role
from commitments.reminders.models import Away
from commitments.reminders.rules.words import Because


@dataclass(frozen=True)
class Recipient:
    """A person, the post by which they are written to, and why."""

    person_id: int
    post_id: int
    because: Because
    stands_in_for_id: int | None = None


@dataclass(frozen=True)
class Duties:
    """The posts of an item that somebody may be written to by."""

    owner_id: int | None
    responsible_id: int | None
    organisation_id: int | None
    # E2: the post that an escalation of level 2 asks.
    head_id: int | None = None


@dataclass
class Directory:
    """The people behind some posts on a day."""

    # By post: who gets its mail, and for whom they stand in.
    _held: dict[int, list[tuple[int, int | None]]] = field(default_factory=dict)
    _focal_points: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    _heads: dict[int, int] = field(default_factory=dict)
    # The head of the coordinating body.
    _lead: int | None = None
    _coordinators: list[int] = field(default_factory=list)
    # L6: posts whose holder is away, and those of them that the focal point is written to for.
    _away: frozenset[int] = frozenset()
    _shared: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls, post_ids: Collection[int], organisation_ids: Collection[int], *, on: date
    ) -> "Directory":
        """Four queries, whatever the number of these posts and bodies."""
        found = cls()
        wanted = (
            Q(pk__in=post_ids)
            | Q(role=Role.FOCAL_POINT, organisation__in=organisation_ids)
            | Q(is_head=True, organisation__in=organisation_ids)
            | Q(role=Role.COORDINATOR)
            | Q(is_head=True, organisation__is_coordinating_body=True)
        )
        posts = Post.objects.open_on(on).filter(wanted).order_by("pk")
        of_post = ("pk", "role", "organisation_id", "is_head", "organisation__is_coordinating_body")
        rows = list(posts.values_list(*of_post))
        for pk, role, organisation_id, is_head, coordinates in rows:
            if is_head:
                found._heads[organisation_id] = pk
                found._lead = pk if coordinates else found._lead
            if role == Role.FOCAL_POINT:
                found._focal_points[organisation_id].append(pk)
            elif role == Role.COORDINATOR:
                found._coordinators.append(pk)
        found._fill([row[0] for row in rows], on)
        return found

    def _fill(self, post_ids: list[int], on: date) -> None:
        reached = Q(holder__is_active=True) & _may_be_written_to("holder__")
        tenures = Tenure.objects.running(on=on).filter(post__in=post_ids)
        holders = dict(tenures.filter(reached).values_list("post_id", "holder_id"))
        absent = dict(
            Away.objects.filter(starts_on__lte=on, ends_on__gte=on)
            .order_by()
            .values_list("person_id", "tell_focal_point")
        )
        self._away = frozenset(post for post, person in holders.items() if person in absent)
        self._shared = frozenset(post for post in self._away if absent[holders[post]])
        standing_in = Deputy.objects.filter(
            _may_be_written_to("deputy__"),
            post__in=post_ids,
            starts_on__lte=on,
            ends_on__gte=on,
            deputy__is_active=True,
        ).order_by("pk")
        self._held = {
            post: [(person, None)] for post, person in holders.items() if post not in self._away
        }
        deputies: dict[int, list[tuple[int, int | None]]] = defaultdict(list)
        for post_id, deputy_id in standing_in.values_list("post_id", "deputy_id"):
            # Who went away as well stands in for nobody.
            if deputy_id not in absent:
                deputies[post_id].append((deputy_id, holders.get(post_id)))
        # L6: while somebody stands in, the holder is away.
        self._held |= deputies

    def recipients(self, duty: Because, duties: Duties) -> Iterator[Recipient]:
        """Whoever has a duty of an item. A vacant post falls to the focal point, then higher."""
        match duty:
            case Because.OWNER:
                yield from self._owner(duties)
            case Because.RESPONSIBLE:
                # Vacant, it is covered by the owner, who is written to as well.
                yield from self._of([duties.responsible_id], duty)
            case Because.FOCAL_POINT:
                yield from self._focal_point(duties)
            case Because.COORDINATOR:
                yield from self._of(self._coordinators, duty)
            case Because.LEAD:
                lead = list(self._of([self._lead], duty))
                yield from lead or self._of(self._coordinators, Because.COORDINATOR)
            case Because.HEAD:
                yield from list(self._of([duties.head_id], duty)) or self._focal_point(duties)

    def escalated_to(self, duties: Duties) -> Iterator[Recipient]:
        """E1: the focal point; where that one owns the item, the head of the organisation."""
        if found := self._focal_points_beside_owners(duties):
            yield from found
            return
        owners = self.people_of(duties.owner_id)
        head = self._heads.get(duties.organisation_id or 0)
        heads = [one for one in self._of([head], Because.HEAD) if one.person_id not in owners]
        yield from heads or self._of(self._coordinators, Because.NO_FOCAL_POINT)

    def of_post(self, post_id: int, because: Because) -> Iterator[Recipient]:
        """Whoever gets the mail of one post."""
        yield from self._of([post_id], because)

    def people_of(self, post_id: int | None) -> frozenset[int]:
        """Whoever acts by a post."""
        return frozenset(person for person, _stands_in in self._held.get(post_id or 0, ()))

    def _owner(self, duties: Duties) -> Iterator[Recipient]:
        found = list(self._of([duties.owner_id], Because.OWNER))
        why = Because.OWNER_AWAY if duties.owner_id in self._away else Because.NO_OWNER
        if not found or duties.owner_id in self._shared:
            found += self._of(self._focal_posts(duties), why)
        yield from found or self._of(self._coordinators, why)

    def _focal_point(self, duties: Duties) -> Iterator[Recipient]:
        """The focal point; where there is none, or it owns the item itself, the coordinators."""
        found = self._focal_points_beside_owners(duties)
        yield from found or self._of(self._coordinators, Because.NO_FOCAL_POINT)

    def _focal_points_beside_owners(self, duties: Duties) -> list[Recipient]:
        """The focal points, if any of them does not own the item."""
        owners = self.people_of(duties.owner_id)
        found = list(self._of(self._focal_posts(duties), Because.FOCAL_POINT))
        return found if any(one.person_id not in owners for one in found) else []

    def _focal_posts(self, duties: Duties) -> list[int]:
        return self._focal_points.get(duties.organisation_id or 0, [])

    def _of(self, post_ids: Collection[int | None], because: Because) -> Iterator[Recipient]:
        for post_id in post_ids:
            if post_id is not None:
                for person_id, stands_in_for_id in self._held.get(post_id, ()):
                    yield Recipient(person_id, post_id, because, stands_in_for_id)


def _may_be_written_to(prefix: str) -> Q:
    """Invented people are written to in demo mode only."""
    return Q() if settings.DEMO else Q(**{f"{prefix}is_demo": False})


def vacant_since(post_ids: Collection[int], *, on: date) -> dict[int, date | None]:
    """By post that nobody holds on a day the first such day; None where nobody ever did."""
    if not post_ids:
        return {}
    begun = Tenure.objects.filter(post__in=post_ids, starts_on__lte=on).order_by()
    last = begun.values_list("post_id").annotate(
        until=Max(Coalesce("ends_on", Value(date.max, output_field=DateField())))
    )
    found = dict(last)
    return {
        post: until + timedelta(days=1) if until else None
        for post in post_ids
        if (until := found.get(post)) is None or until < on
    }
