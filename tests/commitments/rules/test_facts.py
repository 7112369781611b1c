"""What counts and what is open, and facts of stored rows."""

from datetime import date

import pytest

from commitments.models import Milestone
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import MilestoneState


@pytest.mark.parametrize(
    ("state", "is_open", "is_counted"),
    [
        ("draft", False, False),
        ("planned", True, True),
        ("in_progress", True, True),
        ("submitted", False, True),
        ("returned", True, True),
        ("achieved", False, True),
        ("paused", False, True),
        ("closed", False, True),
    ],
)
def test_open_and_counted_states(state, is_open, is_counted):
    facts = MilestoneFacts(MilestoneState(state), closed_reason="cancelled")

    assert (facts.is_open, facts.is_counted) == (is_open, is_counted)


def test_facts_of_a_stored_milestone():
    row = Milestone(
        state="returned",
        first_deadline=date(2026, 1, 1),
        deadline=date(2026, 1, 2),
        expected_on=date(2026, 1, 3),
        achieved_on=date(2026, 1, 4),
        submitted_on=date(2026, 1, 5),
        returned_on=date(2026, 1, 6),
        review_by=date(2026, 1, 7),
        closed_reason="cancelled",
        weight=3,
        is_key=True,
        imported_unreviewed=True,
    )

    assert MilestoneFacts.of(row) == MilestoneFacts(
        state="returned",
        first_deadline=date(2026, 1, 1),
        deadline=date(2026, 1, 2),
        expected=date(2026, 1, 3),
        achieved=date(2026, 1, 4),
        submitted_on=date(2026, 1, 5),
        returned_on=date(2026, 1, 6),
        paused_until=date(2026, 1, 7),
        closed_reason="cancelled",
        weight=3,
        is_key=True,
        imported_unreviewed=True,
    )
