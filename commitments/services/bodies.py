"""Organisations, people and posts: kept by administrators."""

from datetime import date
from typing import Any

from django.utils.text import slugify

from accounts.models import Organisation, Post, Tenure, User
from commitments import permissions
from commitments.rights import Right
from history import clock
from history.acts import act


def save_organisation(organisation: Organisation, *, by: User) -> Organisation:
    """Add or change an organisation."""
    permissions.require(permissions.can_manage_bodies(by))
    kind = "organisation.changed" if organisation.pk else "organisation.added"
    if not organisation.slug:
        organisation.slug = free_slug(Organisation, organisation.short_name)
    organisation.full_clean()
    with _by(kind, by, organisation.slug):
        organisation.save()
        return organisation


def add_post(*, by: User, title: str, organisation: Organisation, role: str) -> Post:
    """Add a post; it is vacant until somebody is appointed."""
    permissions.require(permissions.can_manage_bodies(by))
    slug = free_slug(Post, f"{title} {organisation.short_name}")
    post = Post(title=title, organisation=organisation, role=role, slug=slug)
    post.full_clean()
    with _by("post.added", by, slug):
        post.save()
        return post


def add_person(*, by: User, email: str, name: str) -> User:
    """Add a person, who chooses a password through the link for a forgotten one."""
    permissions.require(permissions.can_manage_bodies(by))
    user = User(email=email.strip(), name=name.strip())
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    with _by("person.added", by, ""):
        user.save()
        return user


def appoint(post: Post, *, by: User, holder: User, starts_on: date | None = None) -> Tenure:
    """Give a vacant post a holder, from a day on."""
    permissions.require(permissions.can_hand_over(by, post))
    tenure = Tenure(post=post, holder=holder, starts_on=starts_on or clock.real_today())
    with _by("post.appointed", by, post.slug):
        tenure.full_clean()
        tenure.save()
        return tenure


def free_slug(model: Any, words: str) -> str:
    """A readable address that nothing else has."""
    base = slugify(words)[:60] or "x"
    slug, number = base, 1
    while model._default_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _by(kind: str, by: User, about: str) -> Any:
    post = permissions.acting_post(by, Right.MANAGE_BODIES)
    return act(kind, by=by, post=post, about=about[:40])
