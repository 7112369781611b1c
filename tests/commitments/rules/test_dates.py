"""Dates in words (3.0.4)."""

from datetime import date

import pytest

from commitments.rules import dates

DAY = date(2026, 6, 16)
LATER = date(2027, 1, 4)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (dates.in_text(DAY), "16 June 2026"),
        (dates.in_table(DAY), "16 Jun 2026"),
        (dates.with_weekday(DAY), "Tuesday 16 June 2026"),
        (dates.near(DAY, on=DAY), "16 June"),
        (dates.near(LATER, on=DAY), "4 January 2027"),
        (dates.near_with_weekday(DAY, on=DAY), "Tue 16 Jun"),
        (dates.near_with_weekday(LATER, on=DAY), "Mon 4 Jan 2027"),
        (dates.near_with_long_weekday(DAY, on=DAY), "Tuesday 16 June"),
        (dates.near_with_long_weekday(LATER, on=DAY), "Monday 4 January 2027"),
        (dates.days_in_words(1), "1 day"),
        (dates.days_in_words(18), "18 days"),
    ],
)
def test_dates_in_words(words, expected):
    assert words == expected
