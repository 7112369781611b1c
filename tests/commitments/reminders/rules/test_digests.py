"""L5: the days of digests."""

from datetime import date, timedelta

import pytest

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules.digests import coordinator_digests, head_digests, monday_of
from tests.commitments.reminders.rules.test_year import CALENDARS, DAY, YEAR

WEEK = date(2026, 6, 15)  # a Monday; Friday 19 June is a holiday
JORDAN = WorkingCalendar(frozenset({7, 1, 2, 3, 4}))


@pytest.mark.parametrize(
    ("calendar", "days"),
    [
        (CALENDARS["with holidays"], {0: ["d2"], 1: ["d2", "d1"], 3: ["d2", "d1"], 4: [], 5: []}),
        # Sunday is the last day of the week that began on Monday.
        (JORDAN, {0: ["d2"], 3: ["d2", "d1"], 4: [], 5: [], 6: ["d2", "d1"]}),
        # The first working day of the week, when Monday is none.
        (WorkingCalendar(holidays=frozenset({WEEK})), {0: [], 1: ["d2"], 2: ["d2", "d1"]}),
    ],
)
def test_coordinators_read_a_digest_a_week_and_a_line_on_the_other_days(calendar, days):
    found = {
        after: [
            rung.value
            for rung, _day in coordinator_digests(on=WEEK + DAY * after, calendar=calendar)
        ]
        for after in days
    }

    assert found == days


def test_the_digest_of_a_week_is_one_and_the_line_of_a_day_is_its_own():
    found = coordinator_digests(on=WEEK + DAY * 2, calendar=WorkingCalendar())

    assert [day for _rung, day in found] == [WEEK, WEEK + DAY * 2]


@pytest.mark.parametrize("name", CALENDARS)
def test_every_week_of_the_year_that_is_worked_in_has_its_digest(name):
    calendar = CALENDARS[name]

    told = {
        day: on
        for on in reversed(YEAR)
        for rung, day in coordinator_digests(on=on, calendar=calendar)
        if rung == "d2"
    }

    worked = {monday_of(day) for day in YEAR if calendar.is_working(day)}
    assert set(told) == worked
    assert all(
        not calendar.is_working(monday + DAY * n)
        for monday, on in told.items()
        for n in range((on - monday).days)
        if monday + DAY * n in YEAR
    )


@pytest.mark.parametrize(
    ("on", "due"),
    [
        # May begins with a holiday, so working day 3 is Wednesday 6 May.
        (date(2026, 5, 5), []),
        (date(2026, 5, 6), [("d3", date(2026, 5, 1))]),
        (date(2026, 5, 12), [("d3", date(2026, 5, 1))]),
        (date(2026, 5, 13), []),
        (date(2026, 6, 3), [("d3", date(2026, 6, 1))]),
    ],
)
def test_heads_read_of_the_month_from_working_day_3_on_while_it_is_news(on, due):
    assert head_digests(on=on, calendar=CALENDARS["with holidays"]) == due


def test_heads_read_of_each_month_once():
    calendar = CALENDARS["friday and saturday off"]
    days = [on for on in YEAR if head_digests(on=on, calendar=calendar)]
    first = [on for on in days if on - timedelta(days=1) not in days]

    assert [on.month for on in first] == list(range(1, 13))
    assert all(calendar.is_working(on) for on in first)
