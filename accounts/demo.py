"""The demo: one click signs in an invented person (PRODUCT.md 8.2)."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenure, User
from accounts.words import Role
from history import clock

# In the order of the buttons.
SENTENCES = {
    Role.OFFICIAL: _("Look as an official"),
    Role.COORDINATOR: _("Look as a coordinator"),
    Role.AUDITOR: _("Look as an auditor"),
    Role.FOCAL_POINT: _("Look as a focal point"),
    Role.ADMINISTRATOR: _("Look as an administrator"),
    Role.OBSERVER: _("Look as an observer"),
}


@dataclass(frozen=True)
class Visit:
    """A button of the first page: look as this person."""

    person: User
    role: Role
    organisation: str

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.role])


def visits() -> list[Visit]:
    """For each role the first invented person who holds it today; none outside demo mode."""
    held = (
        Tenure.objects.running(on=clock.real_today())
        .filter(holder__in=people())
        .select_related("holder", "post__organisation")
        .order_by("holder", "pk")
    )
    found: dict[str, Visit] = {}
    for tenure in held:
        post = tenure.post
        found.setdefault(
            post.role, Visit(tenure.holder, Role(post.role), post.organisation.short_name)
        )
    return [found[role] for role in SENTENCES if role in found]


def people() -> QuerySet[User]:
    """Whom one click may sign in: invented people with an open account, in demo mode only."""
    invented = User.objects.filter(is_demo=True, is_active=True)
    return invented if settings.DEMO else invented.none()
