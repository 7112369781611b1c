"""Entries as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration

from commitments.selectors.calendar.layers import Entry, Layer
from history import clock

PRODUCT = "-//Compact Tracker//Calendar//EN"
# How soon a calendar program may ask again.
AGAIN = timedelta(hours=1)


def ics_of(entries: Iterable[Entry], *, name: str) -> bytes:
    """A published calendar of whole days.

    The UID of an entry never changes; its SEQUENCE rises when its day does. What was taken back
    stays as cancelled.
    """
    calendar = _calendar(name)
    for entry in entries:
        calendar.add_component(_event(entry))
    return bytes(calendar.to_ical())


def ics_of_ended(words: str) -> bytes:
    """A calendar with one entry, today, that says why there is no other."""
    calendar = _calendar(words)
    event = _whole_day(clock.today(), clock.today(), "ended", 0)
    event.add("summary", words)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _calendar(name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("name", name)
    calendar.add("refresh-interval", vDuration(AGAIN), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(AGAIN))
    return calendar


def _event(entry: Entry) -> Event:
    event = _whole_day(
        entry.day, entry.until or entry.day, f"{entry.layer}-{entry.key}", entry.sequence
    )
    event.add("summary", _summary(entry))
    if entry.is_withdrawn:
        event.add("status", "CANCELLED")
    else:
        event.add("status", "CONFIRMED")
    event.add("categories", [str(entry.layer.label)])
    words = [part for part in (entry.code, entry.note) if part]
    if entry.url:
        address = settings.SITE_URL + entry.url
        event.add("url", address)
        words.append(address)
    if words:
        event.add("description", "\n".join(words))
    return event


def _whole_day(first: date, last: date, key: str, sequence: int) -> Event:
    """An event that takes no time of anybody: the end of a day is the next day."""
    event = Event()
    event.add("uid", f"{key}@{settings.MAIL_DOMAIN}")
    event.add("dtstamp", clock.now())
    event.add("dtstart", first)
    event.add("dtend", last + timedelta(days=1))
    event.add("sequence", sequence)
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


_WORDS = {
    Layer.DEADLINES: translation.gettext_lazy("Due: %(title)s"),
    Layer.EXPECTED: translation.gettext_lazy("Expected: %(title)s"),
    Layer.REVIEW: translation.gettext_lazy("Review due: %(title)s"),
    Layer.ESCALATIONS: translation.gettext_lazy("Answer due: %(title)s"),
    Layer.UPDATE: translation.gettext_lazy("Update due: %(title)s"),
}


def _summary(entry: Entry) -> str:
    words = _WORDS.get(entry.layer)
    if entry.layer in (Layer.DATE_ANSWERS, Layer.ROUNDS):
        return f"{entry.note}: {entry.title}"
    if entry.layer == Layer.DEADLINES and entry.state == "achieved":
        return _("Achieved: %(title)s") % {"title": entry.title}
    return str(words) % {"title": entry.title} if words else entry.title
