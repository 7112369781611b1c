"""Our reading of a deadline in the source's own words, with how exact it was promised."""

import re
from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from commitments.imports.date_words import (
    FILLERS,
    MODIFIERS,
    MONTHS,
    OPEN_ENDED,
    ORDINALS,
    RECURRING,
    SEASONS,
)
from commitments.imports.words import plain
from commitments.rules.words import DatePrecision
from commitments.source_words import How


class Doubt(TextChoices):
    """Why a reading cannot be taken without asking."""

    NONE = "", ""
    AMBIGUOUS = "ambiguous", _("It can mean two days: say whether the day or the month is first.")
    IMPOSSIBLE = "impossible", _("There is no such day in the calendar.")
    NUMBER = "number", _("It is a number, not a date: the cell lost its format.")


@dataclass(frozen=True)
class Reading:
    """A date or None, its precision, how it was read, and a doubt that somebody must settle."""

    on: date | None
    precision: DatePrecision
    how: How
    doubt: Doubt = Doubt.NONE


BLANK = Reading(None, DatePrecision.UNKNOWN, How.BLANK)
_FREE = Reading(None, DatePrecision.UNKNOWN, How.FREE_TEXT)
_OPEN = Reading(None, DatePrecision.OPEN_ENDED, How.OPEN_ENDED)
_IMPOSSIBLE = Reading(None, DatePrecision.UNKNOWN, How.FREE_TEXT, Doubt.IMPOSSIBLE)
_NUMBER_ONLY = Reading(None, DatePrecision.UNKNOWN, How.FREE_TEXT, Doubt.NUMBER)
# What spreadsheets write for nothing.
_NOTHING = {"", "-", "n/a", "na", "none", "tbd", "tbc", "?", "(blank)", "s/o", "n.d.", "nd"}

_YEAR = r"((?:19|20|21)\d\d)"
_MONTH = "(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\.?"
_SEASON = "(" + "|".join(sorted(SEASONS, key=len, reverse=True)) + ")"
_ORDINAL = "(" + "|".join(sorted(ORDINALS, key=len, reverse=True)) + ")"
_FISCAL = "(?:fy|fiscal year|financial year|exercice|ejercicio)"
# Days counted from 1900 or 1904, by which spreadsheets keep dates.
_SERIAL = re.compile(r"[2-6]\d{4}(?:[.,]\d+)?")
_UNTIL = re.compile(r"\b(?:until|till|through|jusqu'en|jusqu'a|jusqu'au|hasta|ate) (.+)$")
_SPAN = re.compile(
    r"^(?:from |between |de |du |entre |desde |del? )?(.+?)"
    r"(?: to | and | a | au | et | y | e | hasta | until | through | ?- ?| ?/ ?)(.+)$"
)


def read_date(words: str | date, *, day_first: bool | None = None) -> Reading:
    """Read a deadline in English, French, Spanish or Portuguese words, or in figures.

    A span, season, quarter or year is its last day. `03/04/2026` is in doubt unless `day_first`
    says how to read it. Words that name no single time have no date: nothing is guessed.
    """
    if isinstance(words, date):
        return Reading(words, DatePrecision.DAY, How.DAY)
    text = plain(words).strip(" .;,")
    if text in _NOTHING or text.endswith("(blank)"):
        return BLANK
    if _SERIAL.fullmatch(text):
        return _NUMBER_ONLY
    if any(re.match(rf"{word}\b", text) for word in OPEN_ENDED):
        return _OPEN
    if any(re.match(rf"{word}\b", text) for word in RECURRING):
        return _recurring(text, day_first)
    return _single(text, day_first) or _span(text, day_first) or _FREE


def _recurring(text: str, day_first: bool | None) -> Reading:
    if until := _UNTIL.search(text):
        last = _single(until[1], day_first)
        if last and last.on:
            return replace(last, how=How.RECURRING_UNTIL)
    return Reading(None, DatePrecision.OPEN_ENDED, How.RECURRING)


def _span(text: str, day_first: bool | None) -> Reading | None:
    """ "Q2 to Q3 2023", "2021 and 2022", "December 2024 to June 2026": the end counts."""
    if not (parts := _SPAN.match(text)):
        return None
    last = _single(parts[2], day_first)
    if last is None or last.on is None:
        return None
    first = _single(parts[1], day_first) or _single(f"{parts[1]} {last.on.year}", day_first)
    if first is None or first.on is None or first.on > last.on:
        return None
    return replace(last, how=How.SPAN, doubt=last.doubt or first.doubt)


def _single(text: str, day_first: bool | None) -> Reading | None:
    text = _FILLER.sub(" ", text.replace("'", "' "))
    text = " ".join(text.replace(" ,", ",").split()).strip(" ,.;")
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(text):
            return read(match)
    if match := _FIGURES.fullmatch(text):
        return _figures(match, day_first)
    return None


def _day(year: str | int, month: int, day: str | int) -> Reading:
    try:
        return Reading(date(int(year), month, int(day)), DatePrecision.DAY, How.DAY)
    except ValueError:
        return _IMPOSSIBLE


def _end(year: str, month: int, precision: DatePrecision, how: How) -> Reading:
    if not 1 <= month <= 12:
        return _IMPOSSIBLE
    last = monthrange(int(year), month)[1]
    return Reading(date(int(year), month, last), precision, how)


def _month(year: str, month: int) -> Reading:
    return _end(year, month, DatePrecision.MONTH, How.MONTH)


def _quarter(year: str, quarter: int) -> Reading:
    return _end(year, quarter * 3, DatePrecision.QUARTER, How.QUARTER)


def _half(year: str, half: int) -> Reading:
    return _end(year, half * 6, DatePrecision.QUARTER, How.HALF_YEAR)


def _season(year: str, season: str) -> Reading:
    return _end(year, SEASONS[season], DatePrecision.SEASON, How.SEASON)


def _part(year: str, part: str) -> Reading:
    month = MODIFIERS[part]
    if month == 12:
        return _end(year, 12, DatePrecision.YEAR, How.YEAR)
    return _end(year, month, DatePrecision.QUARTER, How.PART_OF_YEAR)


def _fiscal(year: str) -> Reading:
    return _end(year, 3, DatePrecision.FISCAL_YEAR, How.FISCAL_YEAR)


def _short_years(match: re.Match[str]) -> Reading:
    """ "2026-27" names a fiscal year; "2026-03" a month."""
    year, short = match[1], int(match[2])
    if short == (int(year) + 1) % 100 and short > 12:
        return _fiscal(str(int(year) + 1))
    return _month(year, short)


def _figures(match: re.Match[str], day_first: bool | None) -> Reading:
    first, separator, second, year = int(match[1]), match[2], int(match[3]), match[4]
    year = year if len(year) == 4 else f"20{year}"
    if second > 12 or (day_first is False and first <= 12):
        return _day(year, first, second) if first <= 12 else _IMPOSSIBLE
    read = _day(year, second, first)
    # With points or spaces the day is written first everywhere.
    settled = day_first is not None or separator in ". " or first > 12 or first == second
    return read if settled or read.doubt else replace(read, doubt=Doubt.AMBIGUOUS)


_FILLER = re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, FILLERS)) + r")(?![\w-])")
_FIGURES = re.compile(r"(\d{1,2})([-/. ])(\d{1,2})\2(\d{4}|\d\d)")
_FORMS = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (rf"{_YEAR}[-/. ](\d\d?)[-/. ](\d\d?)(?:[t ]\d\d:\d\d.*)?",
         lambda m: _day(m[1], int(m[2]), m[3]) if 1 <= int(m[2]) <= 12 else _IMPOSSIBLE),
        (rf"(\d\d?)(?:er|st|nd|rd|th|º|o)? {_MONTH},? {_YEAR}",
         lambda m: _day(m[3], MONTHS[m[2]], m[1])),
        (rf"{_MONTH} (\d\d?)(?:st|nd|rd|th)?,? {_YEAR}",
         lambda m: _day(m[3], MONTHS[m[1]], m[2])),
        (rf"(?:(?:{'|'.join(MODIFIERS)}) )?{_MONTH},? {_YEAR}",
         lambda m: _month(m[2], MONTHS[m[1]])),
        (rf"(\d\d?)[-/.]{_YEAR}", lambda m: _month(m[2], int(m[1]))),
        (rf"{_YEAR}[-/](\d\d)", _short_years),
        (rf"(?:q|t|trim|qtr) ?([1-4])[ ,/-]*{_YEAR}", lambda m: _quarter(m[2], int(m[1]))),
        (rf"{_YEAR}[ ,/-]*(?:q|t)([1-4])", lambda m: _quarter(m[1], int(m[2]))),
        (rf"(?:q|t)[1-4] ?(?:-|/|to|and|et|y|a) ?(?:q|t)([1-4]) {_YEAR}",
         lambda m: replace(_quarter(m[2], int(m[1])), how=How.SPAN)),
        (rf"{_ORDINAL} (?:quarter|trimestre),? {_YEAR}", lambda m: _quarter(m[2], ORDINALS[m[1]])),
        (rf"(?:h|s) ?([12])[ ,/-]*{_YEAR}", lambda m: _half(m[2], int(m[1]))),
        (rf"{_YEAR}[ ,/-]*h([12])", lambda m: _half(m[1], int(m[2]))),
        (rf"{_ORDINAL} (?:half|semestre|moitie),? {_YEAR}",
         lambda m: _half(m[2], ORDINALS[m[1]]) if ORDINALS[m[1]] < 3 else _IMPOSSIBLE),
        (rf"{_SEASON},? {_YEAR}", lambda m: _season(m[2], m[1])),
        (rf"{_FISCAL} ?{_YEAR}(?: ?[-/] ?(\d\d|\d{{4}}))?",
         lambda m: _fiscal(m[1][:2] + m[2][-2:] if m[2] else m[1])),
        (rf"({'|'.join(MODIFIERS)})[ -]{_YEAR}", lambda m: _part(m[2], m[1])),
        (_YEAR, lambda m: _end(m[1], 12, DatePrecision.YEAR, How.YEAR)),
    )
)  # fmt: skip
