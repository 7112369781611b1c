"""The ledger on the pages: what was sent, to whom, what comes next and why nothing does."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, Milestone
from commitments.reminders import grouping, planning
from commitments.reminders.delivery import send_letters
from commitments.reminders.models import Letter
from history import clock
from history.acts import act
from history.models import Channel
from tests.commitments.pages import words_of
from tests.commitments.reminders.conftest import june, moment
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    MilestoneFactory,
    holder_of,
    post_of,
    seeding,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holidays")]


@pytest.fixture
def due(commitment: Commitment) -> Milestone:
    return MilestoneFactory(commitment=commitment, in_progress=True, deadline=june(12))


def live(*days: date) -> None:
    for day in days:
        with clock.stand_at(moment(day)):
            planning.plan()
            grouping.write_letters()
            send_letters(list(Letter.objects.ready().values_list("pk", flat=True)))


def panel(client: Client, milestone: Milestone, day: date, **query: str) -> str:
    """The words of the panel as somebody reads it on a day."""
    with clock.stand_at(moment(day)):
        answer = client.get(f"/m/{milestone.code}", query)
    assert answer.status_code == 200
    words = words_of(answer)
    return words[words.index("Reminders (") :].split(" Facts ")[0]


@pytest.fixture
def reader(client: Client, official: User) -> Client:
    with clock.stand_at(moment(june(1))):
        client.force_login(official)
    return client


def test_panel_tells_what_was_sent_and_what_comes_next(
    reader: Client, due: Milestone, focal_point: User
) -> None:
    live(june(5), june(15), june(22))

    words = panel(reader, due, june(23))

    assert words.startswith(
        "Reminders (4) Next: Overdue, third ask, on Friday 26 June to the accountable owner and "
        "the focal point."
    )
    assert "Overdue, second ask 22 Jun 2026 Femi Adeyemi" in words
    assert "Due in a week 5 Jun 2026 Amina Larsson" in words
    assert words.count(" Sent") == 4


def test_panel_tells_who_was_not_reached_and_why(reader: Client, due: Milestone) -> None:
    live(june(15))
    with clock.stand_at(moment(june(22))):
        planning.plan()
        grouping.write_letters()
    Letter.objects.unsettled().update(
        state="failed", settled_at=moment(june(22)), answer="550 No such person"
    )

    assert "Not delivered: 550 No such person" in panel(reader, due, june(22))


def test_panel_tells_what_was_withdrawn(reader: Client, due: Milestone) -> None:
    with clock.stand_at(moment(june(15))):
        planning.plan()
    with seeding():
        Milestone.objects.filter(pk=due.pk).update(
            state="submitted", achieved_on=june(10), submitted_on=june(15)
        )
    with clock.stand_at(moment(june(15))):
        planning.plan()

    words = panel(reader, due, june(15))

    assert "No reminder is to come. It waits for review." in words
    assert "Not sent: no longer due" in words


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({}, "Next: Overdue, first ask, in the next letter to the accountable owner and the "
             "responsible."),
        ({"deadline": None, "first_deadline": None}, "It has no deadline."),
        ({"state": "achieved", "achieved_on": june(10)}, "It is achieved."),
        ({"state": "paused", "review_by": june(30)}, "It is paused."),
        ({"state": "returned", "returned_on": june(15)},
         "Quiet until Tuesday 23 June. It was just returned. Next: Overdue, second ask, on "
         "Wednesday 24 June"),
        ({"deadline": date(2026, 9, 30)}, "Next: Coming up, on Monday 31 August"),
    ],
)  # fmt: skip
def test_panel_says_why(
    reader: Client, commitment: Commitment, change: dict[str, Any], sentence: str
) -> None:
    milestone = MilestoneFactory(
        commitment=commitment, **{"in_progress": True, "deadline": june(12)} | change
    )

    assert sentence in panel(reader, milestone, june(15))


def test_panel_says_that_everything_was_said(reader: Client, due: Milestone) -> None:
    live(date(2026, 7, 13))

    words = panel(reader, due, date(2026, 7, 14))

    assert "No reminder is to come. Every reminder of this deadline is due or sent." in words


def test_panel_says_that_a_date_request_or_an_import_quiets(
    reader: Client, due: Milestone, commitment: Commitment
) -> None:
    other = MilestoneFactory(commitment=commitment, deadline=june(12))
    DateRequestFactory(milestone=due, asked_on=june(15))
    with (
        clock.stand_at(moment(june(16))),
        act("plan.imported", by=None, channel=Channel.IMPORT),
    ):
        Milestone.objects.filter(pk=other.pk).update(source_ref="12.3")

    assert "Quiet until Tuesday 23 June. A date request waits." in panel(reader, due, june(16))
    assert "Quiet until Monday 22 June. It was just imported." in panel(reader, other, june(16))


def test_a_past_day_shows_what_was_sent_until_then_and_no_plans(client: Client) -> None:
    """The ledger has no versions; its rows tell their day."""
    with clock.stand_at(moment(june(1))):
        owner = holder_of(Role.OFFICIAL, name="Amina Larsson")
        promise = CommitmentFactory(
            lead_organisation=post_of(owner).organisation, accountable_post=post_of(owner)
        )
        due = MilestoneFactory(commitment=promise, in_progress=True, deadline=june(12))
        client.force_login(owner)
    live(june(5), june(15))

    words = panel(client, due, june(16), as_of="2026-06-08")

    assert words.startswith("Reminders (1) Reminders, newest first Reminder Day To Result Due in")
    assert "Overdue" not in words
    assert "Next:" not in words


def test_coordinator_reads_beside_the_list_how_often_somebody_was_reminded(
    client: Client, due: Milestone, coordinator: User
) -> None:
    live(june(5), june(15))
    with clock.stand_at(moment(june(16))):
        client.force_login(coordinator)
        answer = client.get(f"/review/overdue/{due.code}")

    assert "Reminders sent 2, last on 15 Jun 2026" in words_of(answer)


@pytest.mark.parametrize("size", [1, 3])
def test_panel_costs_the_same_whatever_was_sent(
    size: int, reader: Client, due: Milestone, django_assert_num_queries: Any
) -> None:
    live(*(june(day) for day in (5, 11, 15)[:size]))

    with clock.stand_at(moment(june(16))), django_assert_num_queries(8):
        # Person, posts, milestone, words; and the ledger, holidays, imports.
        reader.get(f"/m/{due.code}")
