"""Following up in bulk (screen 10): the letters to start from, and the limits."""

from datetime import date
from typing import Any

from django.db.models.enums import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.working_days import WorkingCalendar

REPLY_WORKING_DAYS = 5
ASKED_LATELY_WORKING_DAYS = 5
PEOPLE_AT_MOST = 2000
FIELDS = ("{name}", "{list}", "{reply_by}")


class Letter(TextChoices):
    """What the message starts from."""

    FIRST = "first", _("First ask")
    SECOND = "second", _("Second ask")
    STOCKTAKE = "stocktake", _("Before stocktake")
    OWN = "own", _("Own words")


class Answer(TextChoices):
    """What counts as an answer, the strongest first."""

    SUBMITTED = "submitted", _("Submitted for review")
    DATE = "date", _("Asked for a new date")
    UPDATE = "update", _("Update published")


_TEXTS: dict[str, Any] = {
    Letter.FIRST: lambda: _now(
        "{name}, these milestones are past their deadline:\n\n{list}\n\n"
        "Please say where each of them stands by {reply_by}: log progress, send it for review, "
        "or ask for a new date."
    ),
    Letter.SECOND: lambda: _now(
        "{name}, we asked before and have not heard of these milestones yet:\n\n{list}\n\n"
        "Please answer by {reply_by}. Your focal point gets a copy of this letter."
    ),
    Letter.STOCKTAKE: lambda: _now(
        "{name}, the steering group meets soon, and these milestones are late:\n\n{list}\n\n"
        "Please say by {reply_by} where they stand, so that the meeting has your words."
    ),
    Letter.OWN: lambda: "{list}",
}


def text_of(letter: str) -> str:
    """The words that a letter starts from, with its fields."""
    return str(_TEXTS[letter]())


def reply_by(today: date, *, calendar: WorkingCalendar) -> date:
    """Until when an answer is asked for, where nobody says otherwise."""
    return calendar.add_working_days(today, REPLY_WORKING_DAYS)


def asked_since(today: date, *, calendar: WorkingCalendar) -> date:
    """Whoever was asked on this day or later was asked lately."""
    return calendar.add_working_days(today, -ASKED_LATELY_WORKING_DAYS)


def in_full(text: str, *, name: str, listed: str, reply_by: str) -> tuple[str, str]:
    """The text for one person, before and after the list; the list itself only where asked for."""
    filled = text.replace("{name}", name).replace("{reply_by}", reply_by)
    before, _list, after = filled.partition("{list}")
    return before.strip() + (f"\n\n{listed}" if listed else ""), after.strip()
