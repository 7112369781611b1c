"""P1 to P5, and other percentages."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules.completion import completion, percent_in_words, planned_percent
from tests.commitments.rules.clock import TODAY, days, milestone, milestones


def done(weight=1):
    return milestone("achieved", achieved=date(2026, 6, 1), weight=weight)


def still_open(weight=1):
    return milestone(weight=weight)


def closed(reason):
    return milestone("closed", closed_reason=reason)


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([done()] * 7 + [still_open()] * 2, "7 of 9, 77%"),
        ([done(3), done(1), still_open(2), still_open(4)], "2 of 4, 40%"),
        ([done()] * 3 + [closed("cancelled"), still_open()], "3 of 5, 60%"),
        ([done()] * 3 + [closed("replaced")] + [still_open()] * 2, "3 of 5, 60%"),
        ([done()] * 199 + [still_open()], "199 of 200, 99%"),
    ],
)
def test_T_P1_completion_table(rows, shown):
    assert str(completion(rows)) == shown


@pytest.mark.parametrize(
    ("reason", "counted"),
    [
        ("cancelled", 2),
        ("partly_delivered", 2),
        ("no_longer_needed", 2),
        ("replaced", 1),
        ("entered_in_error", 1),
    ],
)
def test_P2_M7_closed_milestones_give_no_credit(reason, counted):
    shown = completion([done(), closed(reason)])

    assert (shown.achieved, shown.counted) == (1, counted)


def test_P3_nothing_counted_is_a_dash():
    shown = completion([milestone("draft"), closed("replaced")])

    assert shown.percent is None
    assert str(shown) == "–"


@pytest.mark.parametrize(("on", "percent"), [(TODAY, 30), (date(2026, 6, 30), 60)])
def test_P5_planned_percent(on, percent):
    plan = [
        milestone(weight=2, first_deadline=date(2026, 1, 31)),
        milestone(weight=1, first_deadline=date(2026, 3, 31)),
        milestone(weight=3, first_deadline=date(2026, 6, 30)),
        milestone(weight=4, first_deadline=date(2026, 12, 15)),
    ]

    assert planned_percent(plan, on=on) == percent


def test_P5_nothing_counted_has_no_planned_percent():
    assert planned_percent([], on=TODAY) is None


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (0, 200, "0%"),
        (1, 201, "<1%"),
        (1, 200, "1%"),
        (5, 200, "3%"),
        (11, 20, "55%"),
        (18, 24, "75%"),
        (199, 200, ">99%"),
        (198, 200, "99%"),
        (200, 200, "100%"),
        (0, 0, "–"),
    ],
)
def test_other_percentages_round_half_up_but_are_never_0_or_100_unless_exact(part, whole, words):
    assert percent_in_words(part, whole) == words


@given(st.lists(milestones))
def test_P1_completion_is_100_only_when_all_is_achieved(rows):
    counted = [row for row in rows if row.is_counted]

    full = completion(rows).percent == 100

    assert full is (bool(counted) and all(row.is_achieved for row in counted))


@given(st.lists(milestones), days)
def test_P5_planned_percent_never_falls(rows, on):
    earlier = planned_percent(rows, on=on)
    later = planned_percent(rows, on=on + timedelta(days=30))

    assert earlier is later is None or 0 <= earlier <= later <= 100
