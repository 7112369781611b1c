"""The plan check of screen 5."""

from dataclasses import replace
from datetime import date

import pytest

from commitments.rules.plan_check import PlanFacts, PlannedMilestone, add_months, check_plan
from tests.commitments.rules.clock import CALENDAR

TEST = "The register is open and has one hundred entries."
FIRST = PlannedMilestone("Sign the protocol", date(2026, 6, 30), TEST, is_key=True)
LAST = PlannedMilestone("Open the register", date(2026, 12, 15), TEST)
GOOD = PlanFacts(
    has_owner=True,
    ends_on=date(2026, 12, 15),
    milestones=(FIRST, LAST),
    calendar=CALENDAR,
    organisation="Labour",
)


def findings(plan):
    return [(one.code, str(one.level)) for one in check_plan(plan)]


def test_good_plan_has_no_findings():
    assert check_plan(GOOD) == ()


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (replace(GOOD, has_owner=False), [("owner_missing", "error")]),
        (replace(GOOD, milestones=()), [("milestones_missing", "error")]),
        (
            replace(GOOD, milestones=(replace(LAST, is_key=True),)),
            [("milestones_few", "warning")],
        ),
        (
            replace(GOOD, milestones=(replace(FIRST, is_key=False), LAST)),
            [("key_missing", "warning")],
        ),
        (replace(GOOD, ends_on=None), [("end_missing", "warning")]),
        (replace(GOOD, ends_on=date(2026, 12, 31)), [("end_differs", "warning")]),
        (
            replace(GOOD, milestones=(FIRST, LAST, replace(LAST, deadline=None))),
            [("deadline_missing", "error")],
        ),
        (
            replace(GOOD, milestones=(FIRST, replace(LAST, achieved_test=" \n"))),
            [("test_missing", "error")],
        ),
        (
            replace(GOOD, milestones=(FIRST, replace(LAST, achieved_test="x" * 29 + " "))),
            [("test_short", "warning")],
        ),
        (replace(GOOD, milestones=(FIRST, replace(LAST, achieved_test="x" * 30))), []),
    ],
)
def test_plan_check_finds_what_is_missing(plan, expected):
    assert findings(plan) == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [(date(2027, 6, 30), []), (date(2027, 7, 1), [("gap_long", "warning")])],
)
def test_plan_check_warns_of_a_gap_longer_than_12_months(second, expected):
    plan = replace(GOOD, ends_on=second, milestones=(FIRST, replace(LAST, deadline=second)))

    assert findings(plan) == expected


def test_plan_check_suggests_the_working_day_before():
    saturday = replace(FIRST, deadline=date(2026, 6, 20))

    (found,) = check_plan(replace(GOOD, milestones=(saturday, LAST)))

    assert found.sentence == (
        "Saturday 20 June 2026 is not a working day for Labour. Use Thursday 18 June?"
    )
    assert (found.code, found.level, found.about) == (
        "deadline_not_working",
        "warning",
        "Sign the protocol",
    )


def test_plan_check_suggests_a_day_of_the_year_before_with_its_year():
    new_year = replace(FIRST, deadline=date(2027, 1, 2))
    plan = replace(GOOD, ends_on=new_year.deadline, organisation="", milestones=(LAST, new_year))

    (found,) = check_plan(plan)

    assert found.sentence == "Saturday 2 January 2027 is not a working day. Use Friday 1 January?"


def test_plan_check_tells_all_at_once_in_sentences():
    bare = PlannedMilestone("Draft a law", achieved_test="A law.")
    plan = PlanFacts(
        has_owner=False, ends_on=date(2026, 12, 15), milestones=(bare,), calendar=CALENDAR
    )

    assert [(one.sentence, one.about) for one in check_plan(plan)] == [
        ("Nobody answers for this plan. Choose an owner.", ""),
        ("There is one milestone only. A good plan has one about every quarter.", ""),
        ("Mark at least one milestone as key.", ""),
        ("“Draft a law” has no deadline. Without one it cannot be agreed.", "Draft a law"),
        (
            "“Draft a law” says in 6 characters what counts as achieved. Use at least 30.",
            "Draft a law",
        ),
    ]


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (date(2026, 6, 30), 12, date(2027, 6, 30)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 11, 30), 1, date(2026, 12, 30)),
    ],
)
def test_add_months_ends_with_the_month(day, months, later):
    assert add_months(day, months) == later
