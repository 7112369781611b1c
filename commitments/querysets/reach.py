"""A right's reach as a filter: the list side of `commitments.permissions`."""

from django.apps import apps
from django.db.models import Q

from accounts.models import User
from accounts.standing import Standing
from accounts.words import Role
from commitments.rights import Right, Scope, scopes
from commitments.rules.words import CommitmentState, Visibility

SHARED = (Visibility.INTERNAL, Visibility.PUBLIC)


def reach(user: User, right: Right, prefix: str = "") -> Q | None:
    """The commitments that a right reaches, as a filter; None when it reaches all of them.

    `prefix` is the path to the commitment ("commitment__"), so that each model with a commitment
    asks the same question.
    """
    standing = user.standing
    found = scopes(standing, right)
    if Scope.ALL in found:
        return None
    reached = Q(pk__in=())
    for scope, roles in found.items():
        reached |= _reached(standing, scope, roles, prefix)
    return reached


def _reached(standing: Standing, scope: Scope, roles: list[Role], prefix: str) -> Q:
    bodies = standing.organisations_as(roles)
    posts = frozenset(post.post_id for post in standing.posts if post.role in roles)
    mine = _of_posts(posts, prefix)
    if scope is Scope.OWN_POST:
        return mine
    led = Q(**{f"{prefix}lead_organisation__in": bodies})
    if scope is Scope.OWN_ORGANISATION:
        return led | mine
    involved = led | mine | _partnered(bodies, prefix)
    if scope is Scope.INVOLVED:
        return involved
    shared = Q(**{f"{prefix}visibility__in": SHARED}) & ~Q(
        **{f"{prefix}state": CommitmentState.DRAFT}
    )
    return shared | involved


def _of_posts(posts: frozenset[int], prefix: str) -> Q:
    contributed = apps.get_model("commitments", "Contributor").objects.filter(post__in=posts)
    responsible = apps.get_model("commitments", "Milestone").objects.filter(
        responsible_post__in=posts
    )
    return (
        Q(**{f"{prefix}accountable_post__in": posts})
        | Q(**{f"{prefix}pk__in": contributed.values("commitment")})
        | Q(**{f"{prefix}pk__in": responsible.values("commitment")})
    )


def _partnered(bodies: frozenset[int], prefix: str) -> Q:
    partners = apps.get_model("commitments", "CommitmentPartner").objects
    return Q(**{f"{prefix}pk__in": partners.filter(organisation__in=bodies).values("commitment")})
