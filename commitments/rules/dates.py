"""Dates and lengths of time in words, in the language of the reader (3.0.4)."""

from collections.abc import Callable
from datetime import date
from functools import lru_cache, wraps

from django.utils.dateformat import format as in_pattern
from django.utils.translation import get_language, ngettext, pgettext

# The patterns are translated like words, since other languages order and decline dates otherwise.


def _kept(words: Callable[[date], str]) -> Callable[[date], str]:
    """Keep what days are called, in each language.

    A list names the same few hundred days over and over, and each costs as much as a whole row.
    """
    in_language = lru_cache(maxsize=4096)(lambda day, language: words(day))

    @wraps(words)
    def named(day: date) -> str:
        return in_language(day, get_language())

    return named


@_kept
def in_text(day: date) -> str:
    """As it stands in a sentence: "16 June 2026"."""
    return in_pattern(day, pgettext("date format, 16 June 2026", "j F Y"))


@_kept
def in_table(day: date) -> str:
    """As it stands in a table: "16 Jun 2026"."""
    return in_pattern(day, pgettext("date format, 16 Jun 2026", "j M Y"))


@_kept
def with_weekday(day: date) -> str:
    """Written out: "Tuesday 16 June 2026"."""
    return in_pattern(day, pgettext("date format, Tuesday 16 June 2026", "l j F Y"))


@_kept
def without_year(day: date) -> str:
    """Where the year goes without saying: "16 June"."""
    return in_pattern(day, pgettext("date format, 16 June", "j F"))


def near(day: date, *, on: date) -> str:
    """Beside a day of the same year the year goes without saying: "16 June"."""
    if day.year != on.year:
        return in_text(day)
    return without_year(day)


def near_with_weekday(day: date, *, on: date) -> str:
    """Short, with its weekday, and without the year where `near` leaves it out: "Tue 16 Jun"."""
    if day.year != on.year:
        return in_pattern(day, pgettext("date format, Tue 16 Jun 2026", "D j M Y"))
    return in_pattern(day, pgettext("date format, Tue 16 Jun", "D j M"))


def near_with_long_weekday(day: date, *, on: date) -> str:
    """As `near`, with the weekday written out: "Tuesday 16 June"."""
    if day.year != on.year:
        return with_weekday(day)
    return in_pattern(day, pgettext("date format, Tuesday 16 June", "l j F"))


def days_in_words(count: int) -> str:
    """A number of days: "1 day", "18 days"."""
    return ngettext("%(count)d day", "%(count)d days", count) % {"count": count}


@_kept
def month(day: date) -> str:
    """A month by its name: "June 2026"."""
    return in_pattern(day, pgettext("date format, June 2026", "F Y"))
