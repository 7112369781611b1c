"""The layers that do not grow with the record: the follow-up's events, and holidays."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.translation import gettext as _

from commitments.models import ReviewEvent
from commitments.rules.dates import in_text
from commitments.selectors.calendar.layers import Entry, Layer, Period
from commitments.selectors.calendar.scope import CalendarScope


def fixed_entries(scope: CalendarScope, period: Period) -> list[Entry]:
    """One entry each, on its first day within the period. At most three queries."""
    found: list[Entry] = []
    if Layer.EVENTS in scope.layers:
        found += [_event(row, period) for row in _events(period) if is_sure(row)]
    if Layer.HOLIDAYS in scope.layers:
        rows = scope.holidays.filter(on__range=(period.first, period.last))
        found += [
            Entry(Layer.HOLIDAYS, row.on, row.name or _("Holiday"), f"{row.pk}") for row in rows
        ]
    return found


def loose_events(scope: CalendarScope, period: Period) -> list[ReviewEvent]:
    """Events that fall into the period and whose day is not known. One query."""
    if Layer.EVENTS not in scope.layers:
        return []
    return [row for row in _events(period) if not is_sure(row)]


def is_sure(event: ReviewEvent) -> bool:
    """Whether its days are known."""
    return event.precision == ReviewEvent.Precision.DAY


def each_day(entry: Entry, period: Period) -> Iterator[date]:
    """The days of the period on which an entry stands."""
    day = max(entry.day, period.first)
    while day <= min(entry.until or entry.day, period.last):
        yield day
        day += timedelta(days=1)


def _events(period: Period) -> list[ReviewEvent]:
    return list(ReviewEvent.objects.filter(starts_on__lte=period.last, ends_on__gte=period.first))


def _event(row: ReviewEvent, period: Period) -> Entry:
    several = row.ends_on > row.starts_on
    words = [row.get_state_display(), row.place]
    if several:
        words.insert(0, _("until %(day)s") % {"day": in_text(row.ends_on)})
    return Entry(
        Layer.EVENTS,
        max(row.starts_on, period.first),
        row.name,
        f"{row.pk}",
        note=", ".join(filter(None, words)),
        until=row.ends_on if several else None,
    )
