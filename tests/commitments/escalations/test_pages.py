"""The list, the page of one, and its forms (screen 12)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, Escalation, Milestone, Task
from commitments.rules.words import Visibility
from tests.commitments.pages import errors_of, hidden, words_of
from tests.factories import (
    CommitmentFactory,
    EscalationFactory,
    MilestoneFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db

ANSWER = {
    "happened": "The partner stopped the talks.",
    "option_1": "Wait for their election.",
    "option_2": "Sign with two partners only.",
    "recommendation": "Sign with two.",
    "decision_from": "Minister of Labour",
    "decide_by": today(20).isoformat(),
}


@pytest.fixture
def late(commitment: Commitment) -> Milestone:
    return MilestoneFactory(
        commitment=commitment, in_progress=True, deadline=today(-40), title="Sign the protocol"
    )


@pytest.fixture
def opened(late: Milestone) -> Escalation:
    return EscalationFactory(milestone=late)


def send(client: Client, user: User, address: str, **facts: str) -> Any:
    """Fill a form in and send it, as a browser does."""
    client.force_login(user)
    return client.post(address, hidden(client.get(address)) | facts)


def get(client: Client, user: User, address: str) -> Any:
    client.force_login(user)
    return client.get(address)


def test_list_is_empty_in_words(client: Client, coordinator: User) -> None:
    assert "No open escalations." in words_of(get(client, coordinator, "/escalations"))


@pytest.mark.parametrize("role", Role)
def test_list_shows_what_the_person_may_see(
    client: Client, role: Role, opened: Escalation, late: Milestone
) -> None:
    with seeding():
        Commitment.objects.filter(pk=late.commitment_id).update(visibility=Visibility.ORGANISATION)

    answer = get(client, holder_of(role), "/escalations")

    sees_all = role in (Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR)
    assert [row.escalation for row in answer.context["rows"]] == ([opened] if sees_all else [])
    found = client.get(opened.get_absolute_url()).status_code
    assert found == (200 if sees_all else 404)


@pytest.mark.parametrize("size", [1, 3])
def test_list_query_count(
    client: Client, coordinator: User, size: int, django_assert_num_queries: Any
) -> None:
    EscalationFactory.create_batch(size)
    client.force_login(coordinator)

    with django_assert_num_queries(6):  # user, posts, page, count, rows, inbox
        answer = client.get("/escalations")

    assert len(answer.context["rows"]) == size


def test_page_says_when_the_answer_is_due_and_what_it_waits_for(
    client: Client, coordinator: User, opened: Escalation
) -> None:
    page = words_of(get(client, coordinator, opened.get_absolute_url()))

    assert f"Answer due {opened.answer_by:%A} {opened.answer_by.day} " in page
    assert "Waits for an answer" in page
    assert "by the rule of the ladder on" in page
    assert "Nobody has answered yet." in page


def test_focal_point_answers_and_a_coordinator_decides(
    client: Client, opened: Escalation, focal_point: User, coordinator: User, official: User
) -> None:
    sent = send(client, focal_point, reverse("escalation-answer", args=[opened.pk]), **ANSWER)
    assert sent.status_code == 302
    decide = reverse("escalation-step", args=[opened.pk, "decide"])
    task = {
        "what_1": "Invite both partners",
        "who_1": str(post_of(official).pk),
        "due_1": today(7).isoformat(),
    }

    send(client, coordinator, decide, decision="Sign with two.", **task)

    page = words_of(get(client, official, opened.get_absolute_url()))
    assert "Sign with two partners only." in page
    assert "Invite both partners" in page
    client.post(reverse("task-done", args=[Task.objects.get().pk]))
    assert Task.objects.get().done_by == official


def test_answer_names_what_is_missing(
    client: Client, opened: Escalation, focal_point: User
) -> None:
    address = reverse("escalation-answer", args=[opened.pk])

    answer = send(client, focal_point, address, **(ANSWER | {"option_2": ""}))

    assert answer.status_code == 422
    assert errors_of(answer) == ["Give at least two options."]


def test_task_needs_who_and_by_when(client: Client, opened: Escalation, coordinator: User) -> None:
    address = reverse("escalation-step", args=[opened.pk, "decide"])

    answer = send(client, coordinator, address, decision="Sign.", what_1="Invite both")

    assert errors_of(answer) == [
        "Choose who does it.",
        "Enter the day by which it is to be done.",
    ]


def test_steering_group_form_asks_for_a_recommendation(
    client: Client, opened: Escalation, coordinator: User
) -> None:
    address = reverse("escalation-step", args=[opened.pk, "steering-group"])

    answer = send(client, coordinator, address)

    assert errors_of(answer) == ["Add a recommendation before you send this to the steering group."]


def test_head_of_the_organisation_is_offered_first(
    client: Client, opened: Escalation, coordinator: User, official: User, ministry: Any
) -> None:
    head = post_of(holder_of(Role.OBSERVER, ministry))
    with seeding():
        head.is_head = True
        head.save()
        Escalation.objects.filter(pk=opened.pk).update(head_due_on=today())
    page = get(client, coordinator, opened.get_absolute_url())
    assert "It may go to the head of the organisation" in words_of(page)
    address = reverse("escalation-step", args=[opened.pk, "head"])

    send(client, coordinator, address, post=str(head.pk))

    opened.refresh_from_db()
    assert (opened.level, opened.asked_post) == (2, head)


@pytest.mark.parametrize("move", ["head", "steering-group", "decide", "close"])
def test_steps_of_a_coordinator_are_theirs(
    client: Client, opened: Escalation, focal_point: User, auditor: User, move: str
) -> None:
    address = reverse("escalation-step", args=[opened.pk, move])

    assert [get(client, one, address).status_code for one in (focal_point, auditor)] == [403, 403]


def test_ended_escalation_is_read_only(
    client: Client, opened: Escalation, coordinator: User
) -> None:
    end = reverse("escalation-step", args=[opened.pk, "close"])
    send(client, coordinator, end, outcome="recovered", reason="Work goes on.")

    page = get(client, coordinator, opened.get_absolute_url())

    assert "Recovered: ended by Leila Haddad" in words_of(page)
    assert "Record the decision" not in words_of(page)
    assert client.get(end).status_code == 302
    assert "Sign the protocol" in words_of(client.get("/escalations?show=ended"))


def test_escalation_by_hand_shows_on_both_pages(
    client: Client, coordinator: User, late: Milestone, commitment: Commitment
) -> None:
    send(client, coordinator, f"/m/{late.code}/escalate", reason="Two ministries disagree.")

    for address in (late.get_absolute_url(), commitment.get_absolute_url()):
        assert "Two ministries disagree." in words_of(client.get(address))
    assert "1 escalation is open" in words_of(client.get(commitment.get_absolute_url()))
    assert client.get(f"/m/{late.code}/escalate").status_code == 302


def test_commitment_is_escalated_as_a_whole(client: Client, coordinator: User) -> None:
    whole = CommitmentFactory()

    sent = send(client, coordinator, f"/c/{whole.code}/escalate", reason="No budget.")

    assert sent.url == Escalation.objects.get().get_absolute_url()
