"""A simulated year: every rung on the working day it belongs to, and silence where it is owed.

The expected days are found here by walking the calendar day by day, unlike the rules do.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules import hours
from commitments.reminders.rules.ladders import MilestoneStanding, milestone_ladder
from commitments.reminders.rules.words import BEFORE, OVERDUE, Rung
from commitments.rules.words import OPEN_STATES
from tests.commitments.rules.clock import milestone

DAY = timedelta(days=1)
FIRST = date(2026, 1, 1)
YEAR = [FIRST + DAY * n for n in range(365)]
CALENDARS = {
    "monday to friday": WorkingCalendar(),
    "with holidays": WorkingCalendar(
        holidays=frozenset(
            {date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14),
             date(2026, 6, 19), date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 31)}
        )
    ),
    "friday and saturday off": WorkingCalendar(frozenset({7, 1, 2, 3, 4})),
    "a fortnight closed": WorkingCalendar(
        holidays=frozenset(date(2026, 8, 1) + DAY * n for n in range(16))
    ),
    "sundays only": WorkingCalendar(frozenset({7})),
}  # fmt: skip
ZONES = ["Europe/Stockholm", "Africa/Nairobi", "America/New_York", "Pacific/Auckland"]
LADDER = (*BEFORE, *OVERDUE, Rung.E1)
OFFSETS = {Rung.R1: -30, Rung.R2: -7, Rung.R3: -1, Rung.O1: 1, Rung.O2: 7, Rung.O3: 14}


@dataclass(frozen=True)
class Stretch:
    """From a day on, for some days, the milestone is something else."""

    start: date
    days: int
    state: str = "in_progress"
    requested: bool = False

    def holds(self, day: date) -> bool:
        return self.start <= day < self.start + DAY * self.days


def day_of(rung: Rung, deadline: date, calendar: WorkingCalendar, *, is_key: bool) -> date:
    """Walk from the raw day to a working day, back before the deadline and forward after it."""
    offset = OFFSETS.get(rung) or (14 if is_key else 30)
    day = deadline + DAY * offset
    while not calendar.is_working(day):
        day += DAY if offset > 0 else -DAY
    return day


def live_through(calendar, deadline, stretches=(), *, achieved_on=None, is_key=False):
    """What one person is sent in the year, a planning run each day."""
    sent: list[tuple[date, Rung]] = []
    for day in YEAR:
        now = next((s for s in stretches if s.holds(day)), Stretch(FIRST, 365))
        state = "achieved" if achieved_on and day >= achieved_on else now.state
        standing = MilestoneStanding(
            milestone(state=state, deadline=deadline, is_key=is_key),
            requested_on=now.start if now.requested else None,
        )
        rung = milestone_ladder(standing, calendar=calendar).due(on=day)
        if rung and rung not in {said for _day, said in sent}:
            sent.append((day, rung))
    return sent


@pytest.mark.parametrize("is_key", [False, True])
@pytest.mark.parametrize("name", CALENDARS)
@pytest.mark.parametrize("start", range(0, 330, 23))
def test_every_rung_of_the_year_falls_on_its_working_day(name, start, is_key):
    calendar, deadline = CALENDARS[name], FIRST + DAY * start

    sent = live_through(calendar, deadline, is_key=is_key)

    expected: dict[date, Rung] = {}
    for rung in LADDER:
        day = max(day_of(rung, deadline, calendar, is_key=is_key), FIRST)
        # Of two on one day the higher is sent (L2).
        expected[day] = rung
    assert sent == [(day, rung) for day, rung in sorted(expected.items()) if day <= YEAR[-1]]
    assert all(calendar.is_working(day) for day, _rung in sent[1:])


@given(
    name=st.sampled_from(sorted(CALENDARS)),
    deadline=st.sampled_from(YEAR),
    kind=st.sampled_from(["paused", "submitted", "requested"]),
    start=st.sampled_from(YEAR),
    length=st.integers(1, 120),
    achieved_after=st.integers(0, 200),
)
def test_nothing_is_said_while_paused_submitted_requested_or_achieved(
    name, deadline, kind, start, length, achieved_after
):
    calendar = CALENDARS[name]
    stretch = Stretch(start, length, state=kind if kind != "requested" else "in_progress")
    if kind == "requested":
        # L9: a request silences five working days at most.
        quiet = calendar.add_working_days(start, 5) - start
        stretch = replace(stretch, days=min(length, quiet.days + 1), requested=True)
    achieved_on = start + DAY * (length + achieved_after)

    sent = live_through(calendar, deadline, [stretch], achieved_on=achieved_on)

    assert [day for day, _rung in sent if stretch.holds(day)] == []
    assert [day for day, _rung in sent if day >= achieved_on] == []
    rungs = [rung for _day, rung in sent]
    assert rungs == sorted(set(rungs), key=LADDER.index)


@given(
    deadline=st.sampled_from(YEAR),
    name=st.sampled_from(sorted(CALENDARS)),
    state=st.sampled_from(OPEN_STATES),
    returned=st.none() | st.integers(-20, 60),
    requested=st.none() | st.integers(-20, 60),
    imported=st.none() | st.integers(-20, 60),
    on=st.integers(-60, 90),
)
def test_nothing_changes_before_the_day_that_next_names(
    deadline, name, state, returned, requested, imported, on
):
    """The stored day of the next look misses nothing."""

    def shifted(days):
        return None if days is None else deadline + DAY * days

    facts = milestone(state=state, deadline=deadline, returned_on=shifted(returned))
    standing = MilestoneStanding(
        facts, requested_on=shifted(requested), imported_on=shifted(imported)
    )
    ladder = milestone_ladder(standing, calendar=CALENDARS[name])
    today = deadline + DAY * on

    following = ladder.next(on=today)

    last = following[0] if following else today + DAY * 200
    between = {ladder.due(on=day) for day in _days(today + DAY, last)}
    assert between <= {ladder.due(on=today), None}
    if following:
        assert ladder.due(on=following[0]) == following[1]


@given(deadline=st.dates(), on=st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_no_deadline_however_odd_stops_the_planning(deadline, on):
    ladder = milestone_ladder(
        MilestoneStanding(milestone(deadline=deadline)), calendar=CALENDARS["with holidays"]
    )

    if deadline > on + DAY * 60:
        assert ladder.due(on=on) is None
    if deadline < on - DAY * 60:
        assert ladder.due(on=on) == Rung.E1


def _days(first: date, end: date) -> list[date]:
    return [first + DAY * n for n in range((end - first).days)]


@pytest.mark.parametrize("zone", ZONES)
def test_a_letter_leaves_at_eight_of_the_readers_clock_all_year(zone):
    """Both changes of the clock are in the year, on days of their own in each zone."""
    there = ZoneInfo(zone)
    windows = [hours.window(day, there) for day in YEAR]

    assert {first.astimezone(there).hour for first, _last in windows} == {8}
    assert {last.astimezone(there).hour for _first, last in windows} == {18}
    assert [first.astimezone(there).date() for first, _last in windows] == YEAR
    changes = {first.hour for first, _last in windows}
    assert len(changes) == (1 if zone == "Africa/Nairobi" else 2)
    assert windows[0][0] >= datetime(2025, 12, 31, tzinfo=UTC)
