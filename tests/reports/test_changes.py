"""R5, what changed since: everything adds up, and each change names who, when and why."""

import io
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from commitments.models import Commitment, Milestone
from commitments.rules.words import OPEN_STATES, MilestoneState
from commitments.services import dates
from history import clock
from history.acts import act
from reports.editions import issue_to
from reports.scope import Scope
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    MilestoneFactory,
    OrganisationFactory,
    holder_of,
)
from tests.reports.files import Rows, figures_of, tables_of

pytestmark = pytest.mark.django_db

A, B = date(2026, 3, 31), date(2026, 6, 30)


def noon(day: date) -> datetime:
    return clock.end_of_day(day) - timedelta(hours=12)


def person(role: str, name: str) -> User:
    """Somebody who was there before everything else."""
    with clock.stand_at(noon(date(2026, 1, 1))):
        return holder_of(role, name=name)


@pytest.fixture
def auditor() -> User:
    return person("auditor", "Tomas Okafor")


def changes(user: User, then: date = A, now: date = B) -> Rows:
    file = io.BytesIO()
    issue_to(Scope(user, "", now), "csv", file, kind="changes", compared_with=then)
    return tables_of(file.getvalue())


@pytest.fixture
def milestone() -> Milestone:
    """Agreed before A, due between A and B."""
    with clock.stand_at(noon(date(2026, 2, 1))):
        return MilestoneFactory(title="Open the desk", deadline=date(2026, 5, 31))


def change(user: User, day: date, milestone: Milestone, reason: str = "", **values: object) -> None:
    with clock.stand_at(noon(day)), act("test.changed", by=user, reason=reason):
        for name, value in values.items():
            setattr(milestone, name, value)
        milestone.save()


def move(milestone: Milestone, day: date, deadline: date, by: User, reason: str = "") -> None:
    """The only way a deadline moves: asked for, and decided (D1)."""
    with clock.stand_at(noon(day)):
        request = DateRequestFactory(milestone=milestone, asked_deadline=deadline)
        dates.decide_date(request, by=by, outcome="approved", reason=reason)


def test_deadline_moved_tells_days_who_when_and_why(auditor, milestone):
    coordinator = person("coordinator", "Leila Haddad")
    move(milestone, date(2026, 4, 8), date(2026, 7, 20), coordinator, "The law took longer.")

    (row,) = changes(auditor)["deadline_moved"]

    assert (row["code"], row["before"], row["after"]) == (
        milestone.code, "31 May 2026", "20 Jul 2026",
    )  # fmt: skip
    assert row["days"] == "50"
    assert (row["who"], row["on"]) == ("Leila Haddad", "2026-04-08")
    assert row["reason"] == "The law took longer."


def test_time_alone_makes_a_milestone_overdue(auditor, milestone):
    found = changes(auditor)

    (row,) = found["became_overdue"]
    assert (row["code"], row["days"], row["who"]) == (milestone.code, "30", "")
    assert found["deadline_moved"] == found["state_changed"] == []


def test_change_that_was_undone_is_no_change(auditor, milestone):
    change(auditor, date(2026, 4, 8), milestone, title="Other")
    change(auditor, date(2026, 4, 9), milestone, title="Open the desk")

    assert changes(auditor)["wording_changed"] == []


def test_new_owner_and_lead_are_told(auditor, milestone):
    commitment = milestone.commitment
    before = commitment.lead_organisation.name
    with clock.stand_at(noon(date(2026, 1, 1))):
        after = OrganisationFactory(name="Ministry of Ports")
    with clock.stand_at(noon(date(2026, 5, 2))), act("test.changed", by=auditor):
        Commitment.objects.filter(pk=commitment.pk).update(lead_organisation=after)

    (row,) = changes(auditor)["owner_changed"]

    assert (row["before"], row["after"]) == (before, "Ministry of Ports")
    assert (row["who"], row["on"]) == ("Tomas Okafor", "2026-05-02")


def test_removed_and_new_tell_who(auditor, milestone):
    with clock.stand_at(noon(date(2026, 5, 2))):
        new = MilestoneFactory(commitment=milestone.commitment, deadline=date(2026, 9, 30))
        with act("test.removed", by=auditor, reason="Entered twice."):
            milestone.delete()

    found = changes(auditor)

    (gone,) = found["removed"]
    assert [row["code"] for row in found["new"]] == [new.code]
    assert (gone["code"], gone["who"], gone["reason"]) == (
        milestone.code, "Tomas Okafor", "Entered twice.",
    )  # fmt: skip


DEEDS = st.lists(
    st.tuples(
        st.sampled_from(["add", "delete", "achieve", "move", "rename", "pause"]),
        st.integers(0, 4),
        st.integers(1, 60),
    ),
    max_size=6,
)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(before=DEEDS, after=DEEDS)
def test_what_was_then_and_new_without_removed_is_what_is_now(before, after):
    auditor, coordinator = person("auditor", "A"), person("coordinator", "B")
    with clock.stand_at(noon(date(2026, 1, 5))):
        commitment = CommitmentFactory()
    for start, deeds in ((date(2026, 1, 10), before), (date(2026, 4, 5), after)):
        for number, deed in enumerate(deeds):
            _do(coordinator, commitment, start + timedelta(days=number), *deed)

    found = changes(auditor)

    told = figures_of(found)
    now, then = (int(number) for number in told["milestones"])
    new, removed = int(told["milestones_new"][0]), int(told["milestones_removed"][0])
    assert then + new - removed == now
    assert len([row for row in found["new"] if "-M" in row["code"]]) == new
    changed = {
        row["code"]
        for name, rows in found.items()
        for row in rows
        if name not in ("new", "removed", "about", "headline_figures", "confidence")
        and "-M" in row["code"]
    }
    assert int(told["milestones_unchanged"][0]) == then - removed - len(changed)
    assert all(row["who"] for row in found["new"] + found["removed"] + found["achieved"])


def _do(user: User, commitment: Commitment, day: date, deed: str, which: int, days: int) -> None:
    rows = list(commitment.milestones.order_by("pk"))
    row = rows[which % len(rows)] if rows else None
    if row and deed == "move":
        if row.state in OPEN_STATES:
            move(row, day, row.deadline + timedelta(days=days), user)
        return
    with clock.stand_at(noon(day)), act(f"test.{deed}", by=user):
        if row is None or deed == "add":
            MilestoneFactory(commitment=commitment, deadline=day + timedelta(days=90 + days))
        elif deed == "delete":
            row.delete()
        else:
            _change(row, deed, day, days)


def _change(row: Milestone, deed: str, day: date, days: int) -> None:
    if deed == "achieve":
        row.state, row.achieved_on = MilestoneState.ACHIEVED, day
    elif deed == "pause":
        row.state, row.review_by = MilestoneState.PAUSED, day + timedelta(days=days)
    else:
        row.title = f"Renamed {days}"
    row.save()
