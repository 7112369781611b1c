"""Commitment dates of PRODUCT.md 4.3."""

from datetime import date

from commitments.rules.commitment_dates import commitment_dates
from tests.commitments.rules.clock import TODAY, milestone


def test_commitment_dates_worked_example():
    milestones = [
        milestone("achieved", deadline=date(2026, 3, 31), achieved=date(2026, 3, 25)),
        milestone(deadline=date(2026, 6, 30), expected=date(2026, 7, 14)),
        milestone(deadline=date(2026, 12, 15), expected=date(2027, 2, 15)),
    ]

    ends = commitment_dates(milestones, on=TODAY)

    assert (ends.first_end, ends.agreed_end) == (date(2026, 12, 15), date(2026, 12, 15))
    assert ends.expected_end == date(2027, 2, 15)
    assert (ends.slippage, ends.run_over) == (62, 62)


def test_commitment_dates_leave_out_what_does_not_count():
    milestones = [
        milestone(deadline=date(2026, 6, 30)),
        milestone("draft", deadline=date(2028, 1, 1)),
        milestone("closed", deadline=date(2028, 1, 1), closed_reason="replaced"),
        milestone("closed", deadline=date(2028, 1, 1), closed_reason="entered_in_error"),
    ]

    ends = commitment_dates(milestones, on=TODAY)

    assert (ends.first_end, ends.agreed_end, ends.expected_end) == (date(2026, 6, 30),) * 3


def test_commitment_dates_of_no_milestones_are_unknown():
    ends = commitment_dates([], on=TODAY)

    assert (ends.first_end, ends.agreed_end, ends.expected_end) == (None, None, None)
    assert (ends.slippage, ends.run_over) == (None, 0)


def test_commitment_that_ends_early_does_not_run_over():
    milestones = [milestone("achieved", deadline=date(2026, 6, 30), achieved=date(2026, 6, 1))]

    ends = commitment_dates(milestones, on=TODAY)

    assert (ends.slippage, ends.run_over) == (-29, 0)
