"""D1 to D14: dates of a milestone in numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from accounts.working_days import WorkingCalendar
from commitments.rules import timing
from commitments.rules.facts import MilestoneFacts
from tests.commitments.rules.clock import (
    CALENDAR,
    TODAY,
    days,
    milestone,
    milestones,
    open_milestones,
)
from tests.commitments.rules.examples import ROWS

DAY = timedelta(days=1)


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_T_D2_M_rows_in_numbers(row):
    facts = row.facts

    assert timing.days_overdue(facts, on=TODAY) == row.days_overdue
    assert timing.is_overdue(facts, on=TODAY) is (row.days_overdue > 0)
    assert timing.effective_finish(facts, on=TODAY) == row.effective_finish
    assert timing.slippage(facts, on=TODAY) == row.slippage
    assert timing.deadline_moved(facts) == row.moved


@pytest.mark.parametrize(
    ("on", "overdue", "due_soon", "due_today"),
    [
        (date(2026, 6, 15), 0, False, False),
        (date(2026, 6, 16), 0, True, False),
        (date(2026, 6, 29), 0, True, False),
        (date(2026, 6, 30), 0, True, True),
        (date(2026, 7, 1), 1, False, False),
    ],
)
def test_D2_D3_on_both_sides_of_each_limit(on, overdue, due_soon, due_today):
    facts = milestone(deadline=date(2026, 6, 30))

    assert timing.days_overdue(facts, on=on) == overdue
    assert timing.is_due_soon(facts, on=on) is due_soon
    assert timing.is_due_today(facts, on=on) is due_today


@pytest.mark.parametrize(
    ("state", "is_late"),
    [
        ("draft", False),
        ("planned", True),
        ("in_progress", True),
        ("submitted", False),
        ("returned", True),
        ("achieved", False),
        ("paused", False),
        ("closed", False),
    ],
)
def test_D2_D12_only_open_states_are_overdue(state, is_late):
    facts = milestone(state, deadline=TODAY - DAY)

    assert timing.is_overdue(facts, on=TODAY) is is_late


@pytest.mark.parametrize("expected", [TODAY, TODAY + DAY, date(2026, 12, 15)])
def test_D4_expected_date_counts_from_today_on(expected):
    facts = milestone(deadline=date(2026, 6, 30), expected=expected)

    assert timing.effective_finish(facts, on=TODAY) == expected


def test_D4_D8_passed_expected_date_is_ignored():
    facts = milestone(deadline=date(2026, 6, 30), expected=TODAY - DAY)

    assert timing.expected_date_passed(facts, on=TODAY)
    assert timing.effective_finish(facts, on=TODAY) == date(2026, 6, 30)


def test_D4_claimed_and_fixed_dates_count_as_finish():
    for state in ("submitted", "achieved"):
        facts = milestone(state, achieved=date(2026, 6, 10))

        assert timing.effective_finish(facts, on=TODAY) == date(2026, 6, 10)


def test_D4_without_any_date_nobody_can_say():
    facts = MilestoneFacts("in_progress")

    assert timing.effective_finish(facts, on=TODAY) is None
    assert timing.slippage(facts, on=TODAY) is None


def test_D6_expected_late_in_days():
    assert timing.days_expected_late(ROWS["M5"].facts, on=TODAY) == 14
    assert timing.days_expected_late(ROWS["M12"].facts, on=TODAY) == 76
    assert timing.days_expected_late(ROWS["M1"].facts, on=TODAY) == 0


def test_D7_earlier_deadline_is_a_negative_move():
    facts = milestone(first_deadline=date(2026, 6, 30), deadline=date(2026, 6, 20))

    assert timing.deadline_moved(facts) == -10


def test_achieved_late_is_for_achieved_milestones():
    late = {"deadline": date(2026, 5, 29), "achieved": date(2026, 6, 10)}

    assert timing.days_achieved_late(milestone("achieved", **late)) == 12
    assert timing.days_achieved_late(milestone("submitted", **late)) == 0


@pytest.mark.parametrize(
    ("achieved", "submitted_on", "reported_late"),
    [
        (date(2026, 5, 28), date(2026, 6, 8), 10),
        (date(2026, 5, 29), date(2026, 5, 30), 1),
        (date(2026, 5, 28), date(2026, 5, 29), 0),
        (date(2026, 5, 30), date(2026, 6, 8), 0),
        (date(2026, 5, 28), None, 0),
        (None, date(2026, 6, 8), 0),
    ],
)
def test_D10_reported_late_only_when_achieved_in_time(achieved, submitted_on, reported_late):
    deadline = date(2026, 5, 29)
    facts = milestone("achieved", deadline=deadline, achieved=achieved, submitted_on=submitted_on)

    assert timing.days_reported_late(facts) == reported_late


@pytest.mark.parametrize(
    ("submitted_on", "due", "days_late"),
    [
        (date(2026, 6, 11), date(2026, 6, 18), 0),
        (date(2026, 6, 5), date(2026, 6, 12), 2),
        (date(2026, 6, 9), date(2026, 6, 16), 0),
        (date(2026, 6, 15), date(2026, 6, 23), 0),
        (date(2026, 6, 8), date(2026, 6, 15), 1),
    ],
)
def test_D11_review_clock(submitted_on, due, days_late):
    facts = milestone("submitted", submitted_on=submitted_on)

    assert timing.review_due(facts, calendar=CALENDAR) == due
    assert timing.review_days_late(facts, on=TODAY, calendar=CALENDAR) == days_late
    assert timing.is_review_late(facts, on=TODAY, calendar=CALENDAR) is (days_late > 0)


def test_D11_review_is_late_on_the_saturday_after_without_a_working_day():
    facts = milestone("submitted", submitted_on=date(2026, 6, 5))
    saturday = date(2026, 6, 13)

    assert timing.is_review_late(facts, on=saturday, calendar=CALENDAR)
    assert timing.review_days_late(facts, on=saturday, calendar=CALENDAR) == 0


def test_D11_decided_milestone_has_no_review_due():
    facts = milestone("achieved", submitted_on=date(2026, 6, 5), achieved=date(2026, 6, 4))

    assert timing.review_due(facts, calendar=CALENDAR) is None
    assert not timing.is_review_late(facts, on=TODAY, calendar=CALENDAR)


@given(open_milestones)
def test_D2_overdue_starts_the_day_after_the_deadline_and_grows_by_one_a_day(facts):
    counts = [timing.days_overdue(facts, on=facts.deadline + n * DAY) for n in range(-2, 4)]

    assert counts == [0, 0, 0, 1, 2, 3]


@given(milestones, days)
def test_D9_nothing_without_a_deadline_is_overdue_or_due(facts, on):
    assume(facts.deadline is None)

    assert not timing.is_overdue(facts, on=on)
    assert not timing.is_due_soon(facts, on=on)
    assert timing.days_expected_late(facts, on=on) == 0


@given(milestones, days)
def test_D2_D3_nothing_is_overdue_and_due_soon(facts, on):
    assert not (timing.is_overdue(facts, on=on) and timing.is_due_soon(facts, on=on))


@given(milestones, days)
def test_D4_open_work_is_never_finished_before_today(facts, on):
    finish = timing.effective_finish(facts, on=on)

    assert not facts.is_open or finish is None or finish >= on


@given(milestones, days)
def test_D5_slippage_is_effective_finish_minus_first_deadline(facts, on):
    finish = timing.effective_finish(facts, on=on)
    slippage = timing.slippage(facts, on=on)

    if finish and facts.first_deadline:
        assert facts.first_deadline + timedelta(days=slippage) == finish
    else:
        assert slippage is None


@given(open_milestones, days)
def test_D6_what_is_overdue_is_expected_at_least_as_late(facts, on):
    late = timing.days_expected_late(facts, on=on)

    assert late >= timing.days_overdue(facts, on=on)


@given(
    st.frozensets(st.integers(1, 7), min_size=1),
    st.frozensets(st.dates(date(2026, 5, 1), date(2026, 7, 1))),
    st.dates(date(2026, 5, 1), date(2026, 7, 1)),
    st.dates(date(2026, 5, 1), date(2026, 7, 1)),
)
def test_D11_one_day_tells_all_late_reviews(week, holidays, on, submitted_on):
    calendar = WorkingCalendar(week, holidays)
    facts = milestone("submitted", submitted_on=submitted_on)

    limit = timing.late_review_sent_by(on=on, calendar=calendar)

    assert (submitted_on <= limit) is timing.is_review_late(facts, on=on, calendar=calendar)
