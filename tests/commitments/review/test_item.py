"""One item beside the list or on its own page, and the coordinator's rating."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from commitments.models import Commitment, Milestone, Rating
from commitments.rules.words import Confidence, DateOutcome
from commitments.services import dates
from tests.commitments.pages import errors_of, hidden, words_of
from tests.commitments.services import deeds
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    MilestoneFactory,
    UpdateFactory,
    post_of,
)

pytestmark = pytest.mark.django_db

BESIDE = {"HTTP_HX_REQUEST": "true"}


@pytest.fixture
def late(commitment: Commitment) -> Milestone:
    UpdateFactory(commitment=commitment, happened="The law waits for parliament.")
    return MilestoneFactory(commitment=commitment, overdue=True, title="Pass the law")


def rating(answer: Any, **changes: str) -> dict[str, str]:
    """What a browser sends when the form is filled in."""
    facts = {"confidence": Confidence.OFF_TRACK.value, "reason": "The vote was put off again."}
    return hidden(answer, "based_on", "once") | facts | changes


def test_an_item_is_a_page_of_its_own(client: Client, coordinator: User, late: Milestone) -> None:
    client.force_login(coordinator)

    answer = client.get(f"/review/overdue/{late.code}")

    words = words_of(answer)
    assert "Overdue by 18 days" in words
    assert "Pass the law" in words
    assert "The law waits for parliament." in words
    assert "Amina Larsson" in words
    assert "<h1" in answer.content.decode()


def test_beside_the_list_an_item_comes_without_a_frame(
    client: Client, coordinator: User, late: Milestone
) -> None:
    client.force_login(coordinator)

    page = client.get(f"/review/overdue/{late.code}", **BESIDE).content.decode()

    assert "<html" not in page
    assert f'data-detail-of="{late.code}"' in page
    assert "<h2" in page


@pytest.mark.parametrize("size", [1, 3])
def test_an_item_asks_as_much_whatever_its_history(
    client: Client,
    coordinator: User,
    late: Milestone,
    django_assert_max_num_queries: Any,
    size: int,
) -> None:
    UpdateFactory.create_batch(size, commitment=late.commitment)
    DateRequestFactory.create_batch(size, milestone=late, approved=True)
    MilestoneFactory.create_batch(size, commitment=late.commitment)
    client.force_login(coordinator)
    client.get("/review")

    with django_assert_max_num_queries(12):
        client.get(f"/review/overdue/{late.code}", **BESIDE)


def test_a_submission_stands_as_it_was_sent_with_the_way_to_decide(
    client: Client, coordinator: User, official: User, late: Milestone
) -> None:
    deeds.submit(late, official, answers=["Gazette 12.", "Two of two."])
    client.force_login(coordinator)

    answer = client.get(f"/review/to-review/{late.code}?next=/review/to-review%23row-x", **BESIDE)

    assert "Gazette 12." in words_of(answer)
    assert f"/m/{late.code}/review?next=/review/to-review%23row-x" in answer.content.decode()


def test_only_addresses_of_the_queue_are_returned_to(
    client: Client, coordinator: User, official: User, late: Milestone
) -> None:
    deeds.submit(late, official)
    client.force_login(coordinator)

    page = client.get(f"/review/to-review/{late.code}?next=https://elsewhere.example/").content

    assert b'href="https://elsewhere' not in page
    assert b"review?next=/review/to-review" in page


def test_who_sent_it_is_told_who_else_can_review(
    client: Client, coordinator: User, official: User
) -> None:
    commitment = CommitmentFactory(accountable_post=post_of(coordinator))
    milestone = MilestoneFactory(commitment=commitment, submitted=True)
    client.force_login(coordinator)

    words = words_of(client.get(f"/review/to-review/{milestone.code}", **BESIDE))

    assert "Who can review this?" in words
    assert "Decide" not in words


def test_what_somebody_decided_meanwhile_says_who_and_when(
    client: Client, coordinator: User, official: User, late: Milestone
) -> None:
    deeds.submit(late, official)
    deeds.accept(late, coordinator)
    client.force_login(coordinator)

    answer = client.get(f"/review/to-review/{late.code}", **BESIDE)

    assert "Already decided by Leila Haddad on" in words_of(answer)
    assert f'data-cleared="{late.code}"' in answer.content.decode()


def test_a_decided_date_request_says_so(client: Client, coordinator: User, late: Milestone) -> None:
    asked = DateRequestFactory(milestone=late)
    client.force_login(coordinator)
    before = words_of(client.get(f"/review/date-requests/{late.code}", **BESIDE))
    dates.decide_date(asked, by=coordinator, outcome=DateOutcome.REFUSED, reason="Not needed.")

    after = words_of(client.get(f"/review/date-requests/{late.code}", **BESIDE))

    assert "Parliament votes later than planned." in before
    assert "Decide about the date" in before
    assert "Already decided by Leila Haddad" in after
    assert "Decide about the date" not in after


def test_a_commitment_can_be_an_item(
    client: Client, coordinator: User, commitment: Commitment
) -> None:
    UpdateFactory(commitment=commitment, happened="All quiet.")
    client.force_login(coordinator)

    words = words_of(client.get(f"/review/no-update/{commitment.code}"))

    assert commitment.title in words
    assert "All quiet." in words


def test_a_rating_is_saved_beside_the_list(
    client: Client, coordinator: User, late: Milestone
) -> None:
    client.force_login(coordinator)
    address = f"/review/overdue/{late.code}"
    form = rating(client.get(address, **BESIDE))

    answer = client.post(f"{address}/rate", form, **BESIDE)

    assert answer.status_code == 200
    assert "Your rating is saved." in words_of(answer)
    assert "The vote was put off again." in words_of(answer)
    assert [row.confidence for row in Rating.objects.all()] == [Confidence.OFF_TRACK]


def test_a_rating_sent_twice_is_one_rating(
    client: Client, coordinator: User, late: Milestone
) -> None:
    client.force_login(coordinator)
    address = f"/review/overdue/{late.code}"
    form = rating(client.get(address))

    client.post(f"{address}/rate", form)
    again = client.post(f"{address}/rate", form)

    assert again.status_code == 302
    assert again["Location"] == address
    assert Rating.objects.count() == 1


def test_a_rating_needs_a_word_and_a_reason(
    client: Client, coordinator: User, late: Milestone
) -> None:
    client.force_login(coordinator)
    address = f"/review/overdue/{late.code}"
    form = rating(client.get(address), confidence="", reason=" ")

    answer = client.post(f"{address}/rate", form)

    assert answer.status_code == 422
    assert errors_of(answer) == [
        "Select how delivery is going.",
        "Say in a sentence why you rate it so.",
    ]


def test_a_rating_of_a_changed_commitment_shows_what_changed(
    client: Client, coordinator: User, official: User, late: Milestone
) -> None:
    client.force_login(coordinator)
    address = f"/review/overdue/{late.code}"
    form = rating(client.get(address))
    deeds.start(late, official)

    answer = client.post(f"{address}/rate", form)
    again = client.post(f"{address}/rate", rating(answer))

    assert answer.status_code == 409
    assert "This was changed while you were writing" in words_of(answer)
    assert "The vote was put off again." in words_of(answer)
    assert again.status_code == 302
    assert Rating.objects.count() == 1


def test_others_cannot_rate(
    client: Client, focal_point: User, auditor: User, late: Milestone
) -> None:
    for user in (focal_point, auditor):
        client.force_login(user)
        facts = {"confidence": "off_track", "reason": "No."}
        assert client.post(f"/review/overdue/{late.code}/rate", facts).status_code == 403

    assert Rating.objects.count() == 0


def test_a_coordinator_does_not_rate_what_they_own(client: Client, coordinator: User) -> None:
    commitment = CommitmentFactory(accountable_post=post_of(coordinator))
    milestone = MilestoneFactory(commitment=commitment, overdue=True)
    client.force_login(coordinator)

    assert "Rate the commitment" not in words_of(client.get(f"/review/overdue/{milestone.code}"))
    facts = {"confidence": "off_track", "reason": "No."}
    assert client.post(f"/review/overdue/{milestone.code}/rate", facts).status_code == 403
