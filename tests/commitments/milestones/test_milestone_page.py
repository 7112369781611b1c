"""The milestone page (screen 6): what it says, what it offers to whom, what it costs."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment, Milestone
from commitments.rules.words import ClosedReason, DateOutcome
from tests.commitments.pages import words_of
from tests.commitments.services import deeds
from tests.factories import (
    ContributorFactory,
    DateRequestFactory,
    EvidenceFactory,
    MilestoneFactory,
    PostFactory,
    ReviewFactory,
    SubmissionFactory,
    TenureFactory,
    UpdateFactory,
    holder_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db

ACTIONS = ("Log progress", "Submit for review", "Take back", "Ask for a new date", "Review")


def read(client: Client, milestone: Milestone, **query: str) -> str:
    answer = client.get(f"/m/{milestone.code}", query)
    assert answer.status_code == 200
    return words_of(answer)


def offered(client: Client, milestone: Milestone, **query: str) -> set[str]:
    """The addresses below the milestone that its page leads to."""
    page = client.get(f"/m/{milestone.code}", query).content.decode()
    parts = ("log", "submit", "withdraw", "date", "review", "evidence", "edit", "steer/pause",
             "steer/resume", "steer/close", "steer/reopen")  # fmt: skip
    return {part for part in parts if f'href="/m/{milestone.code}/{part}' in page}


def test_page_tells_test_dates_people_and_words(
    client: Client, official: User, commitment: Commitment
) -> None:
    milestone = MilestoneFactory(
        commitment=commitment, in_progress=True, overdue=True, expected_on=today(10), is_key=True
    )
    UpdateFactory(commitment=commitment, happened="The lease is signed.", next_step="Paint it.")
    client.force_login(official)

    words = read(client, milestone)

    for part in (
        f"{milestone.code} {milestone.title}",
        "In progress",
        "Overdue by 18 days · expected",
        "Key milestone",
        "What counts as achieved The law is in force. The offices are open.",
        "as first agreed. Expected",
        "Slippage +28 days",
        "Responsible, accountable owner Amina Larsson",
        "No evidence yet. Add a file or a link.",
        "The lease is signed. Next: Paint it.",
    ):
        assert part in words


def test_indicators_of_the_source_stand_on_the_page_only_where_there_are_some(
    client: Client, official: User, commitment: Commitment
) -> None:
    plain = MilestoneFactory(commitment=commitment)
    measured = MilestoneFactory(
        commitment=commitment, indicators_text="Forum set up (By fall 2028)\nResources secured"
    )
    client.force_login(official)

    words = read(client, measured)

    assert "own dates Forum set up (By fall 2028) Resources secured" in words
    assert "Indicators" not in read(client, plain)


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ({}, {"log", "submit", "date", "evidence"}),
        ({"returned": True}, {"log", "submit", "date", "evidence"}),
        ({"submitted": True}, {"log", "withdraw", "evidence"}),
        ({"achieved": True}, {"log", "evidence"}),
        ({"paused": True}, {"log", "evidence"}),
        ({"closed": True}, {"log", "evidence"}),
    ],
)
def test_owner_is_offered_what_the_state_allows(
    kind: dict[str, bool], parts: set[str], client: Client, official: User, commitment: Commitment
) -> None:
    milestone = MilestoneFactory(commitment=commitment, **kind)
    client.force_login(official)

    assert offered(client, milestone) == parts


@pytest.mark.parametrize(
    ("kind", "parts"),
    [
        ({}, {"steer/pause", "steer/close"}),
        ({"submitted": True}, {"review", "steer/close"}),
        ({"achieved": True}, {"steer/reopen"}),
        ({"paused": True}, {"steer/resume", "steer/close"}),
        ({"closed": True}, {"steer/reopen"}),
        ({"draft": True}, set()),
    ],
)
def test_coordinator_is_offered_what_the_state_allows(
    kind: dict[str, bool],
    parts: set[str],
    client: Client,
    coordinator: User,
    commitment: Commitment,
) -> None:
    milestone = MilestoneFactory(commitment=commitment, **kind)
    client.force_login(coordinator)

    assert offered(client, milestone) - {"edit"} == parts


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
def test_readers_are_offered_nothing(role: Role, client: Client, milestone: Milestone) -> None:
    client.force_login(holder_of(role))

    assert offered(client, milestone) == set()


def test_a_contributor_may_work_on_it(client: Client, milestone: Milestone) -> None:
    post = PostFactory()
    ContributorFactory(commitment=milestone.commitment, post=post)
    client.force_login(TenureFactory(post=post).holder)

    assert offered(client, milestone) == {"log", "submit", "date", "evidence"}


def test_an_official_of_another_ministry_reads_only(client: Client, milestone: Milestone) -> None:
    client.force_login(holder_of(Role.OFFICIAL))

    assert offered(client, milestone) == set()


@pytest.mark.parametrize("state", ["paused", "completed", "closed_early"])
def test_nothing_is_offered_to_the_owner_of_a_commitment_that_rests(
    state: str, client: Client, official: User, milestone: Milestone
) -> None:
    with seeding():
        Commitment.objects.filter(pk=milestone.commitment_id).update(
            state=state, review_by=today(9)
        )
    client.force_login(official)

    assert offered(client, milestone) == set()


def test_a_past_day_is_read_and_offers_nothing(
    client: Client, official: User, milestone: Milestone
) -> None:
    client.force_login(official)

    assert offered(client, milestone, as_of=today().isoformat()) == set()


def test_foreign_and_unknown_are_the_same_404(client: Client, observer: User) -> None:
    milestone = MilestoneFactory()
    client.force_login(observer)

    foreign, unknown = client.get(f"/m/{milestone.code}"), client.get("/m/GCM-99-0001-M01")

    assert (foreign.status_code, unknown.status_code) == (404, 404)
    assert words_of(foreign).replace(milestone.code, "") == words_of(unknown).replace(
        "GCM-99-0001-M01", ""
    )


def test_a_return_stands_first_with_its_reasons(
    client: Client, official: User, coordinator: User, milestone: Milestone
) -> None:
    deeds.submit(milestone, official)
    deeds.send_back(milestone, coordinator, reasons="The annex is missing.")
    client.force_login(official)

    words = read(client, milestone)

    assert "Returned by Leila Haddad on" in words
    assert words.index("The annex is missing.") < words.index("What counts as achieved")
    assert "Not met: The law is in force." in words


def test_a_waiting_request_is_told_and_leads_to_the_decision(
    client: Client, coordinator: User, milestone: Milestone
) -> None:
    DateRequestFactory(milestone=milestone)
    client.force_login(coordinator)

    assert "A new deadline is asked for:" in read(client, milestone)
    assert "It waits for a decision. Decide" in read(client, milestone)


def test_each_move_of_the_deadline_stands_with_its_reason(
    client: Client, official: User, milestone: Milestone
) -> None:
    DateRequestFactory(milestone=milestone, approved=True)
    refused = DateRequestFactory(milestone=milestone, approved=True)
    with seeding():
        type(refused).objects.filter(pk=refused.pk).update(
            outcome=DateOutcome.REFUSED, decision_reason="Keep the promise."
        )
    client.force_login(official)

    words = read(client, milestone)

    assert "How the deadline was asked to move (2)" in words
    assert "Law or procurement took longer: Parliament votes later than planned." in words
    assert "Keep the promise." in words


def test_what_replaced_it_is_linked(client: Client, official: User, milestone: Milestone) -> None:
    other = MilestoneFactory(commitment=milestone.commitment, title="The new one")
    closed = MilestoneFactory(
        commitment=milestone.commitment,
        closed=True,
        closed_reason=ClosedReason.REPLACED,
        replaced_by=other,
    )
    client.force_login(official)

    words = read(client, closed)

    assert f"Closed, not achieved: Replaced Replaced by {other.code} The new one" in words


def test_a_review_that_is_late_says_by_how_much(
    client: Client, coordinator: User, commitment: Commitment
) -> None:
    milestone = MilestoneFactory(commitment=commitment, submitted=True, submitted_on=today(-30))
    client.force_login(coordinator)

    assert "Review late by" in read(client, milestone)


def test_words_of_the_source_are_kept_beside(
    client: Client, official: User, commitment: Commitment
) -> None:
    milestone = MilestoneFactory(
        commitment=commitment,
        deadline=None,
        first_deadline=None,
        source_words={"deadline": "in the course of the year"},
    )
    client.force_login(official)

    words = read(client, milestone)

    assert "No deadline is agreed." in words
    assert "In the words of the source Deadline in the course of the year" in words


@pytest.mark.parametrize("size", [1, 3, 30])
@pytest.mark.parametrize("name", ["official", "coordinator", "contributor"])
def test_query_count_does_not_grow_with_the_history(
    size: int,
    name: str,
    client: Client,
    commitment: Commitment,
    coordinating_body: Organisation,
    django_assert_num_queries: Any,
    request: pytest.FixtureRequest,
) -> None:
    milestone = MilestoneFactory(commitment=commitment, submitted=True, evidence_count=size)
    owner = milestone.submissions.get().submitted_by
    for _row in range(size):
        EvidenceFactory(milestone=milestone, added_by=owner)
        old = SubmissionFactory(
            milestone=milestone, is_waiting=False, submitted_by=owner, answers=[]
        )
        ReviewFactory(submission=old, outcome="returned")
        DateRequestFactory(milestone=milestone, approved=True, asked_by=owner)
        UpdateFactory(commitment=commitment, published_by=owner)
        MilestoneFactory(commitment=commitment)
    if name == "contributor":
        post = PostFactory()
        ContributorFactory(commitment=commitment, post=post)
        user = TenureFactory(post=post).holder
    else:
        user = request.getfixturevalue(name)
    client.force_login(user)

    # Person, posts, milestone, submission, requests, evidence, words, reminders.
    with django_assert_num_queries(9):
        client.get(f"/m/{milestone.code}")
