"""The demo: one click signs in an invented person (PRODUCT.md 8.2)."""

from dataclasses import dataclass
from typing import Any

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
SEES = {
    Role.OFFICIAL: _("Logs progress, sends a finished milestone for review, asks for a new date."),
    Role.COORDINATOR: _("Follows up what is overdue, reviews, rates, decides dates."),
    Role.AUDITOR: _("Reads any past day, exports the report of that day, verifies it."),
    Role.FOCAL_POINT: _("Answers for the work of a whole ministry."),
    Role.ADMINISTRATOR: _("Keeps organisations, posts, people and holidays."),
    Role.OBSERVER: _("Reads what a partner organisation takes part in."),
}


@dataclass(frozen=True)
class Visit:
    """A button of the first page: look as this person."""

    person: User
    role: Role
    organisation: str

    @property
    def sentence(self) -> Any:
        return SENTENCES[self.role]

    @property
    def sees(self) -> Any:
        """What there is to do for this role, in a sentence."""
        return SEES[self.role]


def visits() -> list[Visit]:
    """For each role the first invented person who holds it today; none outside demo mode."""
    held = (
        Tenure.objects.running(on=clock.real_today())
        .filter(holder__in=people())
        .select_related("holder", "post__organisation")
        .order_by("holder", "pk")
    )
    found: dict[str, Visit] = {}
    # The focal point to meet is the one of the official's own ministry.
    home = next((t.post.organisation_id for t in held if t.post.role == Role.OFFICIAL), None)
    for tenure in sorted(held, key=lambda t: t.post.organisation_id != home):
        post = tenure.post
        found.setdefault(
            post.role, Visit(tenure.holder, Role(post.role), post.organisation.short_name)
        )
    return [found[role] for role in SENTENCES if role in found]


def is_here() -> bool:
    """Whether invented people are in this record. No setting decides: who reads it must know."""
    return User.objects.filter(is_demo=True).exists()


def people() -> QuerySet[User]:
    """Whom one click may sign in: invented people with an open account, in demo mode only."""
    invented = User.objects.filter(is_demo=True, is_active=True)
    return invented if settings.DEMO else invented.none()
