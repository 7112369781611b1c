"""Organisations, people and posts: kept by administrators."""

from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import ApiToken, Holiday, Organisation, Post, Tenure, User
from accounts.words import Role
from commitments import permissions
from commitments.figures.keeping import calendar_changed
from commitments.rights import Right
from commitments.services.deed import change
from commitments.services.errors import Changed, Problems, Refused
from commitments.services.posts import open_items
from history import clock
from history.acts import act
from history.models import Act

DAY = timedelta(days=1)


def version_of(row: Model) -> int | None:
    """What to hand back as `based_on` (C1): the newest entry of the record about this row."""
    if row.pk is None:
        return None
    newest: QuerySet[Any, int] = row.versions.values_list("pgh_id", flat=True)  # type: ignore[attr-defined]
    return newest.order_by("-pgh_id").first()


def save_organisation(
    organisation: Organisation, *, by: User, based_on: int | None = None
) -> Organisation:
    """Add or change an organisation; its address stays the same when its name changes."""
    permissions.require(permissions.can_manage_bodies(by))
    kind = "organisation.changed" if organisation.pk else "organisation.added"
    if not organisation.slug:
        organisation.slug = free_slug(Organisation, organisation.short_name)
    with _deed(kind, by, organisation.slug):
        if organisation.pk:
            now = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
            _require_version(now, based_on)
        _check_parent(organisation)
        organisation.full_clean()
        organisation.save()
        calendar_changed()
        return organisation


def add_holiday(*, by: User, organisation: Organisation | None, on: date, name: str) -> Holiday:
    """Add a day on which an organisation does not work; without one, nobody works.

    An organisation with holidays of its own does not take those of the installation.
    """
    permissions.require(permissions.can_manage_bodies(by))
    holiday = Holiday(organisation=organisation, on=on, name=name.strip())
    with _deed("holiday.added", by, organisation.slug if organisation else ""):
        holiday.full_clean()
        holiday.save()
        calendar_changed()
        return holiday


def remove_holiday(holiday: Holiday, *, by: User) -> None:
    """Make a holiday a day like others again."""
    permissions.require(permissions.can_manage_bodies(by))
    about = holiday.organisation.slug if holiday.organisation else ""
    with _deed("holiday.removed", by, about):
        holiday.delete()
        calendar_changed()


def add_post(*, by: User, title: str, organisation: Organisation, role: str) -> Post:
    """Add a post; it is vacant until somebody is appointed."""
    permissions.require(permissions.can_manage_bodies(by))
    title = title.strip()
    slug = free_slug(Post, f"{title} {organisation.short_name}")
    post = Post(title=title, organisation=organisation, role=role, slug=slug)
    with _deed("post.added", by, slug):
        post.full_clean()
        post.save()
        return post


def close_post(post: Post, *, by: User, on: date) -> Post:
    """End a post after a last day. Refused while it has open items; its holder ends with it."""
    permissions.require(permissions.can_manage_bodies(by))
    with _deed("post.closed", by, post.slug):
        fresh = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
        if on < clock.real_today():
            raise Problems({"on": _("Choose today or a later day.")})
        if items := open_items(fresh):
            raise Refused(
                _("This post has %(count)d open items.") % {"count": items.count},
                fix=_("Give them to another post first."),
            )
        if fresh.tenures.filter(starts_on__gt=on).exists():
            raise Problems({"on": _("Somebody starts on this post after that day.")})
        if fresh.role == Role.ADMINISTRATOR and not _other_administrators(post=fresh):
            raise Refused(_("This is the only post from which the tracker is administered."))
        for tenure in fresh.tenures.filter(Q(ends_on=None) | Q(ends_on__gt=on)):
            change(tenure, ends_on=on)
        for deputy in fresh.deputies.filter(ends_on__gt=on):
            if deputy.starts_on > on:
                deputy.delete()
            else:
                change(deputy, ends_on=on)
        change(fresh, closed_on=on)
        return fresh


def add_person(*, by: User, email: str, name: str) -> User:
    """Add a person, who chooses a password through the link for a forgotten one."""
    permissions.require(permissions.can_manage_bodies(by))
    user = User(email=email.strip().lower(), name=name.strip())
    user.set_unusable_password()
    with _deed("person.added", by, ""):
        user.full_clean(exclude=["password"])
        user.save()
        return user


def change_person(
    person: User, *, by: User, email: str, name: str, based_on: int | None = None
) -> User:
    """Correct a name or an e-mail address. The record keeps what they were."""
    permissions.require(permissions.can_manage_bodies(by))
    with _deed("person.changed", by, ""):
        fresh = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        _require_version(fresh, based_on)
        moved = fresh.email.lower() != email.strip().lower()
        fresh.email, fresh.name = email.strip().lower(), name.strip()
        fresh.full_clean(exclude=["password"])
        fresh.save(update_fields=["email", "name"])
        if moved:
            # Nobody signs in, or asks for a password, by the address of before.
            fresh.emailaddress_set.all().delete()  # type: ignore[attr-defined]
        return fresh


def left_behind(person: User) -> list[Tenure]:
    """The tenures, running or ahead, that must be handed over before the account can close."""
    today = clock.real_today()
    tenures = person.tenures.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    return list(tenures.select_related("post__organisation").order_by("starts_on", "pk"))


def close_account(person: User, *, by: User) -> User:
    """Let a person sign in no more. Refused while they hold a post; deeds and names stay.

    Deputyships end, tokens end, and open sessions end with the next request (A4).
    """
    permissions.require(permissions.can_manage_bodies(by))
    if person.pk == by.pk:
        raise Refused(_("You cannot close your own account."), fix=_("Ask another administrator."))
    with _deed("person.account_closed", by, ""):
        fresh = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        if held := left_behind(fresh):
            titles = ", ".join(tenure.post.title for tenure in held)
            raise Refused(
                _("%(name)s still holds: %(posts)s.") % {"name": fresh.name, "posts": titles},
                fix=_("Hand over each post, so that nothing is left behind."),
            )
        today = clock.real_today()
        for deputy in fresh.deputyships.filter(ends_on__gte=today):
            if deputy.starts_on >= today:
                deputy.delete()
            else:
                change(deputy, ends_on=today - DAY)
        ApiToken.objects.filter(user=fresh).delete()
        change(fresh, is_active=False)
        return fresh


def reopen_account(person: User, *, by: User) -> User:
    """Let a person sign in again. They hold no post until appointed."""
    permissions.require(permissions.can_manage_bodies(by))
    with _deed("person.account_reopened", by, ""):
        fresh = User.objects.select_for_update(no_key=True).get(pk=person.pk)
        change(fresh, is_active=True)
        return fresh


def free_slug(model: Any, words: str) -> str:
    """A readable address that nothing else has."""
    base = slugify(words)[:60] or "x"
    slug, number = base, 1
    while slug == "new" or model._default_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug


def _require_version(row: Model, based_on: int | None) -> None:
    if based_on is not None and version_of(row) != based_on:
        raise Changed(row)


def _check_parent(organisation: Organisation) -> None:
    above = organisation.parent
    while above is not None:
        if above.pk == organisation.pk:
            raise Problems({"parent": _("An organisation cannot be part of itself.")})
        above = above.parent


def _other_administrators(*, post: Post) -> bool:
    running = Tenure.objects.running(on=clock.real_today())
    return (
        running.filter(post__role=Role.ADMINISTRATOR, holder__is_active=True)
        .exclude(post=post)
        .exists()
    )


def _deed(kind: str, by: User, about: str) -> AbstractContextManager[Act]:
    post = permissions.acting_post(by, Right.MANAGE_BODIES)
    return act(kind, by=by, post=post, about=about[:40])
