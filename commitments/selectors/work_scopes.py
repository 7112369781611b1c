"""Whose work is shown on My work: the tabs of a person (screen 2)."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import Tenure, User
from accounts.standing import PostHeld
from accounts.words import Role
from commitments.models import Commitment, Contributor, Milestone
from commitments.querysets.commitment import CommitmentQuerySet
from commitments.querysets.milestone import MilestoneQuerySet
from commitments.rules.words import CommitmentState
from history import clock


@dataclass(frozen=True)
class Scope:
    """The person's own work, the organisation's, or that of a post stood in for."""

    name: str
    label: str
    posts: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()

    def milestones(self) -> MilestoneQuerySet:
        """Of active commitments; the others wait or are over."""
        rows = Milestone.objects.filter(commitment__state=CommitmentState.ACTIVE)
        if self.organisations:
            return rows.filter(commitment__lead_organisation__in=self.organisations)
        return rows.filter(
            Q(responsible_post__in=self.posts) | Q(commitment__in=self.commitment_ids)
        )

    def commitments(self) -> CommitmentQuerySet:
        if self.organisations:
            return Commitment.objects.active().filter(lead_organisation__in=self.organisations)
        return Commitment.objects.active().filter(pk__in=self.commitment_ids)

    @cached_property
    def commitment_ids(self) -> list[int]:
        """What the posts own or contribute to. Each half is found by its index, and so are the
        rows of these few keys; one condition over both would read all commitments."""
        owned = Commitment.objects.filter(accountable_post__in=self.posts).order_by()
        helped = Contributor.objects.filter(post__in=self.posts).order_by()
        return list(
            owned.values_list("pk")
            .union(helped.values_list("commitment"))
            .values_list("pk", flat=True)
        )


def scopes_of(user: User) -> list[Scope]:
    """The tabs of a person, their own work first. One query where somebody is stood in for."""
    own = [post for post in user.standing.posts if not post.as_deputy]
    scopes = [Scope("mine", _("Mine"), posts=frozenset(post.post_id for post in own))]
    focal = frozenset(p.organisation_id for p in own if p.role == Role.FOCAL_POINT)
    if focal:
        scopes.append(Scope("organisation", _("My organisation"), organisations=focal))
    deputised = [post for post in user.standing.posts if post.as_deputy]
    names = _holders(deputised) if deputised else {}
    for post in deputised:
        label = _("Standing in for %(name)s") % {"name": names.get(post.post_id, post.title)}
        scopes.append(Scope(f"post-{post.post_id}", label, posts=frozenset({post.post_id})))
    return scopes


def focal_points_of(user: User) -> list[str]:
    """Who to ask, for a person who owns nothing yet."""
    running = Tenure.objects.running(on=clock.real_today()).filter(
        post__role=Role.FOCAL_POINT, post__organisation__in=user.standing.organisation_ids
    )
    return list(running.exclude(holder=user).values_list("holder__name", flat=True)[:3])


def _holders(posts: list[PostHeld]) -> dict[int, str]:
    running = Tenure.objects.running(on=clock.real_today()).filter(
        post__in=[post.post_id for post in posts]
    )
    return dict(running.values_list("post_id", "holder__name"))
