"""Hours, weekly days, and what may be switched off (L4, L5, L10, W9)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules.hours import weekly_day, window
from commitments.reminders.rules.topics import (
    OPTIONAL,
    Topic,
    comes_on_the_day,
    is_optional,
    topic_of,
)
from commitments.reminders.rules.words import Because, Rung

OWNER, RESPONSIBLE, FOCAL_POINT = Because.OWNER, Because.RESPONSIBLE, Because.FOCAL_POINT
DAY = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        ("Europe/Stockholm", datetime(2026, 6, 15, 6, tzinfo=UTC)),
        ("Africa/Nairobi", datetime(2026, 6, 15, 5, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 6, 15, 12, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 6, 14, 20, tzinfo=UTC)),
    ],
)
def test_W9_eight_in_the_morning_is_that_of_each_place(zone: str, moment: datetime) -> None:
    opens, closes = window(DAY, ZoneInfo(zone))

    assert opens == moment
    assert closes.astimezone(ZoneInfo(zone)).hour == 18


def test_hour_that_the_person_chose_opens_the_window() -> None:
    opens, closes = window(DAY, ZoneInfo("Europe/Stockholm"), hour=14)

    assert (opens.hour, closes.hour) == (12, 16)


@pytest.mark.parametrize(
    ("day", "weekday", "expected"),
    [
        (date(2026, 6, 15), 1, date(2026, 6, 15)),  # on the Monday itself
        (date(2026, 6, 18), 1, date(2026, 6, 15)),
        (date(2026, 6, 14), 1, date(2026, 6, 8)),
        (date(2026, 6, 19), 5, date(2026, 6, 12)),  # a holiday: not yet, it moves on
        (date(2026, 6, 22), 5, date(2026, 6, 22)),  # the first working day after it
        (date(2026, 6, 20), 6, date(2026, 6, 15)),  # Saturday: nobody works
    ],
)
def test_weekly_letter_comes_on_its_day_or_the_first_working_day_after(
    day: date, weekday: int, expected: date
) -> None:
    calendar = WorkingCalendar(holidays=frozenset({date(2026, 6, 19)}))

    assert weekly_day(day, weekday, calendar) == expected


def test_every_rung_has_a_row_and_what_is_not_named_is_essential() -> None:
    rows = {rung: topic_of(rung) for rung in Rung}

    optional = {rung for rung, topic in rows.items() if topic in OPTIONAL}
    assert optional == {
        Rung.R1, Rung.R2, Rung.U1, Rung.V1, Rung.V2, Rung.Q1, Rung.D1, Rung.D2, Rung.D3,
        Rung.G1,
    }  # fmt: skip
    assert rows[Rung.H1] == rows[Rung.B1] == Topic.OTHER


@pytest.mark.parametrize(
    ("rung", "because", "expected"),
    [
        (Rung.R1, OWNER, True),
        (Rung.R2, OWNER, False),
        (Rung.R2, Because.NO_OWNER, False),
        (Rung.R2, RESPONSIBLE, True),
        (Rung.R3, RESPONSIBLE, False),
        (Rung.O1, OWNER, False),
        (Rung.O2, FOCAL_POINT, False),
        (Rung.A1, RESPONSIBLE, False),
        (Rung.E1, FOCAL_POINT, False),
    ],
)
def test_L10_what_somebody_is_accountable_for_cannot_be_switched_off(
    rung: Rung, because: Because, expected: bool
) -> None:
    assert is_optional(rung, because) is expected


@pytest.mark.parametrize(
    ("rung", "because", "expected"),
    [
        (Rung.R2, OWNER, False),
        (Rung.R3, OWNER, False),
        (Rung.U2, OWNER, False),
        (Rung.O1, OWNER, True),
        (Rung.O3, Because.NO_OWNER, True),
        (Rung.O1, RESPONSIBLE, True),
        (Rung.O2, FOCAL_POINT, False),
        (Rung.E1, FOCAL_POINT, True),
        (Rung.A4, RESPONSIBLE, True),
        (Rung.V1, Because.COORDINATOR, False),
        (Rung.V4, Because.COORDINATOR, True),
    ],
)
def test_L5_what_does_not_wait_for_the_weekly_letter(
    rung: Rung, because: Because, expected: bool
) -> None:
    assert comes_on_the_day(rung, because) is expected
