"""Stocktakes: the proposed agenda, its order, what is decided and who does it (screen 12)."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.words import Role
from commitments.models import AgendaItem, Commitment, Escalation, Milestone, Stocktake, Task
from commitments.rules.stocktake import Section
from commitments.rules.words import Confidence, Visibility
from commitments.selectors.stocktakes import Scope, propose
from commitments.services import escalations, ratings
from commitments.services.stocktakes import Proposal, prepare
from history import clock
from tests.commitments.pages import errors_of, hidden, words_of
from tests.factories import (
    CommitmentFactory,
    EscalationFactory,
    MilestoneFactory,
    RatingFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


def made(by: User, *items: Commitment | Milestone) -> Stocktake:
    proposals = [
        Proposal(
            Section.OFF_TRACK,
            one.commitment if isinstance(one, Milestone) else one,
            one if isinstance(one, Milestone) else None,
        )
        for one in items
    ]
    return prepare(by=by, meets_on=today(7), title="Spring", proposals=proposals)


def send(client: Client, user: User, address: str, **facts: str) -> Any:
    client.force_login(user)
    return client.post(address, hidden(client.get(address)) | facts)


def codes(stocktake: Stocktake) -> list[str]:
    return [item.subject.code for item in stocktake.items.order_by("position")]


def test_agenda_is_proposed_in_its_order(coordinator: User) -> None:
    good = MilestoneFactory(achieved=True)
    paused = CommitmentFactory(paused=True)
    with seeding():
        Commitment.objects.filter(pk=paused.pk).update(review_by=today(10))
    longer, later = (MilestoneFactory(deadline=today(-days)) for days in (9, 4))
    off = RatingFactory(confidence=Confidence.OFF_TRACK).commitment
    stuck = EscalationFactory(answered_on=today())

    found = propose(coordinator, today(7), Scope())

    assert [(one.section, one.milestone or one.commitment) for one in found] == [
        (Section.DECISION, stuck.milestone),
        (Section.OFF_TRACK, off),
        (Section.OVERDUE, longer),
        (Section.OVERDUE, later),
        (Section.PAUSE, paused),
        (Section.GOOD_NEWS, good),
    ]


def test_what_fell_since_the_last_time_is_proposed(coordinator: User) -> None:
    with clock.stand_at(clock.now() - timedelta(days=95)):
        fallen = RatingFactory(
            confidence=Confidence.ON_TRACK, commitment__agreed_on=clock.real_today()
        ).commitment
    ratings.rate_commitment(
        fallen, by=coordinator, confidence=Confidence.AT_RISK, reason="Two offices are shut."
    )

    found = propose(coordinator, today(7), Scope())

    assert [(one.section, one.commitment) for one in found] == [(Section.WORSE, fallen)]


def test_scope_narrows_the_agenda(coordinator: User) -> None:
    near = MilestoneFactory(overdue=True)
    MilestoneFactory(overdue=True)

    found = propose(coordinator, today(7), Scope(organisation=near.commitment.lead_organisation))

    assert [one.milestone for one in found] == [near]


def test_agenda_holds_forty_items_and_counts_the_rest(coordinator: User) -> None:
    steps = MilestoneFactory.create_batch(43, commitment=CommitmentFactory(), overdue=True)

    found = made(coordinator, *steps)

    assert (found.items.count(), found.left_out) == (40, 3)


def test_page_prepares_a_stocktake(client: Client, coordinator: User) -> None:
    late = MilestoneFactory(overdue=True)
    client.force_login(coordinator)
    assert "Pick a date to prepare a stocktake." in words_of(client.get("/stocktakes"))
    assert errors_of(send(client, coordinator, "/stocktakes/new", title="Spring")) == [
        "Pick a date to prepare a stocktake."
    ]

    answer = send(
        client, coordinator, "/stocktakes/new", title="Spring", meets_on=today(7).isoformat()
    )

    assert late.title in words_of(client.get(answer.url))


def test_items_are_moved_up_and_down(client: Client, coordinator: User) -> None:
    one, two, three = (CommitmentFactory() for _number in range(3))
    found = made(coordinator, one, two, three)
    client.force_login(coordinator)
    last = found.items.get(commitment=three)

    client.post(reverse("agenda-item-move", args=[found.pk, last.pk, "up"]))
    client.post(
        reverse("agenda-item-move", args=[found.pk, found.items.get(commitment=one).pk, "down"])
    )

    assert codes(found) == [three.code, one.code, two.code]


def test_item_is_added_by_its_code_and_taken_off(client: Client, coordinator: User) -> None:
    step = MilestoneFactory()
    found = made(coordinator, CommitmentFactory())

    send(client, coordinator, found.get_absolute_url(), code=step.code.lower())
    again = send(client, coordinator, found.get_absolute_url(), code=step.code)
    nothing = send(client, coordinator, found.get_absolute_url(), code="GCM-99-9999")

    assert codes(found)[-1] == step.code
    assert errors_of(again) == ["It is on the agenda already."]
    assert errors_of(nothing) == ["There is no commitment or milestone of this code."]
    item = found.items.get(milestone=step)
    client.post(reverse("agenda-item-move", args=[found.pk, item.pk, "remove"]))
    assert step.code not in codes(found)


def test_decision_of_the_meeting_becomes_tasks_and_decides_the_escalation(
    client: Client, coordinator: User, commitment: Commitment, official: User
) -> None:
    late = MilestoneFactory(commitment=commitment, overdue=True)
    stuck = EscalationFactory(milestone=late)
    found = prepare(
        by=coordinator,
        meets_on=today(7),
        title="Spring",
        proposals=[Proposal(Section.DECISION, commitment, late, stuck)],
    )
    item = found.items.get()

    answer = send(
        client,
        coordinator,
        item.get_absolute_url(),
        decision="Sign with two.",
        what_1="Invite both partners",
        who_1=str(post_of(official).pk),
        due_1=today(9).isoformat(),
    )

    assert answer.url == found.get_absolute_url()
    assert Escalation.objects.get().decision == "Sign with two."
    assert [(task.what, task.agenda_item) for task in Task.objects.all()] == [
        ("Invite both partners", item)
    ]
    minutes = words_of(client.get(reverse("stocktake-minutes", args=[found.pk])))
    assert "Decided: Sign with two." in minutes
    assert "Invite both partners" in minutes
    assert "Invite both partners" in words_of(client.get(commitment.get_absolute_url()))


def test_level_3_stands_first_on_the_next_agenda(coordinator: User, focal_point: User) -> None:
    found = made(coordinator, CommitmentFactory())
    stuck = EscalationFactory(
        milestone__commitment__lead_organisation=post_of(focal_point).organisation
    )
    escalations.answer_escalation(
        stuck, by=focal_point, happened="The landlord withdrew.", options=["Rent.", "Build."],
        recommendation="Rent.", decision_from="Minister", decide_by=today(9),
    )  # fmt: skip

    escalations.send_to_steering_group(stuck, by=coordinator)

    assert codes(found)[0] == stuck.milestone.code
    assert found.items.order_by("position")[0].escalation == stuck


@pytest.mark.parametrize("role", Role)
def test_agenda_is_read_by_all_and_kept_by_coordinators(
    client: Client, role: Role, coordinator: User
) -> None:
    secret = CommitmentFactory(visibility=Visibility.ORGANISATION)
    found = made(coordinator, secret)
    item = AgendaItem.objects.get()
    person = holder_of(role)
    client.force_login(person)

    page = words_of(client.get(found.get_absolute_url()))

    sees_all = role in (Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
    assert (secret.title in page) is sees_all
    assert client.get(item.get_absolute_url()).status_code == (200 if sees_all else 404)
    moved = client.post(reverse("agenda-item-move", args=[found.pk, item.pk, "remove"]))
    assert moved.status_code == (302 if role == Role.COORDINATOR else 403)
    assert client.get("/stocktakes/new").status_code == (200 if role == Role.COORDINATOR else 403)


@pytest.mark.parametrize("size", [1, 3])
def test_agenda_query_count(
    client: Client, coordinator: User, size: int, django_assert_max_num_queries: Any
) -> None:
    found = made(coordinator, *(CommitmentFactory() for _number in range(size)))
    client.force_login(coordinator)

    with django_assert_max_num_queries(8):
        answer = client.get(found.get_absolute_url())

    assert len(answer.context["items"]) == size
