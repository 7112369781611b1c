"""What a person is on a day: the posts held, in person or as deputy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db import connection

from accounts.words import Role


@dataclass(frozen=True)
class PostHeld:
    """A post as its holder or deputy sees it."""

    post_id: int
    title: str
    role: Role
    organisation_id: int
    as_deputy: bool = False


@dataclass(frozen=True)
class Standing:
    """The posts of one person on one day, the person's own before those deputised."""

    posts: tuple[PostHeld, ...] = field(default=())

    @property
    def first(self) -> PostHeld | None:
        """The post to act by where nothing tells them apart."""
        return self.posts[0] if self.posts else None

    @cached_property
    def post_ids(self) -> frozenset[int]:
        return frozenset(post.post_id for post in self.posts)

    @cached_property
    def organisation_ids(self) -> frozenset[int]:
        return frozenset(post.organisation_id for post in self.posts)

    @cached_property
    def roles(self) -> frozenset[Role]:
        return frozenset(post.role for post in self.posts)

    def has(self, *roles: Role) -> bool:
        """Whether a post with one of these roles is held."""
        return not self.roles.isdisjoint(roles)

    def organisations_as(self, roles: Iterable[Role]) -> frozenset[int]:
        """The organisations in which a post with one of these roles is held."""
        wanted = frozenset(roles)
        return frozenset(post.organisation_id for post in self.posts if post.role in wanted)

    def post_for(
        self,
        *,
        post_ids: Iterable[int | None] = (),
        organisation_id: int | None = None,
        roles: Iterable[Role] = (),
    ) -> PostHeld | None:
        """The post that fits best: a named one, else one of the roles, its organisation first."""
        named, wanted = set(post_ids), set(roles)
        fitting = [post for post in self.posts if post.post_id in named]
        fitting += [
            post
            for post in sorted(self.posts, key=lambda p: p.organisation_id != organisation_id)
            if post.role in wanted
        ]
        return fitting[0] if fitting else self.first


# Bare, for every request asks it before anything else, and Django takes longer to put the two
# queries together than the database to answer.
_HELD = """
    SELECT held.person_id, p.id, p.title, p.role, p.organisation_id, held.as_deputy
    FROM (
        SELECT holder_id AS person_id, post_id, false AS as_deputy FROM accounts_tenure
        WHERE holder_id = ANY(%(users)s) AND starts_on <= %(day)s
            AND coalesce(ends_on >= %(day)s, true)
        UNION ALL
        SELECT deputy_id, post_id, true FROM accounts_deputy
        WHERE deputy_id = ANY(%(users)s) AND starts_on <= %(day)s AND ends_on >= %(day)s
    ) held
    JOIN accounts_post p ON p.id = held.post_id
    WHERE coalesce(p.closed_on >= %(day)s, true)
"""


def standing_of(user_id: int | None, day: date) -> Standing:
    """Read the posts of a person on a day, in one query."""
    return Standing() if user_id is None else standings_of([user_id], day)[user_id]


def standings_of(user_ids: Iterable[int], day: date) -> dict[int, Standing]:
    """The same of several people at once."""
    people = list(user_ids)
    with connection.cursor() as cursor:
        cursor.execute(_HELD, {"users": people, "day": day})
        rows = cursor.fetchall()
    held: dict[int, dict[int, PostHeld]] = {person: {} for person in people}
    # A post held in person as well is held in person.
    for person, pk, title, role, organisation, as_deputy in sorted(rows, key=lambda r: not r[5]):
        held[person][pk] = PostHeld(pk, title, Role(role), organisation, as_deputy)
    return {person: Standing(_in_order(posts.values())) for person, posts in held.items()}


def _in_order(posts: Iterable[PostHeld]) -> tuple[PostHeld, ...]:
    order = list(Role)
    return tuple(sorted(posts, key=lambda p: (p.as_deputy, order.index(p.role), p.post_id)))
