"""Ask for a new date in two steps, decide about it (screen 11)."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, DateRequest, Evidence, Milestone
from commitments.rules.words import DateOutcome
from commitments.services.dates import decide_date
from tests.commitments.pages import errors_of, hidden, words_of
from tests.commitments.services import deeds
from tests.factories import (
    DateRequestFactory,
    MilestoneFactory,
    PostFactory,
    TenureFactory,
    holder_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


def address(milestone: Milestone) -> str:
    return f"/m/{milestone.code}/date"


def asked(client: Client, milestone: Milestone, **changes: Any) -> dict[str, Any]:
    return {
        **hidden(client.get(address(milestone)), "based_on", "once"),
        "asked_deadline": today(90).isoformat(),
        "cause": "procedure",
        "explanation": "The court hears it first.",
        "differently": "We ask the court earlier.",
        "step": "check",
        **changes,
    }


@pytest.fixture
def as_official(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


# --- Ask ---------------------------------------------------------------------------------------


def test_present_dates_and_rules_are_told(as_official: Client, milestone: Milestone) -> None:
    words = words_of(as_official.get(address(milestone)))

    assert "as first agreed." in words
    assert "The overdue count keeps running until it is decided." in words
    assert "A date earlier than the deadline needs no approval." in words


def test_request_is_checked_then_sent(as_official: Client, milestone: Milestone) -> None:
    checked = as_official.post(address(milestone), asked(as_official, milestone))
    assert not DateRequest.objects.exists()

    done = as_official.post(address(milestone), hidden(checked) | {"step": "send"}, follow=True)

    words = words_of(checked)
    assert "Why Law or procurement took longer" in words
    assert "What you will do differently We ask the court earlier." in words
    request = DateRequest.objects.get()
    assert (request.asked_deadline, request.cause) == (today(90), "procedure")
    assert "Sent. The overdue count keeps running until it is decided." in words_of(done)


def test_an_earlier_date_holds_at_once(as_official: Client, milestone: Milestone) -> None:
    sent = asked(as_official, milestone, asked_deadline=today(30).isoformat())
    checked = as_official.post(address(milestone), sent)
    done = as_official.post(address(milestone), hidden(checked) | {"step": "send"}, follow=True)

    milestone.refresh_from_db()
    assert "An earlier date needs no approval" in words_of(checked)
    assert "The earlier deadline holds from now on." in words_of(done)
    assert milestone.deadline == today(30)


def test_evidence_is_kept_with_the_milestone_once(
    as_official: Client, milestone: Milestone
) -> None:
    file = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter")
    sent = asked(as_official, milestone, file=file, link="")
    checked = as_official.post(address(milestone), sent)
    as_official.post(address(milestone), hidden(checked) | {"step": "send"})

    assert [row.milestone for row in Evidence.objects.all()] == [milestone]
    assert "Evidence, kept with the milestone letter.pdf" in words_of(checked)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"asked_deadline": ""}, "Enter the deadline that you ask for."),
        ({"asked_deadline": today().isoformat()}, "New deadline must be after today."),
        ({"cause": ""}, "Choose why."),
        ({"cause": "weather"}, "Choose why."),
        ({"explanation": ""}, "Explain why in a sentence or two."),
        ({"differently": " "}, "Say what you will do differently."),
    ],
)
@pytest.mark.parametrize("step", ["check", "send"])
def test_problems_stand_at_the_field_and_nothing_is_lost(
    step: str, change: dict[str, str], sentence: str, as_official: Client, milestone: Milestone
) -> None:
    sent = asked(as_official, milestone, **change, step=step)

    answer = as_official.post(address(milestone), sent)

    form = answer.context["form"]
    assert answer.status_code == 422
    assert errors_of(answer) == [sentence]
    assert list(form.errors) == list(change)
    kept = {"explanation", "differently", "cause"} - set(change)
    assert {name: form[name].value() for name in kept} == {name: sent[name] for name in kept}
    assert not DateRequest.objects.exists()


def test_a_request_that_waits_is_shown_instead(as_official: Client, milestone: Milestone) -> None:
    request = DateRequestFactory(milestone=milestone)

    answer = as_official.get(address(milestone))

    assert answer["Location"] == f"/date-requests/{request.pk}"


@pytest.mark.parametrize("state", ["submitted", "achieved", "paused", "closed"])
def test_what_cannot_move_leads_to_its_page(
    state: str, as_official: Client, commitment: Commitment
) -> None:
    milestone = MilestoneFactory(commitment=commitment, **{state: True})

    answer = as_official.get(address(milestone), follow=True)

    assert "so its deadline cannot move now." in words_of(answer)


def test_without_a_deadline_there_is_nothing_to_move(
    as_official: Client, commitment: Commitment
) -> None:
    milestone = MilestoneFactory(commitment=commitment, deadline=None, first_deadline=None)

    answer = as_official.get(address(milestone), follow=True)

    assert "This milestone has no agreed deadline to move." in words_of(answer)


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.COORDINATOR])
def test_who_may_not_ask_gets_no_form(role: Role, client: Client, milestone: Milestone) -> None:
    client.force_login(holder_of(role))

    assert client.get(address(milestone)).status_code == 403
    assert client.post(address(milestone), {}).status_code == 403


# --- Decide ------------------------------------------------------------------------------------


@pytest.fixture
def as_coordinator(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


@pytest.fixture
def request_made(milestone: Milestone) -> DateRequest:
    return DateRequestFactory(milestone=milestone)


def decision(client: Client, request: DateRequest, **changes: Any) -> dict[str, Any]:
    page = client.get(f"/date-requests/{request.pk}")
    return {
        **hidden(page, "once"),
        "outcome": "approved",
        "deadline": "",
        "reason": "",
        **changes,
    }


def decide(client: Client, request: DateRequest, **changes: Any) -> Any:
    sent = decision(client, request, **changes)
    return client.post(f"/date-requests/{request.pk}", sent, follow=True)


def test_page_tells_history_slippage_and_effect(
    as_coordinator: Client, milestone: Milestone
) -> None:
    DateRequestFactory(milestone=milestone, approved=True)
    request = DateRequestFactory(milestone=milestone, asked_deadline=today(121))

    words = words_of(as_coordinator.get(f"/date-requests/{request.pk}"))

    assert "Request number 2. The deadline moved once before, by 30 days." in words
    assert "Slippage of the milestone, days 0 61" in words
    assert "Confidence of the commitment Not rated Not rated" in words
    assert "Explanation Parliament votes later than planned." in words


def test_approval_moves_the_deadline(as_coordinator: Client, request_made: DateRequest) -> None:
    done = decide(as_coordinator, request_made)

    milestone = Milestone.objects.get()
    assert (milestone.first_deadline, milestone.deadline) == (today(60), today(90))
    assert "Approved. The deadline is now" in words_of(done)


def test_another_date_and_refusal(as_coordinator: Client, milestone: Milestone) -> None:
    other = {"outcome": "approved_other", "deadline": today(70).isoformat(), "reason": "Less."}
    decide(as_coordinator, DateRequestFactory(milestone=milestone), **other)
    milestone.refresh_from_db()
    request = DateRequestFactory(milestone=milestone)
    done = decide(as_coordinator, request, outcome="refused", reason="Keep it.")

    milestone.refresh_from_db()
    assert milestone.deadline == today(70)
    assert "Refused. The deadline stays" in words_of(done)


@pytest.mark.parametrize(
    ("change", "field", "sentence"),
    [
        ({"outcome": ""}, "outcome", "Choose what you decide."),
        ({"outcome": "withdrawn"}, "outcome", "Choose what you decide."),
        ({"outcome": "refused"}, "reason", "Give the reason of your decision."),
        (
            {"outcome": "approved_other", "reason": "Less."},
            "deadline",
            "Enter the deadline that you approve.",
        ),
    ],
)
def test_a_poor_decision_is_refused_at_its_field(
    change: dict[str, str],
    field: str,
    sentence: str,
    as_coordinator: Client,
    request_made: DateRequest,
) -> None:
    answer = decide(as_coordinator, request_made, **change)

    assert answer.status_code == 422
    assert errors_of(answer) == [sentence]
    assert list(answer.context["form"].errors) == [field]


def test_the_third_request_asks_who_agreed(as_coordinator: Client, milestone: Milestone) -> None:
    DateRequestFactory.create_batch(2, milestone=milestone, approved=True)
    third = DateRequestFactory(milestone=milestone)

    refused = decide(as_coordinator, third, agreed_by="")
    done = decide(as_coordinator, third, agreed_by="The minister")

    assert list(refused.context["form"].errors) == ["agreed_by"]
    assert "Approved. The deadline is now" in words_of(done)


def test_the_second_decision_tells_who_was_first(
    as_coordinator: Client, request_made: DateRequest
) -> None:
    sent = decision(as_coordinator, request_made, outcome="refused", reason="My reasons.")
    other = holder_of(Role.COORDINATOR, name="Omar Reyes")
    decide_date(request_made, by=other, outcome=DateOutcome.APPROVED)

    answer = as_coordinator.post(f"/date-requests/{request_made.pk}", sent)

    assert answer.status_code == 409
    assert "Already approved by Omar Reyes at" in words_of(answer)
    assert "My reasons." in words_of(answer)


def test_who_owns_it_does_not_decide(
    client: Client, official: User, request_made: DateRequest
) -> None:
    TenureFactory(post=PostFactory(role=Role.COORDINATOR), holder=official)
    client.force_login(official)
    page = f"/date-requests/{request_made.pk}"

    assert "another coordinator must decide." in words_of(client.get(page))
    assert client.post(page, {"outcome": "approved"}).status_code == 403


def test_who_asked_can_withdraw(as_official: Client, request_made: DateRequest) -> None:
    page = f"/date-requests/{request_made.pk}"
    assert "Withdraw this request" in words_of(as_official.get(page))

    done = as_official.post(f"{page}/withdraw", follow=True)

    request_made.refresh_from_db()
    assert request_made.outcome == DateOutcome.WITHDRAWN
    assert "The request is withdrawn. The deadline is unchanged." in words_of(done)


def test_a_reader_sees_the_request_and_no_form(client: Client, request_made: DateRequest) -> None:
    client.force_login(holder_of(Role.AUDITOR))

    words = words_of(client.get(f"/date-requests/{request_made.pk}"))

    assert "It waits for the decision of a coordinator." in words
    assert "Send decision" not in words


def test_a_foreign_request_is_not_found(
    client: Client, observer: User, request_made: DateRequest
) -> None:
    client.force_login(observer)

    assert client.get(f"/date-requests/{request_made.pk}").status_code == 404
    assert client.post(f"/date-requests/{request_made.pk}/withdraw").status_code == 404


def test_a_past_day_shows_no_form(as_coordinator: Client, request_made: DateRequest) -> None:
    answer = as_coordinator.get(f"/date-requests/{request_made.pk}", {"as_of": today().isoformat()})

    assert "Send decision" not in words_of(answer)


def test_a_decided_request_tells_the_decision(
    as_coordinator: Client, coordinator: User, request_made: DateRequest
) -> None:
    decide_date(
        request_made, by=coordinator, outcome=DateOutcome.REFUSED, reason="Keep the promise."
    )

    words = words_of(as_coordinator.get(f"/date-requests/{request_made.pk}"))

    assert "Decision Refused" in words
    assert "Reasons Keep the promise." in words


@pytest.mark.parametrize("size", [1, 3])
def test_query_count_does_not_grow(
    size: int, as_coordinator: Client, milestone: Milestone, django_assert_num_queries: Any
) -> None:
    DateRequestFactory.create_batch(size, milestone=milestone, approved=True)
    MilestoneFactory.create_batch(size, commitment=milestone.commitment)
    request = DateRequestFactory(milestone=milestone)

    # Person, posts twice, request, milestone, requests, milestones of the commitment.
    with django_assert_num_queries(7):
        as_coordinator.get(f"/date-requests/{request.pk}")


def test_a_claim_that_is_made_meanwhile_does_not_stop_the_decision(
    as_coordinator: Client, official: User, milestone: Milestone
) -> None:
    request = DateRequestFactory(milestone=milestone)
    sent = decision(as_coordinator, request)
    deeds.submit(milestone, official)

    as_coordinator.post(f"/date-requests/{request.pk}", sent)

    milestone.refresh_from_db()
    assert milestone.deadline == today(90)


def test_an_ended_commitment_is_asked_nothing(as_official: Client, milestone: Milestone) -> None:
    with seeding():
        Commitment.objects.filter(pk=milestone.commitment_id).update(state="completed")

    assert as_official.get(address(milestone)).status_code == 403
