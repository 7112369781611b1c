"""My work (screen 2)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment
from commitments.rules.words import CommitmentState, DateOutcome
from tests.commitments.pages import words_of
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    DeputyFactory,
    MilestoneFactory,
    PostFactory,
    ReviewFactory,
    SubmissionFactory,
    TenureFactory,
    UpdateFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db

PAGE = "/my-work"


def groups(answer: Any) -> dict[str, list[str]]:
    """The titles in each group, by the group's heading."""
    return {
        group.title: [_title(row) for row in group.rows] for group in answer.context["work"].groups
    }


def _title(row: dict[str, Any]) -> str:
    if row["kind"] == "milestone":
        return str(row["row"].title)
    return str(row["request"].milestone.title if row["kind"] == "answer" else row["commitment"])


@pytest.fixture
def signed_in(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


@pytest.fixture
def fresh(commitment: Commitment) -> Commitment:
    """The commitment with an update of today, so that none is due."""
    UpdateFactory(commitment=commitment)
    return commitment


def test_groups_stand_in_order_with_what_belongs_to_them(
    signed_in: Client, fresh: Commitment
) -> None:
    for title, kind in (
        ("Late", {"overdue": True}),
        ("Returned", {"returned": True}),
        ("Returned and late", {"returned": True, "overdue": True}),
        ("Today", {"deadline": today()}),
        ("In 14 days", {"deadline": today(14)}),
        ("In 15 days", {"deadline": today(15)}),
        ("Sent", {"submitted": True}),
        ("Done", {"achieved": True}),
        ("On hold", {"paused": True, "overdue": True}),
    ):
        MilestoneFactory(commitment=fresh, title=title, **kind)

    answer = signed_in.get(PAGE)

    assert groups(answer) == {
        "Overdue": ["Late", "Returned and late"],
        "Returned to you": ["Returned"],
        "Due in the next 14 days": ["Today", "In 14 days"],
        "Waiting for someone else": ["Sent"],
    }


def test_sentence_leaves_out_what_is_zero(signed_in: Client, fresh: Commitment) -> None:
    MilestoneFactory.create_batch(2, commitment=fresh, overdue=True)
    MilestoneFactory(commitment=fresh, returned=True)

    assert "You have 2 overdue and 1 returned." in words_of(signed_in.get(PAGE))


def test_sentence_names_all_parts(
    signed_in: Client, official: User, commitment: Commitment
) -> None:
    UpdateFactory(commitment=commitment, published_on=today(-91))
    MilestoneFactory.create_batch(2, commitment=commitment, overdue=True)
    MilestoneFactory(commitment=commitment, returned=True)
    MilestoneFactory.create_batch(3, commitment=commitment, deadline=today(14))

    words = words_of(signed_in.get(PAGE))

    assert (
        "You have 2 overdue, 1 returned, 3 due in the next 14 days and 1 update to write." in words
    )


def test_row_says_how_late_what_was_said_and_what_can_be_done(
    signed_in: Client, fresh: Commitment
) -> None:
    with seeding():
        fresh.updates.update(happened="The lease is signed. " * 10)
    row = MilestoneFactory(
        commitment=fresh, overdue=True, expected_on=today(5), title="Open the help desk"
    )

    words = words_of(signed_in.get(PAGE))

    assert "Overdue by 18 days · expected" in words
    assert f"{fresh.code} {fresh.title}" in words
    assert re.search(r"Last said: The lease is signed\. [^…]{60,70}…", words)
    for action in ("Log progress", "Submit for review", "Ask for a new date"):
        assert f"{action} {row.code}" in words


def test_returned_row_says_what_the_reviewer_wrote(signed_in: Client, fresh: Commitment) -> None:
    row = MilestoneFactory(commitment=fresh, returned=True)
    claim = SubmissionFactory(
        milestone=row, achieved_on=today(-3), submitted_on=today(-2), is_waiting=False
    )
    ReviewFactory(submission=claim, outcome="returned", reasons="The annex is missing.")

    assert "Reviewer: The annex is missing." in words_of(signed_in.get(PAGE))


def test_answered_date_requests_are_told_for_14_days(signed_in: Client, fresh: Commitment) -> None:
    for days, title in ((-14, "Lately"), (-15, "Long ago")):
        request = DateRequestFactory(
            milestone=MilestoneFactory(commitment=fresh, title=title), approved=True
        )
        with seeding():
            type(request).objects.filter(pk=request.pk).update(
                outcome=DateOutcome.REFUSED, decided_on=today(days)
            )

    assert groups(signed_in.get(PAGE)) == {"Date request answered": ["Lately"]}


def test_update_due_tells_how_long_nothing_was_said(
    signed_in: Client, commitment: Commitment
) -> None:
    UpdateFactory(commitment=commitment, published_on=today(-105))

    answer = signed_in.get(PAGE)

    assert groups(answer) == {"Update due": [str(commitment)]}
    assert "No update for 105 days" in words_of(answer)


def test_a_waiting_request_hides_asking_again(signed_in: Client, fresh: Commitment) -> None:
    late = MilestoneFactory(commitment=fresh, overdue=True)
    DateRequestFactory(milestone=late, asked_deadline=today(30))

    answer = signed_in.get(PAGE)

    assert groups(answer) == {
        "Overdue": [late.title],
        "Waiting for someone else": [late.title],
    }
    assert f"Ask for a new date {late.code}" not in words_of(answer)


@pytest.mark.parametrize("state", ["paused", "completed", "closed_early", "draft"])
def test_commitments_that_are_not_active_ask_nothing(
    state: str, signed_in: Client, fresh: Commitment
) -> None:
    MilestoneFactory(commitment=fresh, overdue=True)
    with seeding():
        Commitment.objects.filter(pk=fresh.pk).update(state=state, review_by=today(9))

    assert groups(signed_in.get(PAGE)) == {}


def test_work_of_others_is_not_mine(signed_in: Client, ministry: Organisation) -> None:
    MilestoneFactory(overdue=True)
    other = CommitmentFactory(lead_organisation=ministry)
    UpdateFactory(commitment=other)
    MilestoneFactory(commitment=other, overdue=True)

    assert groups(signed_in.get(PAGE)) == {}


def test_a_responsible_post_sees_its_milestone(
    signed_in: Client, official: User, ministry: Organisation
) -> None:
    other = CommitmentFactory(lead_organisation=ministry)
    MilestoneFactory(
        commitment=other, overdue=True, responsible_post=post_of(official), title="My part"
    )

    assert groups(signed_in.get(PAGE))["Overdue"] == ["My part"]


# --- Whose work --------------------------------------------------------------------------------


def test_focal_point_who_owns_nothing_comes_to_see_the_organisation(
    client: Client, focal_point: User, fresh: Commitment
) -> None:
    MilestoneFactory(commitment=fresh, overdue=True, title="Late")
    MilestoneFactory(overdue=True, title="Of another ministry")
    client.force_login(focal_point)

    mine, whole = client.get(PAGE, {"for": "mine"}), client.get(PAGE)

    assert groups(mine) == {}
    assert groups(whole) == {"Overdue": ["Late"]}
    assert [(tab["label"], tab["count"]) for tab in whole.context["tabs"]] == [
        ("Mine", 0),
        ("My organisation", 1),
    ]


def test_deputy_sees_the_work_of_whom_they_stand_in_for(
    client: Client, official: User, fresh: Commitment
) -> None:
    MilestoneFactory(commitment=fresh, overdue=True, title="Late")
    deputy = holder_of(Role.OFFICIAL)
    DeputyFactory(post=post_of(official), deputy=deputy)
    client.force_login(deputy)
    name = f"post-{post_of(official).pk}"

    answer = client.get(PAGE, {"for": name})

    assert groups(answer) == {"Overdue": ["Late"]}
    assert answer.context["tabs"][1]["label"] == "Standing in for Amina Larsson"


def test_a_tab_that_is_not_mine_shows_mine(signed_in: Client, commitment: Commitment) -> None:
    answer = signed_in.get(PAGE, {"for": "organisation"})

    assert answer.context["scope"].name == "mine"


# --- Empty, capped, past, failed ---------------------------------------------------------------


def test_nothing_to_do_names_the_next_deadline(signed_in: Client, fresh: Commitment) -> None:
    row = MilestoneFactory(commitment=fresh, title="Open the help desk")

    words = words_of(signed_in.get(PAGE))

    day = f"{row.deadline.day} {row.deadline:%B %Y}"
    assert f"Nothing needs you today. Your next deadline is {day}: Open the help desk" in words


def test_who_owns_nothing_is_told_whom_to_ask(
    signed_in: Client, official: User, focal_point: User
) -> None:
    words = words_of(signed_in.get(PAGE))

    assert "You are not the owner of any commitment yet. Your focal point is Femi Adeyemi." in words


def test_a_group_stops_at_25_and_shows_all_on_request(signed_in: Client, fresh: Commitment) -> None:
    MilestoneFactory.create_batch(26, commitment=fresh, overdue=True)

    capped = signed_in.get(PAGE)
    whole = signed_in.get(PAGE, {"for": "mine", "show": "overdue"})

    assert len(groups(capped)["Overdue"]) == 25
    assert "Overdue (26)" in words_of(capped)
    assert "Show all 26" in words_of(capped)
    assert len(groups(whole)["Overdue"]) == 26


def test_a_past_day_is_read_and_nothing_can_be_done(signed_in: Client, fresh: Commitment) -> None:
    MilestoneFactory(commitment=fresh, overdue=True)

    answer = signed_in.get(PAGE, {"as_of": today().isoformat()})

    assert answer.status_code == 200
    assert "Log progress" not in words_of(answer)


def test_a_group_that_fails_leaves_the_rest(
    signed_in: Client, fresh: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A statement that takes too long ends its group only."""
    from django.db import connection

    from commitments.selectors import my_work

    def slow(*_args: Any) -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 10")
            cursor.execute("SELECT pg_sleep(1)")

    MilestoneFactory(commitment=fresh, returned=True, title="Returned")
    loaders = [(n, t, slow if n == "due" else load) for n, t, load in my_work.LOADERS]
    monkeypatch.setattr(my_work, "LOADERS", loaders)

    answer = signed_in.get(PAGE)

    assert groups(answer)["Returned to you"] == ["Returned"]
    assert "This part did not load. Try again" in words_of(answer)


@pytest.mark.parametrize("size", [1, 3])
def test_query_count_does_not_grow(
    size: int,
    signed_in: Client,
    official: User,
    ministry: Organisation,
    coordinating_body: Organisation,
    django_assert_num_queries: Any,
) -> None:
    commitments = CommitmentFactory.create_batch(
        size, lead_organisation=ministry, accountable_post=post_of(official)
    )
    for row in commitments:
        UpdateFactory(commitment=row, published_on=today(-100))
        MilestoneFactory(commitment=row, overdue=True)
        MilestoneFactory(commitment=row, returned=True)
        MilestoneFactory(commitment=row, deadline=today(5))
        MilestoneFactory(commitment=row)
        sent = MilestoneFactory(commitment=row)
        SubmissionFactory(
            milestone=sent, achieved_on=today(-3), submitted_on=today(-2), is_waiting=False
        )
        ReviewFactory(submission=sent.submissions.get())
        DateRequestFactory(milestone=sent, approved=True)
        MilestoneFactory(commitment=row, submitted=True)

    # Person, posts; keys, counts 2; six groups, each in a savepoint; calendar; beside 2; rounds;
    # the inbox.
    with django_assert_num_queries(2 + 3 + 6 * 3 + 1 + 2 + 1 + 1):
        answer = signed_in.get(PAGE)

    assert len(groups(answer)["Overdue"]) == size


@pytest.mark.parametrize("role", list(Role))
def test_every_role_can_open_it(role: Role, client: Client) -> None:
    client.force_login(holder_of(role))

    assert client.get(PAGE).status_code == 200


def test_signed_out_goes_to_sign_in(client: Client) -> None:
    answer = client.get(PAGE)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))


def test_a_post_without_the_right_to_log_gets_no_buttons(client: Client, coordinator: User) -> None:
    """A coordinator's post that owns a commitment sees it, and logs by another post only."""
    owned = CommitmentFactory(accountable_post=post_of(coordinator))
    UpdateFactory(commitment=owned)
    MilestoneFactory(commitment=owned, overdue=True, title="Late")
    client.force_login(coordinator)

    answer = client.get(PAGE)

    assert groups(answer) == {"Overdue": ["Late"]}
    assert "Log progress" not in words_of(answer)


def test_an_old_tenure_shows_nothing(client: Client, fresh: Commitment) -> None:
    MilestoneFactory(commitment=fresh, overdue=True)
    before = TenureFactory(
        post=PostFactory(),
        starts_on=today(-20),
        ends_on=today() - timedelta(days=1),
    ).holder
    client.force_login(before)

    assert groups(client.get(PAGE)) == {}
    assert fresh.state == CommitmentState.ACTIVE
