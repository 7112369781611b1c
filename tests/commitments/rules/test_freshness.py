"""F1 and F2."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commitments.rules import freshness
from commitments.rules.freshness import silence, unchanged_refused
from tests.commitments.rules.clock import TODAY, days


def heard(day, interval, on=TODAY):
    return silence(last_update_on=day, agreed_on=None, interval=interval, on=on)


@pytest.mark.parametrize(
    ("interval", "last_update", "n", "result", "no_update_from"),
    [
        (30, date(2026, 5, 20), 27, "Up to date", date(2026, 7, 4)),
        (30, date(2026, 5, 10), 37, "Update due", date(2026, 6, 24)),
        (30, date(2026, 4, 30), 47, "No update for 47 days", date(2026, 6, 14)),
        (90, date(2026, 3, 18), 90, "Up to date", date(2026, 7, 1)),
        (90, date(2026, 3, 17), 91, "Update due", date(2026, 6, 30)),
        (90, date(2026, 3, 4), 104, "Update due", date(2026, 6, 17)),
        (90, date(2026, 3, 3), 105, "No update for 105 days", date(2026, 6, 16)),
    ],
)
def test_T_F1_freshness_table(interval, last_update, n, result, no_update_from):
    silent = heard(last_update, interval)

    assert (silent.days, str(silent)) == (n, result)
    assert freshness.no_update_from(last_update, interval) == no_update_from


def test_F1_without_an_update_the_agreement_counts():
    silent = silence(last_update_on=None, agreed_on=date(2026, 3, 3), interval=90, on=TODAY)

    assert str(silent) == "No update for 105 days"


def test_F1_without_any_date_there_is_no_answer():
    assert heard(None, 90) is None


def test_next_update_is_due_on_the_last_day_that_is_up_to_date():
    assert freshness.next_update_by(TODAY, 90) == date(2026, 9, 14)


@given(days, st.sampled_from([30, 60, 90]))
def test_F1_words_change_on_the_days_foretold(last_update, interval):
    due, none = (
        freshness.update_due_from(last_update, interval),
        freshness.no_update_from(last_update, interval),
    )
    eves = [due - timedelta(days=1), due, none - timedelta(days=1), none]

    words = [heard(last_update, interval, on=day).word for day in eves]

    assert words == ["up_to_date", "update_due", "update_due", "no_update"]


@pytest.mark.parametrize(
    ("times", "overdue", "off_track", "refusal"),
    [
        (0, False, False, ""),
        (1, False, False, ""),
        (2, False, False, "“Nothing has changed” was said twice in a row."),
        (0, True, False, "A milestone is overdue."),
        (0, False, True, "Delivery is rated Off track."),
    ],
)
def test_F2_nothing_has_changed(times, overdue, off_track, refusal):
    answer = unchanged_refused(
        times_in_a_row=times, anything_overdue=overdue, rated_off_track=off_track
    )

    assert answer == refusal
