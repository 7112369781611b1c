""" "Not me": opened it changes nothing; said, a coordinator is told and the person has peace."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation, User
from commitments.models import Commitment, Milestone
from commitments.reminders.models import Notice, WrongPerson
from commitments.reminders.not_mine import say_not_mine
from commitments.services.errors import Refused
from history import clock
from history.models import Act
from tests.commitments.pages import hidden, words_of
from tests.commitments.reminders.conftest import june, planned
from tests.factories import CommitmentFactory, MilestoneFactory, post_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holidays")]

AMINA, LEILA = "Amina Larsson", "Leila Haddad"


@pytest.fixture
def due(ministry: Organisation, official: User) -> Milestone:
    """Due on Friday 12 June."""
    commitment = CommitmentFactory(
        lead_organisation=ministry, accountable_post=post_of(official), agreed_on=june(1)
    )
    return MilestoneFactory(commitment=commitment, in_progress=True, deadline=june(12))


def facts(milestone: Milestone) -> Any:
    """The whole plan of it, as stored."""
    commitment = Commitment.objects.filter(pk=milestone.commitment_id).values().get()
    return commitment, Milestone.objects.filter(pk=milestone.pk).values().get()


def test_opening_the_page_changes_nothing_and_says_what_happens(
    client: Client, due: Milestone, official: User, coordinator: User, stand_on: Any
) -> None:
    stand_on(june(15))
    planned(june(15))
    client.force_login(official)
    before = Act.objects.count()

    page = words_of(client.get(f"/m/{due.code}/not-me"))

    assert "Nothing changes in the plan" in page
    assert "You are not reminded of it until Wednesday 17 June 2026." in page
    assert (Act.objects.count(), WrongPerson.objects.count()) == (before, 0)


def test_saying_so_pauses_two_working_days_and_tells_a_coordinator(
    client: Client, due: Milestone, official: User, coordinator: User, stand_on: Any
) -> None:
    stand_on(june(15))
    assert planned(june(15)) == [(AMINA, "o1")]
    client.force_login(official)
    plan = facts(due)

    address = f"/m/{due.code}/not-me"
    answer = client.post(address, hidden(client.get(address)))

    assert answer.status_code == 302
    assert facts(due) == plan
    assert planned(june(15)) == [(LEILA, "w1")]
    assert Notice.objects.get(rung="o1").withdrawn == "not_theirs"
    assert [row for row in planned(june(17)) if row[0] == AMINA] == []
    assert (AMINA, "o1") in planned(june(18))


def test_saying_so_twice_is_once(due: Milestone, official: User, stand_on: Any) -> None:
    stand_on(june(15))
    planned(june(15))

    said = [say_not_mine(due, by=official) for _time in range(2)]

    assert said[0] == said[1]
    assert WrongPerson.objects.get().paused_until == june(17)


def test_who_was_told_of_nothing_has_nothing_to_say(
    client: Client, due: Milestone, coordinator: User
) -> None:
    client.force_login(coordinator)

    with pytest.raises(Refused):
        say_not_mine(due, by=coordinator)

    assert client.get(f"/m/{due.code}/not-me").status_code == 302
    assert clock.standing_at() is None
