"""The commitment page (screen 4): the same head on every tab, a fixed cost, and who may what."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.words import OrganisationCategory, Role
from commitments.models import Commitment, MilestoneChange
from commitments.rules.words import Confidence, Visibility
from history import clock
from history.clock import stand_at
from tests.commitments.pages import words_of
from tests.factories import (
    CommitmentFactory,
    ContributorFactory,
    DateRequestFactory,
    EvidenceFactory,
    MilestoneFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    RatingFactory,
    UpdateFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db

TABS = [
    "commitment",
    "commitment-roadmap",
    "commitment-milestones",
    "commitment-partners",
    "commitment-updates",
    "commitment-documents",
    "commitment-history",
]


def read(client: Client, commitment: Commitment, tab: str = "commitment", **query: str) -> str:
    answer = client.get(reverse(tab, args=[commitment.code]), query)
    assert answer.status_code == 200
    return words_of(answer)


def offered(client: Client, commitment: Commitment, **query: str) -> set[str]:
    """The addresses below the commitment where something is changed and its page leads to."""
    page = client.get(commitment.get_absolute_url(), query).content.decode()
    parts = ("log", "edit", "propose", "agree", "steer/pause", "steer/resume", "steer/complete",
             "steer/close", "steer/reopen", "milestones/new")  # fmt: skip
    return {part for part in parts if f'href="{commitment.get_absolute_url()}/{part}"' in page}


@pytest.mark.parametrize("tab", TABS)
def test_head_stands_on_every_tab(
    client: Client, official: User, commitment: Commitment, tab: str
) -> None:
    MilestoneFactory(commitment=commitment, in_progress=True, overdue=True)
    UpdateFactory(commitment=commitment, confidence=Confidence.ON_TRACK)
    client.force_login(official)

    words = read(client, commitment, tab)

    for part in (
        commitment.title,
        "Active",
        "At risk, limited by a check: 1 milestone is overdue (18 days). Owner says On track",
        "1 milestone is overdue by 18 days.",
        "Amina Larsson",
        "Overdue by 18 days",
        "0 of 1, 0%",
        "Log progress",
    ):
        assert part in words


@pytest.mark.parametrize("tab", TABS)
def test_foreign_and_unknown_are_the_same_404(
    client: Client, official: User, observer: User, tab: str
) -> None:
    foreign = CommitmentFactory(visibility=Visibility.ORGANISATION)
    for user in (official, observer):
        client.force_login(user)

        hidden = client.get(reverse(tab, args=[foreign.code]))
        unknown = client.get(reverse(tab, args=["GCM-01-9999"]))

        assert (hidden.status_code, unknown.status_code) == (404, 404)
        assert words_of(hidden) == words_of(unknown)


@pytest.mark.parametrize("tab", TABS)
def test_query_count_of_a_tab_does_not_grow(
    client: Client, official: User, ministry: Any, tab: str
) -> None:
    client.force_login(official)
    counts = []
    for size in (1, 3):
        commitment = CommitmentFactory(lead_organisation=ministry)
        fill(commitment, size)
        with CaptureQueriesContext(connection) as queries:
            read(client, commitment, tab)
        counts.append(len(queries))

    assert counts[0] == counts[1]
    assert counts[0] <= (45 if tab == "commitment-history" else 25)


def fill(commitment: Commitment, size: int) -> None:
    """One or several of everything that hangs on a commitment."""
    for _ in range(size):
        milestone = MilestoneFactory(commitment=commitment, in_progress=True, moves=1)
        update = UpdateFactory(commitment=commitment)
        with seeding():
            MilestoneChange.objects.create(update=update, milestone=milestone, started=True)
        EvidenceFactory(commitment=commitment, milestone=milestone)
        EvidenceFactory(commitment=commitment, update=update)
        MilestoneFactory(commitment=commitment, submitted=True)
        DateRequestFactory(milestone=milestone, approved=True)
        PartnerFactory(commitment=commitment)
        ContributorFactory(commitment=commitment)
        RatingFactory(commitment=commitment)


@pytest.mark.parametrize("tab", TABS)
def test_tab_of_an_empty_commitment_says_so(
    client: Client, official: User, commitment: Commitment, tab: str
) -> None:
    client.force_login(official)
    sentences = {
        "commitment": "No updates yet. The first is due",
        "commitment-roadmap": "Add a milestone to see the roadmap.",
        "commitment-milestones": "No milestones yet. A good plan has one about every quarter.",
        "commitment-partners": "No partners recorded.",
        "commitment-updates": "No updates yet. The first is due",
        "commitment-documents": "No documents yet.",
        "commitment-history": "Commitment added",
    }

    assert sentences[tab] in read(client, commitment, tab)


def test_overview_tells_promise_words_and_next_steps(
    client: Client, official: User, commitment: Commitment
) -> None:
    MilestoneFactory(commitment=commitment, title="Sign the lease", deadline=today(20))
    UpdateFactory(
        commitment=commitment,
        confidence=Confidence.AT_RISK,
        happened="The desk is built.",
        problem="No staff.",
        help_needed="Two posts.",
        help_from="Treasury",
        next_step="Hire people.",
    )
    PartnerFactory(commitment=commitment, organisation=OrganisationFactory(name="Red Cross"))
    client.force_login(official)

    words = read(client, commitment)

    for part in (
        "We will do what we say.",
        "The desk is built.",
        "No staff.",
        "Help needed from Treasury",
        "Two posts.",
        "Hire people.",
        "Sign the lease",
        "Red Cross",
        "Every 90 days",
    ):
        assert part in words


def test_overview_of_a_draft_is_a_task_list(
    client: Client, focal_point: User, ministry: Any
) -> None:
    draft = CommitmentFactory(draft=True, lead_organisation=ministry, accountable_post=None)
    client.force_login(focal_point)

    words = read(client, draft)

    assert "Add an accountable owner Not yet started" in words
    assert "Add milestones A good plan has one about every quarter. Not yet started" in words
    assert "Ask for agreement Cannot start yet" in words


def test_buttons_follow_rights_and_state(
    client: Client, official: User, coordinator: User, auditor: User, commitment: Commitment
) -> None:
    for user, expected in (
        (official, {"log"}),
        (coordinator, {"steer/pause", "steer/close"}),
        (auditor, set()),
    ):
        client.force_login(user)
        assert offered(client, commitment) == expected


def test_completing_is_offered_once_everything_has_ended(
    client: Client, coordinator: User, commitment: Commitment
) -> None:
    client.force_login(coordinator)
    MilestoneFactory(commitment=commitment, achieved=True)
    assert "steer/complete" in offered(client, commitment)

    MilestoneFactory(commitment=commitment)
    assert "steer/complete" not in offered(client, commitment)


def test_owner_does_not_steer(client: Client, ministry: Any) -> None:
    coordinator = holder_of(Role.COORDINATOR, ministry)
    commitment = CommitmentFactory(
        lead_organisation=ministry, accountable_post=post_of(coordinator)
    )
    client.force_login(coordinator)

    assert offered(client, commitment) == set()


def test_page_as_of_a_past_day_is_of_then_and_offers_nothing(
    client: Client, official: User, ministry: Any
) -> None:
    then = clock.now() - timedelta(days=20)
    with stand_at(then):
        commitment = CommitmentFactory(
            title="Old name",
            plan=PlanFactory(),
            lead_organisation=ministry,
            accountable_post=post_of(official),
        )
        MilestoneFactory(commitment=commitment, title="Old step")
    with seeding():
        commitment.title = "New name"
        commitment.save(update_fields=["title"])
        commitment.milestones.update(title="New step")
    client.force_login(official)
    day = clock.day_of(then).isoformat()

    for tab in TABS:
        words = read(client, commitment, tab, as_of=day)
        assert "Old name" in words
        assert "New name" not in words
    assert "Old step" in read(client, commitment, "commitment-milestones", as_of=day)
    assert "New step" in read(client, commitment, "commitment-milestones")
    assert offered(client, commitment, as_of=day) == set()
    assert offered(client, commitment) == {"log"}


def test_closed_commitment_says_why_above_everything(
    client: Client, official: User, commitment: Commitment
) -> None:
    with seeding():
        commitment.state = "closed_early"
        commitment.closed_on = today(-3)
        commitment.state_reason = "Replaced by GCM-07-0051."
        commitment.save()
    client.force_login(official)

    assert "Replaced by GCM-07-0051." in read(client, commitment)


def test_partners_say_which_kinds_are_missing(
    client: Client, official: User, commitment: Commitment
) -> None:
    PartnerFactory(
        commitment=commitment,
        organisation=OrganisationFactory(category=OrganisationCategory.ACADEMIA),
        does="Counts",
    )
    client.force_login(official)

    words = read(client, commitment, "commitment-partners")

    assert "1 partner type is involved. None from:" in words
    assert "Diaspora or migrant organisation" in words.split("None from:")[1]
    assert "Academia" not in words.split("None from:")[1].split("Organisation Type")[0]


def test_updates_come_in_pages_of_twenty(
    client: Client, official: User, commitment: Commitment
) -> None:
    for number in range(22):
        UpdateFactory(commitment=commitment, happened=f"News {number}.")
    client.force_login(official)

    first = client.get(reverse("commitment-updates", args=[commitment.code]))
    second = client.get(first.context["next_url"])

    assert "News 21." in words_of(first)
    assert "News 1." not in words_of(first)
    assert "News 1. " in words_of(second)
    assert words_of(client.get(second.context["previous_url"])) == words_of(first)


def test_cursor_that_is_not_ours_is_not_found(
    client: Client, official: User, commitment: Commitment
) -> None:
    client.force_login(official)

    for tab in ("commitment-milestones", "commitment-updates", "commitment-history"):
        answer = client.get(reverse(tab, args=[commitment.code]), {"cursor": "zzz"})
        assert answer.status_code == 404
