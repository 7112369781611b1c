"""What a source said in its own words, kept beside our reading of it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class How(TextChoices):
    """How a deadline was read from the source's words."""

    DAY = "day", _("the day as written")
    MONTH = "month", _("last day of the month")
    QUARTER = "quarter", _("last day of the quarter")
    HALF_YEAR = "half_year", _("last day of the half-year")
    SEASON = "season", _("last day of the season: 31 March, 30 June, 30 September, 31 December")
    FISCAL_YEAR = "fiscal_year", _("end of the fiscal year, 31 March")
    YEAR = "year", _("last day of the year")
    PART_OF_YEAR = "part_of_year", _("early is 31 March, mid is 30 June, late is 31 December")
    SPAN = "span", _("end of the period")
    COLUMN = "column", _("the date column of the source")
    LATEST_INDICATOR = "latest_indicator", _("the latest date of its indicators")
    RECURRING_UNTIL = "recurring_until", _("it recurs; the last time counts")
    RECURRING = "recurring", _("no date: it recurs")
    OPEN_ENDED = "open_ended", _("no date: open-ended")
    FREE_TEXT = "free_text", _("no date: the words name none that can be read")
    BLANK = "blank", _("no date given")


# The names under which `source_words` keeps them, in the order in which they are shown. Other
# names are columns of the source, kept under their own name.
LABELS: dict[str, Any] = {
    "deadline": _("Deadline"),
    "deadline_how": _("Read as"),
    "status": _("Status"),
    "kind": _("Kind"),
    "holder": _("Holder"),
    "lead": _("Lead"),
    "partners": _("Others"),
    "country": _("Country"),
    "objectives": _("Objectives"),
    "objectives_basis": _("Ground for the objectives"),
    "deliverables": _("Deliverables"),
    "measure": _("Measure of success"),
    "budget": _("Budget"),
}


def shown(words: Mapping[str, str]) -> list[tuple[str, str]]:
    """The kept words with their labels, for a description list."""
    order = {name: position for position, name in enumerate(LABELS)}
    names = sorted(words, key=lambda name: (order.get(name, len(order)), name))
    return [(str(LABELS.get(name, name)), _value(name, words[name])) for name in names]


def _value(name: str, value: str) -> str:
    if name == "deadline_how" and value in How.values:
        return str(How(value).label)
    return value
