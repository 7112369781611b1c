"""Age bands of screen 9 and slippage bands of screen 13."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules.bands import OVERDUE_BANDS, SLIPPAGE_BANDS, band_of


@pytest.mark.parametrize(
    ("days", "label"),
    [
        (1, "1–7 days"),
        (7, "1–7 days"),
        (8, "8–30 days"),
        (30, "8–30 days"),
        (31, "31–60 days"),
        (60, "31–60 days"),
        (61, "61–180 days"),
        (180, "61–180 days"),
        (181, "Over 180 days"),
    ],
)
def test_overdue_bands_on_both_sides_of_each_limit(days, label):
    assert band_of(days, OVERDUE_BANDS).label == label


def test_nothing_overdue_has_no_band():
    assert band_of(0, OVERDUE_BANDS) is None


@given(st.integers(-1000, 1000))
def test_every_slippage_has_just_one_band(days):
    assert [days in band for band in SLIPPAGE_BANDS].count(True) == 1
