"""Notices: planned for the right people, once, and withdrawn when they are not due any more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment, Milestone
from commitments.reminders import planning
from commitments.reminders.models import Notice, Watch
from commitments.services import dates, steering, submissions
from history.acts import act
from history.models import Channel
from tests.commitments.reminders.conftest import june, planned, told
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    DeputyFactory,
    MilestoneFactory,
    PostFactory,
    SubmissionFactory,
    TenureFactory,
    UpdateFactory,
    UserFactory,
    holder,
    holder_of,
    post_of,
    seeding,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holidays")]

AMINA, FEMI, LEILA = "Amina Larsson", "Femi Adeyemi", "Leila Haddad"


def test_W1_each_rung_is_planned_on_its_day_for_those_it_is_for(
    due: Milestone, focal_point: User
) -> None:
    found = {}
    for number in range(75):
        day = date(2026, 5, 5) + timedelta(days=number)
        new = planning.plan(on=day).notices
        if new:
            rows = Notice.objects.filter(planned_on=day).order_by("person__name")
            found[day] = [(row.person.name, row.rung) for row in rows]

    assert found == {
        date(2026, 5, 13): [(AMINA, "r1")],
        june(5): [(AMINA, "r2")],
        june(11): [(AMINA, "r3")],
        june(15): [(AMINA, "o1")],
        june(22): [(AMINA, "o2"), (FEMI, "o2")],
        june(26): [(AMINA, "o3"), (FEMI, "o3")],
        date(2026, 7, 13): [(AMINA, "e1"), (FEMI, "e1")],
    }


def test_planning_again_changes_nothing(due: Milestone) -> None:
    first = planning.plan(on=june(15))
    Watch.objects.update(look_on=planning.AT_ONCE)

    again = planning.plan(on=june(15))

    assert (first.notices, again.notices, again.withdrawn) == (1, 0, 0)
    assert told(due) == [("o1", "planned")]


def test_W8_days_that_were_missed_are_caught_up_by_the_highest_rung(due: Milestone) -> None:
    assert planned(june(16)) == [(AMINA, "o1")]


def test_a_higher_rung_takes_the_place_of_one_that_was_not_sent(due: Milestone) -> None:
    planned(june(11))

    assert planned(june(15)) == [(AMINA, "o1")]
    assert told(due) == [("r3", "overtaken"), ("o1", "planned")]


def test_planning_reads_only_what_is_due(due: Milestone, django_assert_num_queries: Any) -> None:
    planning.plan(on=june(15))

    with django_assert_num_queries(3):  # savepoint, what is due, and its end
        assert planning.plan(on=june(16)).looked_at == 0
    assert Watch.objects.get(milestone_id=due.pk).look_on == june(22)


@pytest.mark.parametrize("size", [1, 3])
def test_planning_costs_the_same_whatever_the_number(
    size: int, commitment: Commitment, focal_point: User, django_assert_num_queries: Any
) -> None:
    planning.plan(on=june(1))
    MilestoneFactory.create_batch(size, commitment=commitment, deadline=june(12))
    DateRequestFactory(milestone=MilestoneFactory(commitment=commitment, deadline=june(1)))

    # Watches, milestones, requests, follow-ups, wrong people, bodies, holidays, posts, tenures,
    # absences, deputies, imports, notices, new ones, watches; then a look that finds none; each in
    # its own savepoint.
    with django_assert_num_queries(20):
        planning.plan(on=june(26))


def test_W4_a_submission_stops_the_ladder_and_a_return_quiets_it(
    due: Milestone, official: User, coordinator: User, stand_on: Any
) -> None:
    stand_on(june(11))
    planned(june(11))
    submissions.submit_milestone(
        due, by=official, achieved_on=june(10), answers=["In force.", "Open."],
        no_evidence_reason="Public.",
    )  # fmt: skip
    # The reminder that was not sent yet is withdrawn; the coordinator gets one to review.
    assert planned(june(11)) == [(LEILA, "v1")]
    assert told(due, official) == [("r3", "not_due")]

    stand_on(june(15))
    submissions.return_milestone(
        due, by=coordinator, verdicts=["met", "not_met"], reasons="One office is shut."
    )

    # The return is told at once; then it is quiet.
    assert planned(june(15)) == [(AMINA, "a1")]
    assert [row for row in planned(june(23)) if row[1] != "a1"] == []
    assert planned(june(24)) == [(AMINA, "o2"), (LEILA, "o2")]


def test_W5_a_date_request_quiets_and_a_new_deadline_starts_anew(
    due: Milestone, official: User, coordinator: User, stand_on: Any
) -> None:
    planned(june(15))
    stand_on(june(15))
    dates.ask_for_date(
        due, by=official, asked_deadline=date(2026, 9, 30), cause="other_body",
        explanation="Parliament votes later.",
    )  # fmt: skip
    assert planned(june(15)) == []
    assert told(due) == [("o1", "quiet")]

    stand_on(june(17))
    request = due.date_requests.get()
    dates.decide_date(request, by=coordinator, outcome="approved", reason="Known to all.")

    UpdateFactory(commitment=due.commitment, published_on=date(2026, 8, 1))
    assert planned(date(2026, 8, 30)) == []
    assert planned(date(2026, 8, 31)) == [(AMINA, "r1")]


def test_a_refused_request_wakes_what_was_quiet(
    due: Milestone, official: User, coordinator: User, stand_on: Any
) -> None:
    planned(june(15))
    stand_on(june(15))
    dates.ask_for_date(
        due, by=official, asked_deadline=date(2026, 9, 30), cause="other_body",
        explanation="Parliament votes later.",
    )  # fmt: skip
    planned(june(15))

    stand_on(june(16))
    request = due.date_requests.get()
    dates.decide_date(request, by=coordinator, outcome="refused", reason="It can be done now.")

    assert planned(june(16)) == [(AMINA, "a4"), (AMINA, "o1")]


def test_a_date_request_is_brought_to_coordinators_and_its_owner_is_told(
    due: Milestone, official: User, coordinator: User
) -> None:
    DateRequestFactory(milestone=due, asked_on=june(15), asked_by=official)

    assert planned(june(17)) == []
    assert planned(june(18)) == [(LEILA, "q1")]
    assert planned(june(23)) == [(AMINA, "q2"), (LEILA, "q2")]


def test_W7_imported_items_wait_seven_days(
    due: Milestone, focal_point: User, stand_on: Any
) -> None:
    stand_on(june(16))
    with act("plan.imported", by=None, channel=Channel.IMPORT):
        Milestone.objects.filter(pk=due.pk).update(source_ref="12.3")

    assert planned(june(22)) == []
    assert planned(june(23)) == [(AMINA, "o2"), (FEMI, "o2")]


def test_W11_without_an_owner_the_focal_point_is_told(
    due: Milestone, official: User, focal_point: User
) -> None:
    with seeding():
        post_of(official).tenures.update(ends_on=june(10))

    assert planned(june(15)) == [(FEMI, "n1"), (FEMI, "o1")]
    reasons = dict(Notice.objects.open().values_list("rung", "because"))
    assert reasons == {"n1": "focal_point", "o1": "no_owner"}


def test_without_owner_and_focal_point_the_coordinator_is_told(
    due: Milestone, official: User, coordinator: User
) -> None:
    with seeding():
        official.is_active = False
        official.save(update_fields=["is_active"])

    assert planned(june(15)) == [(LEILA, "o1")]


def test_a_deputy_is_told_instead_of_the_holder(due: Milestone, official: User) -> None:
    DeputyFactory(
        post=post_of(official),
        deputy=UserFactory(name="Dan Deputy"),
        starts_on=june(8),
        ends_on=june(26),
    )

    assert planned(june(15)) == [("Dan Deputy", "o1")]
    assert Notice.objects.open().get().stands_in_for == official


def test_the_responsible_is_told_beside_the_owner_until_the_second_ask(
    commitment: Commitment, ministry: Organisation
) -> None:
    responsible = PostFactory(organisation=ministry)
    TenureFactory(post=responsible, holder=UserFactory(name="Rae Sponsible"))
    MilestoneFactory(commitment=commitment, responsible_post=responsible, deadline=june(12))

    assert planned(june(15)) == [(AMINA, "o1"), ("Rae Sponsible", "o1")]
    assert planned(june(22)) == [(AMINA, "o2")]


def test_who_owns_and_is_focal_point_is_told_once_and_the_coordinator_as_well(
    ministry: Organisation, focal_point: User, coordinator: User
) -> None:
    own = CommitmentFactory(
        lead_organisation=ministry, accountable_post=post_of(focal_point), agreed_on=june(1)
    )
    MilestoneFactory(commitment=own, deadline=june(12))

    assert planned(june(22)) == [(FEMI, "o2"), (LEILA, "o2")]


def test_L8_a_new_holder_is_told_of_what_is_due_on_the_first_day(
    due: Milestone, official: User, ministry: Organisation, stand_on: Any
) -> None:
    post = post_of(official)
    assert planned(june(15)) == [(AMINA, "o1")]
    with seeding():
        post.tenures.update(ends_on=june(16))
    TenureFactory(post=post, holder=UserFactory(name="New Holder"), starts_on=june(17))

    assert planned(june(16)) == [(AMINA, "o1")]
    assert planned(june(17)) == [("New Holder", "h1"), ("New Holder", "o1")]
    assert told(due, official) == [("o1", "not_theirs")]


def test_another_owner_is_told_and_the_former_is_not(
    due: Milestone, commitment: Commitment, ministry: Organisation
) -> None:
    planned(june(15))
    other = holder_of(Role.OFFICIAL, ministry, name="Bo Ek")
    with seeding():
        Commitment.objects.filter(pk=commitment.pk).update(accountable_post=post_of(other))
        Milestone.objects.filter(pk=due.pk).update(responsible_post=post_of(other))

    assert planned(june(15)) == [("Bo Ek", "o1")]


def test_a_pause_withdraws_and_a_resumption_goes_on(
    due: Milestone, coordinator: User, stand_on: Any
) -> None:
    planned(june(15))
    stand_on(june(16))
    steering.pause_milestone(due, by=coordinator, reason="Election.", review_by=june(30))
    assert planned(june(16)) == [("Leila Haddad", "p1")]

    stand_on(june(24))
    steering.resume_milestone(due, by=coordinator)

    assert planned(june(24)) == [(AMINA, "o2"), (LEILA, "o2")]


def test_a_paused_commitment_is_silent_as_a_whole(due: Milestone, commitment: Commitment) -> None:
    with seeding():
        Commitment.objects.filter(pk=commitment.pk).update(state="paused", review_by=june(30))

    assert planned(june(15)) == []


def test_a_submission_is_brought_to_coordinators_but_not_to_who_sent_it(
    due: Milestone, coordinator: User, coordinating_body: Organisation
) -> None:
    other = holder_of(Role.COORDINATOR, coordinating_body, name="Omar Lindqvist")
    with seeding():
        Milestone.objects.filter(pk=due.pk).update(
            state="submitted", achieved_on=june(10), submitted_on=june(11)
        )
    due.refresh_from_db()
    SubmissionFactory(milestone=due, submitted_by=other)

    assert [planned(june(day))[-1:] for day in (11, 16, 18, 22)] == [
        [(LEILA, "v1")], [(LEILA, "v2")], [(LEILA, "v3")], [(LEILA, "v4")],
    ]  # fmt: skip
    assert Notice.objects.open().count() == 1


def test_an_update_is_asked_for_by_its_ladder_until_one_is_published(
    commitment: Commitment, focal_point: User
) -> None:
    # Agreed on 1 June, so due on Sunday 30 August.
    found = [planned(day) for day in (
        date(2026, 8, 20), date(2026, 8, 21), date(2026, 8, 31), date(2026, 9, 7),
        date(2026, 9, 14),
    )]  # fmt: skip
    assert found == [
        [], [(AMINA, "u1")], [(AMINA, "u2")], [(AMINA, "u3"), (FEMI, "u3")], [(FEMI, "u4")],
    ]  # fmt: skip

    UpdateFactory(commitment=commitment, published_on=date(2026, 9, 15))

    assert planned(date(2026, 9, 15)) == []


def test_nothing_is_planned_for_invented_people_where_real_ones_work(
    due: Milestone, official: User, settings: Any
) -> None:
    settings.DEMO = False
    with seeding():
        User.objects.filter(pk=official.pk).update(is_demo=True)

    assert planned(june(15)) == []


def test_drafts_and_plans_that_wait_for_agreement_are_silent(ministry: Organisation) -> None:
    draft = CommitmentFactory(draft=True, lead_organisation=ministry)
    holder(draft.accountable_post)
    MilestoneFactory(commitment=draft, draft=True, deadline=june(12))

    assert planned(june(30)) == []


def test_the_last_day_of_all_calendars_stops_nobody(due: Milestone, commitment: Commitment) -> None:
    MilestoneFactory(commitment=commitment, deadline=date.max)
    MilestoneFactory(commitment=commitment, deadline=date.min)

    assert planned(june(15)) == [(AMINA, "e1"), (AMINA, "o1")]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reminders_notice SET rung = 'o3'",
        "UPDATE reminders_notice SET person_id = person_id + 1",
        "DELETE FROM reminders_notice",
        "SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE reminders_notice",
    ],
)
def test_a_notice_never_becomes_another_nor_goes(statement: str, due: Milestone) -> None:
    planned(june(15))

    with (
        pytest.raises(DatabaseError, match="never"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
