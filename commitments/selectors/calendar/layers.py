"""The layers of the calendar, and an entry of one of them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Layer(TextChoices):
    """In the order in which a day names them. Each has its sources in `sources`."""

    EVENTS = "events", _("Global events")
    HOLIDAYS = "holidays", _("Holidays")
    DEADLINES = "deadlines", _("Milestone deadlines")
    EXPECTED = "expected", _("Expected dates")
    REVIEW = "review", _("Review due")
    UPDATE = "update", _("Update due")
    DATE_ANSWERS = "date_answers", _("Date-request answers")
    ROUNDS = "rounds", _("Reporting rounds")
    ESCALATIONS = "escalations", _("Escalation answers")


ORDER = {layer: place for place, layer in enumerate(Layer)}


@dataclass(frozen=True)
class Entry:
    """Something on a day."""

    layer: Layer
    day: date
    title: str
    # Tells it from all others of its layer, for ever.
    key: str
    code: str = ""
    url: str = ""
    # How it stands, in a few words.
    note: str = ""
    # The state of a milestone, for its shape; "" where there is none.
    state: str = ""
    is_late: bool = False
    # Told to have been taken back: only feeds, which said it before, say so.
    is_withdrawn: bool = False
    until: date | None = None
    # How often its day has changed, for feeds.
    sequence: int = 0

    @property
    def order(self) -> tuple[date, int, str]:
        return self.day, ORDER[self.layer], self.key


@dataclass(frozen=True)
class Some:
    """What a layer has on a day: how many, and the first of them."""

    layer: Layer
    day: date
    count: int
    entries: list[Entry]


@dataclass(frozen=True)
class Period:
    """From a day to a day, both within."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last
