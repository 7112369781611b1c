"""H4: what checks allow."""

from datetime import date, timedelta

import pytest

from commitments.rules.limits import Check, checks
from tests.commitments.rules.clock import TODAY, milestone


def overdue(days, *, is_key=False):
    return milestone(deadline=TODAY - timedelta(days=days), is_key=is_key)


def found(*rows, **more):
    return {one.check: one.level for one in checks(rows, tolerance=30, on=TODAY, **more)}


def test_H4_nothing_late_limits_nothing():
    assert found(milestone(), milestone(is_key=True)) == {}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([overdue(1)], {Check.OVERDUE: "at_risk"}),
        ([overdue(30, is_key=True)], {Check.OVERDUE: "at_risk"}),
        (
            [overdue(31, is_key=True)],
            {Check.KEY_TOO_LATE: "off_track", Check.OVERDUE: "at_risk"},
        ),
        ([overdue(31)] * 2, {Check.OVERDUE: "at_risk"}),
        ([overdue(31)] * 3, {Check.MANY_TOO_LATE: "off_track", Check.OVERDUE: "at_risk"}),
        ([overdue(31)] * 2 + [overdue(30)], {Check.OVERDUE: "at_risk"}),
    ],
)
def test_H4_overdue_milestones(rows, expected):
    # A far milestone keeps the end of the commitment where it was agreed.
    assert found(*rows, milestone()) == expected


@pytest.mark.parametrize(
    ("expected_on", "is_limited"), [(date(2026, 9, 28), False), (date(2026, 9, 29), True)]
)
def test_H4_expected_end_more_than_three_tolerances_after_the_agreed_end(expected_on, is_limited):
    last = milestone(deadline=date(2026, 6, 30), expected=expected_on)

    assert (Check.RUNS_OVER in found(last)) is is_limited


def test_H4_key_milestone_expected_late():
    late = {"deadline": date(2026, 9, 30), "expected": date(2026, 10, 1)}

    assert found(milestone(**late, is_key=True)) == {Check.KEY_EXPECTED_LATE: "at_risk"}
    assert found(milestone(**late)) == {}


def test_H4_measures_and_escalations():
    assert found(measures_well_behind=1, open_escalations=2) == {
        Check.MEASURE_WELL_BEHIND: "at_risk",
        Check.ESCALATION_OPEN: "at_risk",
    }


@pytest.mark.parametrize("state", ["draft", "submitted", "achieved", "paused", "closed"])
def test_H4_only_open_milestones_limit(state):
    row = milestone(state, deadline=date(2025, 1, 1), achieved=date(2025, 1, 1), is_key=True)

    assert found(row) == {}


def test_H4_findings_in_words():
    rows = [
        overdue(45, is_key=True),
        overdue(31, is_key=True),
        overdue(32),
        milestone(is_key=True, expected=date(2027, 4, 1)),
    ]
    more = {"measures_well_behind": 1, "open_escalations": 2}

    words = [str(one) for one in checks(rows, tolerance=30, on=TODAY, **more)]

    assert words == [
        "2 key milestones are overdue by more than 30 days (longest 45 days)",
        "3 milestones are overdue by more than 30 days (longest 45 days)",
        "the expected end is 107 days after the agreed end",
        "3 milestones are overdue (longest 45 days)",
        "1 key milestone is expected late (107 days)",
        "1 measure is well behind",
        "2 escalations are open",
    ]
