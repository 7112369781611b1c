"""The timing label: ten rules, first match wins."""

from datetime import date, timedelta

import pytest
from hypothesis import given

from commitments.rules.facts import MilestoneFacts
from commitments.rules.labels import TONES, timing_label
from commitments.rules.words import TimingWord
from tests.commitments.rules.clock import CALENDAR, TODAY, days, milestone, milestones
from tests.commitments.rules.examples import ROWS


def label(facts: MilestoneFacts, on: date = TODAY) -> str:
    return timing_label(facts, on=on, calendar=CALENDAR).label


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS.keys())
def test_T_D2_M_rows_in_words(row):
    timing = timing_label(row.facts, on=TODAY, calendar=CALENDAR)

    assert (timing.code, timing.tone, timing.label, timing.note) == (
        row.code,
        row.tone,
        row.label,
        row.note,
    )


def test_timing_note_stands_in_brackets():
    timing = timing_label(ROWS["M7"].facts, on=TODAY, calendar=CALENDAR)

    assert str(timing) == "Waiting for review (due Thu 18 Jun)"


def test_D13_returned_and_overdue_names_the_day_of_the_return():
    timing = timing_label(ROWS["M9"].facts, on=TODAY, calendar=CALENDAR)

    assert str(timing) == "Overdue by 4 days (returned 15 June)"


def test_every_timing_word_has_a_tone():
    assert set(TONES) == set(TimingWord)


@pytest.mark.parametrize(
    ("achieved", "submitted_on", "imported", "words"),
    [
        (date(2026, 5, 30), None, False, "Achieved 1 day late"),
        (date(2026, 6, 10), None, False, "Achieved 12 days late"),
        (date(2026, 5, 29), None, True, "Achieved on time · not reviewed"),
        (
            date(2026, 5, 29),
            date(2026, 5, 30),
            True,
            "Achieved on time · reported 1 day late · not reviewed",
        ),
        (None, None, True, "Achieved · not reviewed"),
    ],
)
def test_label_1_achieved(achieved, submitted_on, imported, words):
    facts = milestone(
        "achieved",
        deadline=date(2026, 5, 29),
        achieved=achieved,
        submitted_on=submitted_on,
        imported_unreviewed=imported,
    )

    assert label(facts) == words


def test_label_1_achieved_without_a_deadline_was_never_late():
    assert label(MilestoneFacts("achieved", achieved=date(2026, 5, 29))) == "Achieved"


def test_label_3_paused_without_a_day_to_look_again():
    assert label(milestone("paused")) == "Paused"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 6, 12), "Waiting for review (due Fri 12 Jun)"),
        (date(2026, 6, 13), "Review late (was due Fri 12 Jun)"),
        (date(2026, 6, 15), "Review late by 1 working day (was due Fri 12 Jun)"),
        (date(2026, 6, 22), "Review late by 5 working days (was due Fri 12 Jun)"),
        (date(2027, 1, 4), "Review late by 145 working days (was due Fri 12 Jun 2026)"),
    ],
)
def test_label_4_submitted(on, words):
    facts = milestone("submitted", submitted_on=date(2026, 6, 5), achieved=date(2026, 6, 4))

    assert str(timing_label(facts, on=on, calendar=CALENDAR)) == words


def test_label_4_submitted_without_a_day_waits():
    assert label(milestone("submitted")) == "Waiting for review"


@pytest.mark.parametrize(
    ("expected", "words"),
    [
        (TODAY - timedelta(days=1), "Overdue by 18 days"),
        (TODAY, "Overdue by 18 days · expected 16 June"),
        (date(2027, 1, 10), "Overdue by 18 days · expected 10 January 2027"),
    ],
)
def test_label_5_overdue_tells_the_expected_date_while_it_holds(expected, words):
    assert label(milestone(deadline=date(2026, 5, 29), expected=expected)) == words


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        (date(2026, 6, 17), "Due in 1 day"),
        (date(2026, 6, 30), "Due in 14 days"),
        (date(2026, 7, 1), "Planned for 1 July 2026"),
    ],
)
def test_labels_7_and_10_on_both_sides_of_the_window(deadline, words):
    assert label(milestone(deadline=deadline)) == words


def test_label_7_one_day_late_is_one_day():
    facts = milestone(deadline=date(2026, 6, 30), expected=date(2026, 7, 1))

    assert label(facts) == "Due in 14 days · expected 1 day late"


def test_label_8_one_day_late_is_one_day():
    facts = milestone(deadline=date(2026, 9, 30), expected=date(2026, 10, 1))

    assert label(facts) == "Expected 1 day late"


@pytest.mark.parametrize("state", ["draft", "planned", "in_progress", "returned"])
def test_D9_label_without_a_deadline(state):
    timing = timing_label(MilestoneFacts(state), on=TODAY, calendar=CALENDAR)

    assert (timing.code, timing.label) == ("no_deadline", "No deadline")


@given(milestones, days)
def test_label_is_always_one_and_never_empty(facts, on):
    timing = timing_label(facts, on=on, calendar=CALENDAR)

    assert timing.label
    assert timing.code in TimingWord
