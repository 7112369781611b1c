"""Working days (C3, C4), by the clock of the worked examples."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.working_days import WorkingCalendar

SWEDEN = WorkingCalendar(
    holidays=frozenset({date(2026, 5, 1), date(2026, 5, 14), date(2026, 6, 19)})
)
AMMAN = WorkingCalendar(frozenset({7, 1, 2, 3, 4}))

calendars = st.builds(
    WorkingCalendar,
    st.frozensets(st.integers(1, 7), min_size=1),
    st.frozensets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), max_size=30),
)
near_days = st.dates(date(2025, 12, 1), date(2026, 5, 1))


def test_working_calendar_refuses_an_empty_week():
    with pytest.raises(ValueError, match="at least one working day"):
        WorkingCalendar(frozenset())


def test_working_calendar_refuses_a_day_that_no_week_has():
    with pytest.raises(ValueError, match="1 to 7"):
        WorkingCalendar(frozenset({0, 1}))


def test_working_calendar_takes_the_list_of_a_database_column():
    assert WorkingCalendar([1, 2], [date(2026, 6, 15)]) == WorkingCalendar(
        frozenset({1, 2}), frozenset({date(2026, 6, 15)})
    )


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 6, 16), True),
        (date(2026, 6, 19), False),
        (date(2026, 6, 20), False),
        (date(2026, 6, 21), False),
    ],
)
def test_working_calendar_knows_weekends_and_holidays(day, works):
    assert SWEDEN.is_working(day) is works


def test_next_working_day_passes_holiday_and_weekend():
    assert SWEDEN.next_working_day(date(2026, 6, 18)) == date(2026, 6, 22)


def test_previous_working_day_passes_holiday_and_weekend():
    assert SWEDEN.previous_working_day(date(2026, 6, 20)) == date(2026, 6, 18)


def test_on_or_after_keeps_a_working_day():
    assert SWEDEN.on_or_after(date(2026, 6, 26)) == date(2026, 6, 26)
    assert SWEDEN.on_or_after(date(2026, 6, 13)) == date(2026, 6, 15)


def test_on_or_before_keeps_a_working_day():
    assert SWEDEN.on_or_before(date(2026, 6, 5)) == date(2026, 6, 5)
    assert SWEDEN.on_or_before(date(2026, 6, 13)) == date(2026, 6, 12)


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        (date(2026, 6, 5), date(2026, 6, 12)),
        (date(2026, 6, 9), date(2026, 6, 16)),
        (date(2026, 6, 11), date(2026, 6, 18)),
        (date(2026, 6, 15), date(2026, 6, 23)),
    ],
    ids=["M8", "Tue 9 June", "M7", "Mon 15 June, over a holiday"],
)
def test_D11_fifth_working_day(submitted, due):
    assert SWEDEN.add_working_days(submitted, 5) == due


def test_add_working_days_in_a_week_from_sunday_to_thursday():
    assert AMMAN.add_working_days(date(2026, 6, 4), 1) == date(2026, 6, 7)


def test_add_no_working_days_keeps_the_day():
    assert SWEDEN.add_working_days(date(2026, 6, 20), 0) == date(2026, 6, 20)


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 6, 12), date(2026, 6, 16), 2),
        (date(2026, 6, 12), date(2026, 6, 14), 0),
        (date(2026, 6, 16), date(2026, 6, 16), 0),
        (date(2026, 6, 16), date(2026, 6, 12), 0),
        (date(2026, 6, 15), date(2026, 6, 23), 5),
    ],
)
def test_working_days_between(start, end, count):
    assert SWEDEN.working_days_between(start, end) == count


@given(calendars, near_days, st.integers(1, 40))
def test_working_days_between_undoes_add_working_days(calendar, day, count):
    assert calendar.working_days_between(day, calendar.add_working_days(day, count)) == count


@given(calendars, near_days, st.integers(1, 40))
def test_subtracting_working_days_undoes_adding_them_from_a_working_day(calendar, day, count):
    start = calendar.on_or_after(day)

    assert calendar.add_working_days(calendar.add_working_days(start, count), -count) == start


@given(calendars, near_days, st.integers(-10, 100))
def test_working_days_between_counts_each_day(calendar, start, length):
    end = start + timedelta(days=length)

    counted = sum(calendar.is_working(start + timedelta(days=n)) for n in range(1, length + 1))

    assert calendar.working_days_between(start, end) == counted


@given(calendars, near_days)
def test_neighbours_are_working_days_with_none_between(calendar, day):
    after, before = calendar.next_working_day(day), calendar.previous_working_day(day)

    assert before < day < after
    assert calendar.is_working(after)
    assert calendar.is_working(before)
    assert calendar.working_days_between(before, after) == 1 + calendar.is_working(day)
