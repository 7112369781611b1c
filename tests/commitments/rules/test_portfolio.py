"""Q1 to Q6."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules import portfolio
from commitments.rules.portfolio import Share
from tests.commitments.rules.clock import TODAY, days, milestone, milestones
from tests.commitments.rules.examples import ROWS

SPRING = {"start": date(2026, 4, 1), "end": date(2026, 6, 30)}


def finished(first_deadline, deadline, achieved):
    return milestone(
        "achieved", first_deadline=first_deadline, deadline=deadline, achieved=achieved
    )


def test_Q1_example_second_quarter():
    inside, after = date(2026, 5, 15), date(2026, 8, 1)
    on_time, late = date(2026, 5, 10), date(2026, 5, 20)
    rows = [
        *[finished(inside, inside, on_time)] * 11,
        *[finished(inside, date(2026, 5, 31), late)] * 6,
        *[milestone(first_deadline=inside, deadline=after)] * 3,
        finished(date(2026, 3, 31), inside, on_time),
        *[milestone(first_deadline=date(2026, 3, 31), deadline=inside)] * 6,
    ]

    first = portfolio.met_on_first_deadline(rows, **SPRING)
    agreed = portfolio.met_on_agreed_deadline(rows, **SPRING)

    assert (first, str(first)) == (Share(11, 20), "55%")
    assert (agreed, str(agreed)) == (Share(18, 24), "75%")


@pytest.mark.parametrize(
    ("deadline", "in_period"),
    [
        (date(2026, 3, 31), 0),
        (date(2026, 4, 1), 1),
        (date(2026, 6, 30), 1),
        (date(2026, 7, 1), 0),
    ],
)
def test_Q1_period_includes_both_ends(deadline, in_period):
    rows = [milestone(deadline=deadline)]

    assert portfolio.met_on_first_deadline(rows, **SPRING) == Share(0, in_period)
    assert portfolio.met_on_agreed_deadline(rows, **SPRING) == Share(0, in_period)


def test_Q1_claimed_is_not_met_and_drafts_do_not_count():
    day = date(2026, 5, 15)
    rows = [
        milestone("submitted", deadline=day, achieved=day),
        milestone("draft", deadline=day),
        milestone("closed", deadline=day, closed_reason="replaced"),
        milestone("closed", deadline=day, closed_reason="cancelled"),
    ]

    assert portfolio.met_on_agreed_deadline(rows, **SPRING) == Share(0, 2)


@pytest.mark.parametrize(
    ("slips", "middle"),
    [([-9, 0, 0, 4, 20, 42, 105], 4), ([0, 5], 2.5), ([None, 7], 7), ([None], None), ([], None)],
)
def test_Q2_median(slips, middle):
    assert portfolio.median_of(slips) == middle


def test_Q2_median_slippage_leaves_out_what_has_no_finish():
    rows = [row.facts for row in ROWS.values()]

    # Of M1 to M15: -9, -2, -1, 0, 0, 0, 1, 4, 6, 20, 42, 76, 105; M13 and M14 have none.
    assert portfolio.median_slippage(rows, on=TODAY) == 1


@pytest.mark.parametrize(
    ("on_track", "at_risk", "off_track", "not_rated", "cell"),
    [
        (7, 3, 2, 0, "at_risk"),
        (9, 0, 3, 0, "off_track"),
        (10, 0, 2, 0, "on_track"),
        (10, 2, 0, 0, "on_track"),
        (9, 3, 0, 0, "at_risk"),
        (2, 0, 0, 2, "on_track"),
        (1, 0, 0, 2, "not_rated"),
        (0, 0, 0, 1, "not_rated"),
        (0, 0, 0, 0, "empty"),
    ],
)
def test_Q3_heat_map_cell(on_track, at_risk, off_track, not_rated, cell):
    counts = {
        "on_track": on_track,
        "at_risk": at_risk,
        "off_track": off_track,
        "not_rated": not_rated,
    }
    headlines = [word for word, count in counts.items() for _ in range(count)]

    assert portfolio.heat_cell(**counts) == cell
    assert (
        portfolio.heat_cell_of(None if word == "not_rated" else word for word in headlines) == cell
    )


def test_Q4_recent_slips_look_back_365_days():
    first = date(2025, 6, 1)
    rows = [
        finished(first, first, TODAY - timedelta(days=365)),
        finished(first, first, TODAY - timedelta(days=364)),
        finished(first, first, TODAY),
        milestone("submitted", deadline=first, achieved=TODAY),
        milestone("achieved", first_deadline=None, achieved=TODAY),
    ]

    assert portfolio.recent_slips(rows, on=TODAY) == [16, 380]


@pytest.mark.parametrize(
    ("own", "whole_plan", "slip"),
    [
        ([21] * 10, [99], 21),
        ([21] * 9, [99], 99),
        ([-30] * 10, [99], 0),
        ([0] * 5 + [1] * 5, [], 1),
        ([], [], 0),
    ],
)
def test_Q4_typical_slip(own, whole_plan, slip):
    assert portfolio.typical_slip(own, whole_plan) == slip


def test_Q4_adjusted_finish_example():
    without_expected_date = milestone("planned", deadline=date(2026, 9, 30))

    finishes = [
        portfolio.adjusted_finish(facts, slip=21, on=TODAY)
        for facts in (ROWS["M12"].facts, without_expected_date)
    ]

    assert finishes == [date(2026, 12, 15), date(2026, 10, 21)]


def test_Q4_what_is_done_is_not_adjusted():
    assert portfolio.adjusted_finish(ROWS["M11"].facts, slip=21, on=TODAY) == date(2026, 4, 21)
    assert portfolio.adjusted_finish(ROWS["M13"].facts, slip=21, on=TODAY) is None


def test_Q5_Q6_shares():
    assert str(portfolio.up_to_date_share(up_to_date=33, active=40)) == "83%"
    assert str(portfolio.answer_rate(in_time=0, sent=0)) == "–"


@given(milestones, st.integers(0, 100), days)
def test_Q4_adjusted_finish_is_never_earlier(facts, slip, on):
    finish = portfolio.timing.effective_finish(facts, on=on)
    adjusted = portfolio.adjusted_finish(facts, slip=slip, on=on)

    assert adjusted is finish is None or adjusted >= finish
