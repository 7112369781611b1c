"""E1 and E2: who opens an escalation, who is written to, and when nobody is any more (5.2)."""

from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Organisation, Post, User
from accounts.words import Role
from commitments.models import Commitment, Escalation, Milestone
from commitments.reminders import planning
from commitments.reminders.models import Notice, Watch
from commitments.services import escalations
from history import clock
from tests.commitments.reminders.conftest import june, planned
from tests.commitments.reminders.test_letters import live
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    holder_of,
    post_of,
    seeding,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holidays")]

AMINA, FEMI, LEILA = "Amina Larsson", "Femi Adeyemi", "Leila Haddad"
E1_DAY = date(2026, 7, 13)


def at(day: date, hours: int = 9) -> Any:
    return clock.stand_at(clock.end_of_day(day) - timedelta(hours=24 - hours))


def answered(escalation: Escalation, by: User) -> None:
    escalations.answer_escalation(
        escalation, by=by, happened="The landlord withdrew.", options=["Rent.", "Build."],
        recommendation="Rent.", decision_from="Minister", decide_by=date(2026, 8, 1),
    )  # fmt: skip


def head(ministry: Organisation, name: str = "Sara Head") -> Post:
    post = post_of(holder_of(Role.OFFICIAL, ministry, name=name))
    with seeding():
        post.is_head = True
        post.save()
    return post


def test_W1_planning_opens_an_escalation_once_and_tells_of_it(
    due: Milestone, focal_point: User
) -> None:
    assert Escalation.objects.count() == 0
    first = planning.plan(on=E1_DAY)
    Watch.objects.update(look_on=planning.AT_ONCE)
    again = planning.plan(on=E1_DAY)

    opened = Escalation.objects.get()
    assert (first.escalated, again.escalated, again.notices) == (1, 0, 0)
    assert (opened.milestone, opened.deadline) == (due, june(12))
    assert (opened.opened_on, opened.answer_by) == (E1_DAY, date(2026, 7, 27))
    told = Notice.objects.filter(rung="e1").order_by("person__name")
    assert list(told.values_list("person__name", "cause", "counts_from")) == [
        (AMINA, opened.pk, june(12)),
        (FEMI, opened.pk, june(12)),
    ]


@pytest.mark.parametrize(("is_key", "opens"), [(True, june(26)), (False, E1_DAY)])
def test_key_milestones_are_escalated_earlier(
    commitment: Commitment, focal_point: User, is_key: bool, opens: date
) -> None:
    MilestoneFactory(commitment=commitment, is_key=is_key, deadline=june(12))
    day = june(13)

    while not Escalation.objects.exists():
        planning.plan(on=day)
        day += timedelta(days=1)

    assert Escalation.objects.get().opened_on == opens


def test_focal_point_who_owns_it_is_not_asked_by_themselves(
    ministry: Organisation, focal_point: User, coordinator: User
) -> None:
    own = CommitmentFactory(
        lead_organisation=ministry, accountable_post=post_of(focal_point), agreed_on=june(1)
    )
    MilestoneFactory(commitment=own, deadline=june(12))
    assert planned(E1_DAY) == [(FEMI, "e1"), (LEILA, "e1")]

    head(ministry)

    planning.plan(on=E1_DAY + timedelta(days=1))
    Watch.objects.update(look_on=planning.AT_ONCE)
    assert planned(E1_DAY + timedelta(days=1)) == [(FEMI, "e1"), ("Sara Head", "e1")]


def test_answer_withdraws_what_was_not_sent(due: Milestone, focal_point: User) -> None:
    planning.plan(on=E1_DAY)

    with at(E1_DAY):
        answered(Escalation.objects.get(), focal_point)

    assert planned(E1_DAY) == []


def test_E2_waits_for_a_coordinator_and_goes_to_the_head_at_once(
    due: Milestone, focal_point: User, coordinator: User, ministry: Organisation
) -> None:
    asked = head(ministry)
    planning.plan(on=E1_DAY)
    opened = Escalation.objects.get()
    assert not Escalation.objects.to_confirm(on=date(2026, 8, 10)).exists()
    assert Escalation.objects.to_confirm(on=date(2026, 8, 11)).get() == opened

    with at(date(2026, 8, 11)):
        escalations.send_to_head(opened, by=coordinator, post=asked)

    found = [row for row in planned(date(2026, 8, 11)) if row[1] == "e2"]
    assert found == [("Sara Head", "e2")]
    assert planned(date(2026, 8, 11)).count(("Sara Head", "e2")) == 1


def test_letter_of_an_escalation_leads_to_the_form_of_the_answer(
    due: Milestone, official: User, focal_point: User
) -> None:
    letters = {letter.to[0]: letter for letter in live(E1_DAY)}

    opened = Escalation.objects.get()
    body = letters[focal_point.email].body
    assert letters[focal_point.email].subject.startswith("Decision needed by Monday 27 July: ")
    assert f"/escalations/{opened.pk}/answer" in body
    assert "Escalated: The deadline was missed by 31 days." in body
    assert official.email in letters


def test_escalation_after_the_letter_of_the_day_does_not_wait_for_the_next(
    due: Milestone, commitment: Commitment, focal_point: User, coordinator: User
) -> None:
    day = june(15)
    live(day)

    with at(day, 11):
        escalations.escalate(commitment, by=coordinator, reason="Two ministries disagree.")

    found = live(day, (clock.end_of_day(day) - timedelta(hours=11)).timetz())
    assert sorted(letter.to[0] for letter in found) == sorted(
        {focal_point.email, *(row.person.email for row in Notice.objects.filter(rung="e1"))}
    )
    assert all("Two ministries disagree." in letter.body for letter in found)


def test_a_paused_commitment_escalates_nothing(due: Milestone, focal_point: User) -> None:
    with seeding():
        Commitment.objects.filter(pk=due.commitment_id).update(
            state="paused", review_by=date(2026, 9, 1)
        )

    planning.plan(on=E1_DAY)

    assert not Escalation.objects.exists()
