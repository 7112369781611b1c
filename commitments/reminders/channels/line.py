"""What the line of a day says."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import Tenure, User
from accounts.words import Role
from commitments.calendars import coordinating_calendar
from commitments.figures.reading import Reader
from commitments.rights import Right
from commitments.rules.dates import with_weekday
from commitments.selectors.review.queues import count
from history import clock


def line_of_today() -> str:
    """What waits for the coordinators, in numbers; empty when nothing does or nobody is one.

    Numbers only: who is in the channel is not known here.
    """
    coordinator = _coordinator()
    if coordinator is None:
        return ""
    with translation.override(settings.LANGUAGE_CODE):
        sentence = count(Reader(coordinator, Right.SEE_QUEUES)).sentence
        if not sentence:
            return ""
        facts = {
            "day": with_weekday(clock.today()),
            "sentence": sentence,
            "url": settings.SITE_URL + reverse("review"),
        }
        return _("%(day)s: %(sentence)s %(url)s") % facts


def is_working_day() -> bool:
    """Whether the coordinating body works today."""
    return coordinating_calendar().is_working(clock.today())


def _coordinator() -> User | None:
    """Somebody real who may see all queues; of invented people nothing leaves (8.2)."""
    held = Tenure.objects.running(on=clock.today()).filter(
        post__role=Role.COORDINATOR, holder__is_active=True, holder__is_demo=False
    )
    tenure = held.select_related("holder").order_by("pk").first()
    return tenure.holder if tenure else None
