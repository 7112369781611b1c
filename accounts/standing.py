"""What a person is on a day: the posts held, in person or as deputy."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.apps import apps
from django.db.models import Q

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


def standing_of(user_id: int | None, day: date) -> Standing:
    """Read the posts of a person on a day, in one query."""
    if user_id is None:
        return Standing()
    holds = Q(tenures__holder=user_id, tenures__starts_on__lte=day) & (
        Q(tenures__ends_on=None) | Q(tenures__ends_on__gte=day)
    )
    deputises = Q(
        deputies__deputy=user_id, deputies__starts_on__lte=day, deputies__ends_on__gte=day
    )
    posts = apps.get_model("accounts", "Post").objects.filter(
        Q(closed_on=None) | Q(closed_on__gte=day)
    )
    fields = ("pk", "title", "role", "organisation_id")
    own = posts.filter(holds).values_list(*fields)
    stood_in = posts.filter(deputises).values_list(*fields)
    held = {row[0]: PostHeld(row[0], row[1], Role(row[2]), row[3], True) for row in stood_in}
    held |= {row[0]: PostHeld(row[0], row[1], Role(row[2]), row[3]) for row in own}
    order = list(Role)
    return Standing(
        tuple(sorted(held.values(), key=lambda p: (p.as_deputy, order.index(p.role), p.post_id)))
    )
