"""The headline paragraph: grammar, and nothing said of zero."""

import pytest

from commitments.figures.sums import Figures, Spread
from commitments.figures.words import headline

ALL = {
    "active": 40,
    "on_track": 22,
    "at_risk": 9,
    "off_track": 5,
    "not_rated": 4,
    "counted": 212,
    "achieved": 96,
    "planned": 63,
    "in_progress": 35,
    "achieved_lately": 11,
    "overdue_1": 2,
    "overdue_2": 4,
    "overdue_3": 8,
    "paused": 2,
}


def test_headline_of_the_specification() -> None:
    days = Spread({5: 2, 18: 5, 19: 3, 40: 4})

    assert headline(Figures(ALL), days) == [
        "Of 40 active commitments, 22 are on track, 9 at risk, 5 off track and 4 not rated.",
        "96 of 212 milestones are achieved.",
        "14 are overdue, half of them by more than 18 days.",
        "In the last 30 days: 11 achieved, 6 became overdue.",
    ]


@pytest.mark.parametrize(
    ("counts", "sentences"),
    [
        ({}, []),
        ({"active": 1, "on_track": 1}, ["Of 1 active commitment, 1 is on track."]),
        (
            {"active": 3, "at_risk": 1, "not_rated": 2},
            ["Of 3 active commitments, 1 is at risk and 2 not rated."],
        ),
        (
            {"counted": 1, "planned": 1},
            ["0 of 1 milestone is achieved.", "Nothing is overdue."],
        ),
        ({"counted": 2, "achieved": 2}, ["2 of 2 milestones are achieved."]),
        (
            {"counted": 1500, "achieved": 1200, "achieved_lately": 1},
            ["1,200 of 1,500 milestones are achieved.", "In the last 30 days: 1 achieved."],
        ),
    ],
)
def test_headline_leaves_out_what_is_zero(counts: dict[str, int], sentences: list[str]) -> None:
    assert headline(Figures(counts), Spread()) == sentences


def test_headline_of_one_overdue_says_its_days() -> None:
    figures = Figures({"counted": 1, "in_progress": 1, "overdue_1": 1})

    assert headline(figures, Spread({1: 1}))[1] == "1 is overdue by 1 day."


def test_headline_says_how_many_are_paused_when_asked() -> None:
    assert "2 more are paused." in headline(Figures(ALL), Spread({5: 14}), with_paused=True)


@pytest.mark.parametrize(
    ("days", "median", "half"),
    [
        ({}, None, 0),
        ({3: 1}, 3, 2),
        ({3: 1, 4: 1}, 3.5, 3),
        ({18: 1, 22: 1}, 20, 20),
        ({-9: 1, 0: 2, 4: 1, 20: 1, 42: 1, 105: 1}, 4, 3),
        ({1: 9, 50: 1}, 1, 0),
    ],
)
def test_median_of_a_spread(days: dict[int, int], median: float | None, half: int) -> None:
    spread = Spread(days)

    assert spread.median == median
    assert spread.half_are_over == half
