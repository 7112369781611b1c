"""What is said again each week until somebody acts (5.3)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.reminders.rules.weekly import no_owner_ladder, pause_ladder
from tests.commitments.reminders.rules.test_year import CALENDARS, DAY, YEAR

WEEK = timedelta(days=7)
MONDAYS = CALENDARS["with holidays"]


def lived(make, calendar, first):
    """What is said in the year, a planning run each day: once for each rung and week."""
    said: dict[tuple[str, int], date] = {}
    for day in YEAR:
        weekly = make(first, on=day, calendar=calendar)
        if rung := weekly.ladder.due(on=day):
            said.setdefault((rung.value, weekly.time), day)
    return said


def test_a_pause_is_asked_about_before_on_the_day_and_then_weekly():
    # Friday 12 June 2026; Friday 19 June is a holiday.
    said = lived(pause_ladder, MONDAYS, date(2026, 6, 12))

    assert list(said.items())[:5] == [
        (("p1", 0), date(2026, 5, 29)),
        (("p2", 0), date(2026, 6, 12)),
        (("p3", 1), date(2026, 6, 22)),
        (("p3", 2), date(2026, 6, 26)),
        (("p3", 3), date(2026, 7, 3)),
    ]


def test_no_owner_is_said_at_once_and_then_weekly():
    said = lived(no_owner_ladder, MONDAYS, date(2026, 6, 13))

    assert list(said.items())[:3] == [
        (("n1", 0), date(2026, 6, 15)),
        (("n2", 1), date(2026, 6, 22)),
        (("n2", 2), date(2026, 6, 29)),
    ]


def test_no_owner_is_not_said_while_an_import_is_quiet():
    first, until = date(2026, 6, 16), date(2026, 6, 22)

    found = [
        no_owner_ladder(first, on=day, calendar=MONDAYS, quiet_until=until).ladder.due(on=day)
        for day in (first, until, until + DAY)
    ]

    assert found == [None, None, "n2"]


@pytest.mark.parametrize("make", [pause_ladder, no_owner_ladder])
@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("start", range(40, 300, 37))
def test_each_week_of_the_year_brings_one_on_a_working_day(make, name, start):
    calendar, first = CALENDARS[name], YEAR[start]

    said = lived(make, calendar, first)

    weeks = {}
    for number in range(1, 60):
        day = first + WEEK * number
        while not calendar.is_working(day):
            day += DAY
        # Of two on one day, after a closed fortnight, the later counts.
        weeks[day] = number
    expected = {number: day for day, number in weeks.items() if day <= YEAR[-1]}
    assert {time: day for (_rung, time), day in said.items() if time} == expected
    assert all(calendar.is_working(day) for day in said.values())


@given(
    name=st.sampled_from(sorted(CALENDARS)),
    make=st.sampled_from([pause_ladder, no_owner_ladder]),
    first=st.sampled_from(YEAR),
    on=st.integers(-60, 200),
)
def test_nothing_changes_before_the_day_that_next_names(name, make, first, on):
    calendar, today = CALENDARS[name], first + DAY * on

    def said(day):
        weekly = make(first, on=day, calendar=calendar)
        return weekly.ladder.due(on=day), weekly.time

    following = make(first, on=today, calendar=calendar).ladder.next(on=today)

    assert following is not None
    day = today + DAY
    while day < following[0]:
        assert said(day) == said(today)
        day += DAY
    assert said(following[0]) != said(today)


@given(first=st.dates(), on=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_day_however_odd_stops_the_planning(first, on):
    weekly = pause_ladder(first, on=on, calendar=MONDAYS)

    assert weekly.ladder.next(on=on) is None or weekly.ladder.next(on=on)[0] > on
