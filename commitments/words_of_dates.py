"""Dates in words, in the language of the reader."""

from datetime import date

from django.utils import formats


def date_words(day: date) -> str:
    """A date as it stands in text: "16 June 2026"."""
    return formats.date_format(day, "j F Y")


def weekday_words(day: date) -> str:
    """A date with its weekday: "Thursday 18 June 2026"."""
    return formats.date_format(day, "l j F Y")
