"""The review decision (screen 6): four eyes, once, with reasons."""

from typing import Any

import pytest
from django.test import Client
from zeal import zeal_ignore

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, Milestone, Rating, Review
from commitments.rules.words import ClosedReason, MilestoneState
from tests.commitments.pages import errors_of, hidden, words_of
from tests.commitments.services import deeds
from tests.factories import (
    MilestoneFactory,
    PostFactory,
    TenureFactory,
    holder_of,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def claimed(milestone: Milestone, official: User) -> Milestone:
    deeds.submit(milestone, official)
    milestone.refresh_from_db()
    return milestone


@pytest.fixture
def signed_in(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


def address(milestone: Milestone) -> str:
    return f"/m/{milestone.code}/review"


def filled(client: Client, milestone: Milestone, **changes: Any) -> dict[str, Any]:
    return {
        **hidden(client.get(address(milestone)), "based_on", "once"),
        "verdict_1": "met",
        "verdict_2": "met",
        "achieved_on": today(-1).isoformat(),
        "reasons": "",
        "outcome": "accepted",
        "closed_reason": "",
        "replaced_by": "",
        **changes,
    }


RETURN = {"outcome": "returned", "verdict_2": "not_met", "reasons": "The annex is missing."}


def test_page_shows_what_was_sent_and_asks_for_each_point(
    signed_in: Client, claimed: Milestone
) -> None:
    words = words_of(signed_in.get(address(claimed)))

    assert "As it was sent by Amina Larsson on" in words
    assert "1. The law is in force. As promised." in words
    assert "Why there is no evidence The gazette is public." in words
    assert "1. The law is in force. Met Not met Cannot tell" in words
    assert "Accept as achieved Return for changes Close, not achieved" in words


def test_acceptance_is_carried_out(signed_in: Client, claimed: Milestone) -> None:
    done = signed_in.post(address(claimed), filled(signed_in, claimed), follow=True)

    claimed.refresh_from_db()
    assert claimed.state == MilestoneState.ACHIEVED
    assert f"Accepted as achieved: {claimed.title}." in words_of(done)


def test_return_is_carried_out_with_the_reasons(signed_in: Client, claimed: Milestone) -> None:
    signed_in.post(address(claimed), filled(signed_in, claimed, **RETURN))

    claimed.refresh_from_db()
    review = Review.objects.get()
    assert claimed.state == MilestoneState.RETURNED
    assert (review.reasons, [point["verdict"] for point in review.verdicts]) == (
        "The annex is missing.",
        ["met", "not_met"],
    )


def test_closing_is_carried_out_with_what_replaces_it(
    signed_in: Client, claimed: Milestone
) -> None:
    other = MilestoneFactory(commitment=claimed.commitment)
    closing = {
        "outcome": "closed",
        "closed_reason": ClosedReason.REPLACED,
        "replaced_by": other.pk,
        "reasons": "One desk does for both.",
    }

    signed_in.post(address(claimed), filled(signed_in, claimed, **closing))

    claimed.refresh_from_db()
    assert (claimed.state, claimed.replaced_by) == (MilestoneState.CLOSED, other)


def test_only_milestones_of_the_commitment_can_replace_it(
    signed_in: Client, claimed: Milestone
) -> None:
    foreign = MilestoneFactory()
    closing = {
        "outcome": "closed",
        "closed_reason": ClosedReason.REPLACED,
        "replaced_by": foreign.pk,
        "reasons": "So.",
    }

    answer = signed_in.post(address(claimed), filled(signed_in, claimed, **closing))

    assert answer.status_code == 422
    assert "replaced_by" in answer.context["form"].errors


def test_a_rating_can_be_given_along(signed_in: Client, claimed: Milestone) -> None:
    rating = {"rating": "at_risk", "rating_reason": "Two offices are not staffed."}

    with zeal_ignore():  # Two deeds, each of which locks the commitment.
        signed_in.post(address(claimed), filled(signed_in, claimed, **rating))

    assert [row.confidence for row in Rating.objects.all()] == ["at_risk"]


def test_a_rating_without_a_reason_stops_the_decision_too(
    signed_in: Client, claimed: Milestone
) -> None:
    answer = signed_in.post(address(claimed), filled(signed_in, claimed, rating="at_risk"))

    claimed.refresh_from_db()
    assert errors_of(answer) == ["Say in a sentence why you rate it so."]
    assert list(answer.context["form"].errors) == ["rating_reason"]
    assert claimed.state == MilestoneState.SUBMITTED
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        ({"outcome": ""}, ["Choose what you decide."]),
        ({"verdict_2": ""}, ["Choose for point 2: met, not met, or cannot tell."]),
        (
            {"verdict_2": "cannot_tell"},
            ["To accept, every point must be met. Otherwise return it."],
        ),
        ({"achieved_on": ""}, ["Enter the date achieved."]),
        (
            {"achieved_on": today(1).isoformat()},
            ["Date achieved must be on or before the day it was sent."],
        ),
        (
            RETURN | {"verdict_2": "met", "reasons": ""},
            [
                "To return it, mark at least one point as not met.",
                "Say what is missing, so that the owner can mend it.",
            ],
        ),
        (
            {"outcome": "closed", "reasons": "So."},
            ["Choose why it is closed."],
        ),
    ],
)
def test_problems_stand_at_the_field_and_nothing_is_lost(
    change: dict[str, str], sentences: list[str], signed_in: Client, claimed: Milestone
) -> None:
    sent = filled(signed_in, claimed, **{"reasons": "My reasons.", **change})

    answer = signed_in.post(address(claimed), sent)

    form = answer.context["form"]
    assert answer.status_code == 422
    assert errors_of(answer) == sentences
    assert not form.non_field_errors()
    assert form["reasons"].value() == sent["reasons"]
    assert not Review.objects.exists()


# --- Four eyes (M5) ----------------------------------------------------------------------------


def also(user: User, role: Role) -> User:
    TenureFactory(post=PostFactory(role=role), holder=user)
    return user


def test_owner_is_told_that_somebody_else_reviews(
    client: Client, official: User, coordinator: User, claimed: Milestone
) -> None:
    client.force_login(also(official, Role.COORDINATOR))

    page = client.get(address(claimed))
    sent = client.post(address(claimed), {"outcome": "accepted"})

    words = words_of(page)
    assert (page.status_code, sent.status_code) == (403, 403)
    assert "You own this commitment, so someone else must review it." in words
    assert "Pass to Leila Haddad" in words
    claimed.refresh_from_db()
    assert claimed.state == MilestoneState.SUBMITTED


def test_submitter_is_told_that_somebody_else_reviews(
    client: Client, coordinator: User, commitment: Commitment, milestone: Milestone
) -> None:
    post = PostFactory(role=Role.FOCAL_POINT, organisation=commitment.lead_organisation)
    TenureFactory(post=post, holder=coordinator)
    submitter = User.objects.get(pk=coordinator.pk)
    deeds.submit(milestone, submitter)
    client.force_login(submitter)

    words = words_of(client.get(address(milestone)))

    assert "You sent this for review, so someone else must review it." in words
    assert "Nobody else holds a post as coordinator today." in words


@pytest.mark.parametrize("name", ["official", "focal_point", "auditor", "administrator"])
def test_who_is_no_coordinator_gets_no_page(
    name: str, client: Client, claimed: Milestone, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(address(claimed)).status_code == 403
    assert client.post(address(claimed), {"outcome": "accepted"}).status_code == 403


# --- Twice, and at once (C1, C2) ---------------------------------------------------------------


@pytest.mark.parametrize("outcome", [{}, RETURN])
def test_the_second_reviewer_sees_who_decided_and_keeps_the_words(
    outcome: dict[str, str], signed_in: Client, claimed: Milestone
) -> None:
    sent = filled(signed_in, claimed, **(outcome | {"reasons": "My long reasons."}))
    deeds.accept(claimed, holder_of(Role.COORDINATOR, name="Omar Reyes"))

    answer = signed_in.post(address(claimed), sent)

    words = words_of(answer)
    assert answer.status_code == 409
    assert "Already accepted by Omar Reyes at" in words
    assert "What you wrote My long reasons." in words
    assert Review.objects.count() == 1


def test_opening_what_is_decided_tells_who(
    signed_in: Client, coordinator: User, claimed: Milestone
) -> None:
    deeds.send_back(claimed, coordinator)

    answer = signed_in.get(address(claimed))

    assert answer.status_code == 409
    assert "Already returned by Leila Haddad at" in words_of(answer)


def test_deciding_twice_with_one_form_decides_once(signed_in: Client, claimed: Milestone) -> None:
    sent = filled(signed_in, claimed)

    first, second = (signed_in.post(address(claimed), sent) for _time in range(2))

    assert (first.status_code, second.status_code) == (302, 409)
    assert Review.objects.count() == 1


def test_another_claim_than_the_one_read_is_not_decided(
    signed_in: Client, official: User, claimed: Milestone
) -> None:
    sent = filled(signed_in, claimed, reasons="Fine.")
    deeds.withdraw(claimed, official)
    deeds.submit(claimed, official, answers=["Half of it.", "Not yet."])

    answer = signed_in.post(address(claimed), sent)

    words = words_of(answer)
    assert answer.status_code == 409
    assert "This was changed while you were writing" in words
    assert "Half of it." in words
    assert answer.context["form"]["reasons"].value() == "Fine."
    claimed.refresh_from_db()
    assert claimed.state == MilestoneState.SUBMITTED


# --- The way back ------------------------------------------------------------------------------


def test_after_the_decision_it_leads_back_to_the_list(
    signed_in: Client, claimed: Milestone
) -> None:
    sent = filled(signed_in, claimed) | {"next": "/review/submissions"}

    assert signed_in.post(address(claimed), sent)["Location"] == "/review/submissions"


@pytest.mark.parametrize("elsewhere", ["https://example.org/", "//example.org/", "javascript:x"])
def test_it_leads_to_no_other_site(elsewhere: str, signed_in: Client, claimed: Milestone) -> None:
    sent = filled(signed_in, claimed) | {"next": elsewhere}

    assert signed_in.post(address(claimed), sent)["Location"] == f"/m/{claimed.code}"


@pytest.mark.parametrize("size", [1, 3])
def test_query_count_does_not_grow(
    size: int, signed_in: Client, claimed: Milestone, django_assert_num_queries: Any
) -> None:
    MilestoneFactory.create_batch(size, commitment=claimed.commitment)
    assert post_of(User.objects.get(name="Leila Haddad"))

    # Person, posts, milestone, submission, words, what could replace it.
    with django_assert_num_queries(7):
        signed_in.get(address(claimed))
