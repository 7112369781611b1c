"""The worked examples of PRODUCT.md 5.7, and the limits of each ladder."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.working_days import WorkingCalendar
from commitments.reminders.rules import hours, ladders
from commitments.reminders.rules.ladders import MilestoneStanding, milestone_ladder
from commitments.reminders.rules.recipients import DUTIES
from commitments.reminders.rules.words import Rung, Silence
from commitments.rules.escalation import answer_by
from commitments.rules.words import CommitmentState
from tests.commitments.rules.clock import CALENDAR, milestone

R1, R2, R3 = Rung.R1, Rung.R2, Rung.R3
O1, O2, O3, E1 = Rung.O1, Rung.O2, Rung.O3, Rung.E1
FRIDAY_SATURDAY = WorkingCalendar(frozenset({7, 1, 2, 3, 4}))


def june(day: int) -> date:
    return date(2026, 6, day)


def ladder(calendar=CALENDAR, *, requested_on=None, imported_on=None, active=True, **facts):
    state = CommitmentState.ACTIVE if active else CommitmentState.PAUSED
    standing = MilestoneStanding(milestone(**facts), state, requested_on, imported_on)
    return milestone_ladder(standing, calendar=calendar)


def test_W1_an_ordinary_deadline():
    days = ladder(deadline=june(12)).days

    assert days == {
        R1: date(2026, 5, 13), R2: june(5), R3: june(11), O1: june(15), O2: june(22), O3: june(26),
        E1: date(2026, 7, 13),
    }  # fmt: skip
    assert answer_by(days[E1], calendar=CALENDAR) == date(2026, 7, 27)


def test_W1_a_key_milestone_is_escalated_after_14_days():
    found = ladder(deadline=june(12), is_key=True)

    assert (found.days[E1], found.due(on=june(26))) == (june(26), E1)


def test_W2_a_deadline_on_a_saturday():
    days = ladder(deadline=june(20)).days

    assert (days[R2], days[R3], days[O1]) == (june(12), june(18), june(22))


def test_W3_a_weekend_of_friday_and_saturday():
    days = ladder(FRIDAY_SATURDAY, deadline=june(4)).days

    assert days[O1] == june(7)
    amman = hours.window(days[O1], ZoneInfo("Asia/Amman"))
    assert amman[0] == datetime(2026, 6, 7, 5, tzinfo=UTC)


def test_W4_submitted_in_time_nobody_is_chased():
    found = ladder(state="submitted", deadline=june(12), submitted_on=june(11))

    assert (found.due(on=june(30)), found.silence) == (None, Silence.SUBMITTED)


def test_W4_returned_it_is_quiet_for_five_working_days_then_at_the_strength_of_its_days():
    found = ladder(state="returned", deadline=june(12), returned_on=june(15))

    assert (found.quiet_until, found.silence) == (june(23), Silence.RETURNED)
    assert {found.due(on=june(day)) for day in range(15, 24)} == {None}
    assert found.due(on=june(24)) == O2
    assert found.next(on=june(15)) == (june(24), O2)


def test_W5_a_date_request_pauses_the_chasers_at_most_five_working_days():
    found = ladder(deadline=june(12), requested_on=june(15))

    assert (found.quiet_until, found.silence) == (june(23), Silence.DATE_REQUESTED)
    assert (found.due(on=june(23)), found.due(on=june(24))) == (None, O2)


def test_W5_a_new_deadline_starts_a_new_ladder():
    found = ladder(deadline=date(2026, 9, 30))

    assert found.next(on=june(17)) == (date(2026, 8, 31), R1)


def test_W7_imported_items_are_quiet_for_seven_days_then_at_their_highest_rung():
    found = ladder(deadline=date(2026, 3, 1), imported_on=june(16))

    assert (found.due(on=june(22)), found.silence) == (None, Silence.IMPORTED)
    assert found.due(on=june(23)) == E1


def test_W8_after_an_outage_only_the_highest_rung_is_due():
    found = ladder(deadline=june(11))

    assert [found.due(on=june(day)) for day in (11, 12, 16, 17)] == [R3, O1, O1, O1]


@pytest.mark.parametrize(
    ("zone", "leaves"),
    [
        ("Europe/Stockholm", datetime(2026, 6, 15, 6, tzinfo=UTC)),
        ("Africa/Nairobi", datetime(2026, 6, 15, 5, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 6, 15, 12, tzinfo=UTC)),
        ("Pacific/Auckland", datetime(2026, 6, 14, 20, tzinfo=UTC)),
    ],
)
def test_W9_one_rung_for_people_in_four_time_zones(zone, leaves):
    first, last = hours.window(june(15), ZoneInfo(zone))

    assert (first, last - first) == (leaves, timedelta(hours=10))


@pytest.mark.parametrize(
    ("facts", "silence"),
    [
        ({"state": "draft"}, Silence.DRAFT),
        ({"state": "achieved"}, Silence.ACHIEVED),
        ({"state": "paused"}, Silence.PAUSED),
        ({"state": "closed"}, Silence.CLOSED),
        ({"deadline": None}, Silence.NO_DEADLINE),
        ({"active": False}, Silence.NOT_ACTIVE),
    ],
)
def test_nothing_is_said_of_what_is_not_owed(facts, silence):
    found = ladder(**{"deadline": june(1)} | facts)

    assert (found.due(on=june(16)), found.next(on=june(16)), found.silence) == (
        None, None, silence,
    )  # fmt: skip


def test_a_return_long_ago_and_a_later_request_count_from_the_later_one():
    found = ladder(state="returned", deadline=june(1), returned_on=june(1), requested_on=june(15))

    assert (found.quiet_until, found.silence) == (june(23), Silence.DATE_REQUESTED)


def test_what_comes_next_is_told_rung_by_rung():
    found = ladder(deadline=june(12))
    said = []
    day = june(1) - timedelta(days=60)

    while following := found.next(on=day):
        day = following[0]
        said.append(following)

    assert said == [(day, rung) for rung, day in found.days.items()]


def test_update_ladder_counts_from_the_day_the_update_is_due():
    found = ladders.update_ladder(
        state=CommitmentState.ACTIVE, due_on=june(20), imported_on=None, calendar=CALENDAR
    )

    # 13 and 20 June are Saturdays, 19 June is a holiday; "No update" is true from 5 July (F1).
    assert found.days == {
        Rung.U1: june(12), Rung.U2: june(22), Rung.U3: june(29), Rung.U4: date(2026, 7, 6),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "due_on"), [(CommitmentState.PAUSED, june(1)), (CommitmentState.ACTIVE, None)]
)
def test_no_update_is_asked_of_what_is_not_active(state, due_on):
    found = ladders.update_ladder(state=state, due_on=due_on, imported_on=None, calendar=CALENDAR)

    assert found.due(on=june(16)) is None


def test_review_ladder_ends_when_the_review_is_late():
    """D11: submitted on Thursday 11 June the review is due on Thursday 18 June, late from Mon."""
    found = ladders.review_ladder(june(11), calendar=CALENDAR)

    assert found.days == {
        Rung.V1: june(11), Rung.V2: june(16), Rung.V3: june(18), Rung.V4: june(22),
    }  # fmt: skip


def test_request_ladder_asks_on_working_days_three_and_five():
    found = ladders.request_ladder(june(15), calendar=CALENDAR)

    assert found.days == {Rung.Q1: june(18), Rung.Q2: june(23)}


def test_every_rung_has_somebody_to_tell():
    assert set(DUTIES) == set(Rung)
