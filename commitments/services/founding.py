"""The first person of an installation, who adds the others."""

from django.utils.translation import gettext as _

from accounts.models import Organisation, Post, Tenure, User
from accounts.words import Role
from commitments.services.bodies import free_slug
from commitments.services.errors import Refused
from history import clock
from history.acts import act


def add_administrator(*, email: str, name: str, organisation: str) -> User:
    """Add the first administrator: person, post and, where it is new, the organisation.

    Nobody is there yet who could decide it, so the system does; refused once somebody is. The
    person chooses a password through the link for a forgotten one.
    """
    with act("installation.founded", by=None):
        running = Tenure.objects.running(on=clock.real_today())
        if running.filter(post__role=Role.ADMINISTRATOR, holder__is_active=True).exists():
            raise Refused(
                _("Somebody is an administrator already."),
                fix=_("Ask them to add people and posts."),
            )
        tenure = Tenure(
            post=_new_post(_organisation_named(organisation.strip())),
            holder=_person_at(email.strip().lower(), name.strip()),
            starts_on=clock.real_today(),
        )
        tenure.save()
        return tenure.holder


def _organisation_named(name: str) -> Organisation:
    known = Organisation.objects.filter(name__iexact=name).first()
    if known is not None:
        return known
    short = name[:60]
    made = Organisation(name=name, short_name=short, slug=free_slug(Organisation, short))
    made.full_clean()
    made.save()
    return made


def _new_post(organisation: Organisation) -> Post:
    title = _("Administrator")
    slug = free_slug(Post, f"{title} {organisation.short_name}")
    post = Post(title=title, organisation=organisation, role=Role.ADMINISTRATOR, slug=slug)
    post.full_clean()
    post.save()
    return post


def _person_at(email: str, name: str) -> User:
    known = User.objects.filter(email__iexact=email, is_active=True).first()
    if known is not None:
        return known
    person = User(email=email, name=name)
    person.set_unusable_password()
    person.full_clean(exclude=["password"])
    person.save()
    return person
