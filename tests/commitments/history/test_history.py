"""The history of a commitment and of a milestone (4i)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment, Milestone, Submission
from commitments.rules.words import DateOutcome, Visibility
from commitments.selectors.history import (
    Asked,
    Entry,
    deadline_stories,
    history,
    strands_of_commitment,
    strands_of_milestone,
)
from commitments.services import drafts, steering
from history import clock
from history.acts import act
from history.as_of import as_of
from history.clock import stand_at
from history.models import Act, Channel
from tests.commitments.pages import words_of
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    EvidenceFactory,
    MilestoneFactory,
    PartnerFactory,
    PostFactory,
    ReviewFactory,
    SubmissionFactory,
    UpdateFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


def entries(commitment: Commitment, **asked: Any) -> list[Entry]:
    found = history(strands_of_commitment(commitment), Asked(**asked))
    return [entry for _day, of_day in found.days for entry in of_day]


def lines(entry: Entry) -> list[tuple[str, str, str, str]]:
    return [
        (change.what, line.label, line.before, line.after)
        for change in entry.changes
        for line in change.lines
    ]


def claim(milestone: Milestone) -> Submission:
    """A claim that waits no more."""
    return SubmissionFactory(
        milestone=milestone, is_waiting=False, achieved_on=today(-3), submitted_on=today(-1)
    )


@pytest.fixture
def draft(ministry: Organisation, official: User) -> Commitment:
    return CommitmentFactory(
        draft=True, lead_organisation=ministry, accountable_post=post_of(official), why=""
    )


def test_entry_says_who_by_which_post_what_why_and_how(official: User, draft: Commitment) -> None:
    other = PostFactory(title="Head of Ports")
    drafts.change_draft(
        draft,
        by=official,
        based_on=draft.version,
        title="Open help desks",
        accountable_post=other,
        level="regional",
        ends_on=date(2027, 12, 31),
    )

    entry = entries(draft)[0]

    before = today(730)
    assert entry.title == "Commitment changed"
    assert (entry.act.person, entry.act.post, entry.channel) == (
        official,
        post_of(official),
        "System rule",
    )
    assert lines(entry) == [
        ("Commitment", "Title", draft.title, "Open help desks"),
        ("Commitment", "Governance level", "National", "Regional"),
        ("Commitment", "Accountable owner", post_of(official).title, "Head of Ports"),
        ("Commitment", "End", f"{before:%-d %b %Y}", "31 Dec 2027"),
    ]


def test_history_is_newest_first_by_day(coordinator: User) -> None:
    with stand_at(clock.now() - timedelta(days=3)):
        commitment = CommitmentFactory()
    with act("commitment.rated", by=coordinator, reason="Two offices are not staffed."):
        commitment.coordinator_rating = "at_risk"
        commitment.save(update_fields=["coordinator_rating"])

    found = history(strands_of_commitment(commitment), Asked())

    assert [day for day, _entries in found.days] == [today(), today(-3)]
    newest = found.days[0][1][0]
    assert newest.act.reason == "Two offices are not staffed."
    assert lines(newest) == [("Commitment", "Coordinator's rating", "", "At risk")]


def test_history_holds_everything_that_hangs_on_a_commitment(commitment: Commitment) -> None:
    milestone = MilestoneFactory(commitment=commitment, title="Sign")
    UpdateFactory(commitment=commitment, happened="We met.")
    submission = claim(milestone)
    with seeding():
        ReviewFactory(submission=submission, reasons="Well done.")
        milestone.title = "Sign it"
        milestone.save(update_fields=["title"])
    DateRequestFactory(milestone=milestone)
    EvidenceFactory(milestone=milestone, title="Gazette")
    PartnerFactory(commitment=commitment)
    code = milestone.code[-3:]

    told = {change.what for entry in entries(commitment) for change in entry.changes}

    assert {
        "Commitment",
        f"Milestone {code} Sign it",
        f"Milestone {code} Sign",
        "Update",
        f"Submission: {code}",
        "Review decision",
        f"Date request: {code}",
        "Evidence: Gazette",
    } <= told
    assert any(what.startswith("Partner: Ministry") for what in told)


def test_history_of_a_milestone_is_its_own(commitment: Commitment) -> None:
    milestone, other = MilestoneFactory.create_batch(2, commitment=commitment)
    EvidenceFactory(milestone=milestone, title="Gazette")
    EvidenceFactory(milestone=other, title="Foreign")

    found = history(strands_of_milestone(milestone), Asked())

    told = [c.what for _day, of_day in found.days for entry in of_day for c in entry.changes]
    assert told == ["Evidence: Gazette", f"Milestone {milestone.code[-3:]} {milestone.title}"]


def test_removed_milestone_stays_in_the_history(official: User, draft: Commitment) -> None:
    milestone = MilestoneFactory(commitment=draft, draft=True, title="Sign")
    drafts.remove_milestone(milestone, by=official)

    newest = entries(draft)[0]

    assert newest.title == "Milestone removed"
    assert [(change.what, change.label) for change in newest.changes] == [
        (f"Milestone {milestone.code[-3:]} Sign", "delete")
    ]


def test_import_of_many_tells_only_what_it_did_here(commitment: Commitment) -> None:
    other = CommitmentFactory()
    with act("plan.imported", by=None, channel=Channel.IMPORT):
        for row in (commitment, other):
            row.title = f"Imported {row.pk}"
            row.save(update_fields=["title"])

    newest = entries(commitment)[0]

    assert (newest.title, newest.channel) == ("Imported", "Import")
    assert [after for *_rest, after in lines(newest)] == [f"Imported {commitment.pk}"]


@pytest.mark.parametrize(
    ("asked", "kinds"),
    [
        ({"field": "title"}, ["milestone.changed", "commitment.changed", "test.seeded"]),
        ({"field": "deadline"}, ["milestone.changed", "test.seeded"]),
        ({"kind": "commitment.changed"}, ["commitment.changed"]),
        ({"person": "larsson"}, ["milestone.changed", "commitment.changed"]),
        ({"person": "nobody"}, []),
        ({"since": date(2999, 1, 1)}, []),
        ({"until": date(2000, 1, 1)}, []),
    ],
)
def test_history_is_filtered(
    official: User, draft: Commitment, asked: dict[str, Any], kinds: list[str]
) -> None:
    milestone = MilestoneFactory(commitment=draft, draft=True)
    drafts.change_draft(draft, by=official, based_on=draft.version, title="Other")
    drafts.change_milestone_draft(
        milestone, by=official, based_on=milestone.version, title="Step", deadline=today(5)
    )

    found = entries(draft, **asked)

    assert list(dict.fromkeys(entry.act.kind for entry in found)) == kinds


def test_history_as_of_a_day_ends_there(coordinator: User) -> None:
    then = clock.now() - timedelta(days=10)
    with stand_at(then):
        commitment = CommitmentFactory()
        MilestoneFactory(commitment=commitment)
    steering.pause_commitment(commitment, by=coordinator, reason="War.", review_by=today(9))
    before = [entry.act.pk for entry in entries(commitment) if entry.day < today()]

    with as_of(clock.day_of(then)):
        seen = [entry.act.pk for entry in entries(Commitment.objects.get(pk=commitment.pk))]

    assert seen == before
    assert len(before) < len(entries(commitment))


def test_history_comes_in_pages_of_fifty(commitment: Commitment) -> None:
    for number in range(52):
        with act("commitment.changed", by=None):
            commitment.title = f"Title {number}"
            commitment.save(update_fields=["title"])
    strands = strands_of_commitment(commitment)

    first = history(strands, Asked())
    second = history(strands, Asked(), cursor=first.page.next)

    keys = [*first.page.keys, *second.page.keys]
    assert len(first.page.keys) == 50
    assert keys == sorted(keys, reverse=True)
    wanted = Act.objects.filter(kind="commitment.changed").count()
    assert len([key for key in keys if Act.objects.get(pk=key).kind == "commitment.changed"]) == (
        wanted
    )
    assert history(strands, Asked(), cursor=second.page.previous).page.keys == first.page.keys


def test_deadline_story_tells_each_decided_move() -> None:
    milestone = MilestoneFactory(
        first_deadline=date(2026, 3, 31), deadline=date(2030, 6, 30), moves=1,
        expected_on=date(2030, 7, 14),
    )  # fmt: skip
    approved = {"old_deadline": date(2026, 3, 31), "asked_deadline": date(2030, 6, 30)}
    DateRequestFactory(milestone=milestone, approved=True, **approved)
    DateRequestFactory(milestone=milestone, approved=True, outcome=DateOutcome.REFUSED, **approved)

    ((row, story),) = deadline_stories(Milestone.objects.all())

    assert row == milestone
    assert story.startswith("First deadline 31 March 2026 → 30 June 2030 (approved ")
    assert story.endswith("law or procurement took longer); expected 14 July 2030")


def test_history_pages_read_and_are_not_found_like_their_object(
    client: Client, official: User, commitment: Commitment
) -> None:
    milestone = MilestoneFactory(commitment=commitment)
    foreign = MilestoneFactory(commitment__visibility=Visibility.ORGANISATION)
    client.force_login(official)

    page = client.get(reverse("milestone-history", args=[milestone.code]))
    assert f"Milestone {milestone.code[-3:]} {milestone.title} added" in words_of(page)
    for code in (foreign.code, "GCM-01-9999-M01"):
        answer = client.get(reverse("milestone-history", args=[code]))
        assert answer.status_code == 404


def test_history_page_names_a_bad_filter_and_stays(
    client: Client, official: User, commitment: Commitment
) -> None:
    client.force_login(official)

    answer = client.get(
        reverse("commitment-history", args=[commitment.code]),
        {"since": "soon", "field": "password", "person": "\0"},
    )

    assert answer.status_code == 200
    assert "Enter a real date for “From”, like 27 3 2026." in words_of(answer)
    assert "Commitment added" in words_of(answer)


@pytest.mark.parametrize("page", ["commitment", "milestone"])
def test_history_query_count_does_not_grow(client: Client, page: str) -> None:
    client.force_login(holder_of(Role.AUDITOR))
    counts = []
    for size in (1, 3):
        commitment = CommitmentFactory()
        milestone = MilestoneFactory(commitment=commitment, moves=1)
        for _ in range(size):
            UpdateFactory(commitment=commitment)
            EvidenceFactory(milestone=milestone)
            DateRequestFactory(milestone=milestone, approved=True)
            claim(milestone)
            with act("test.changed", by=None):
                milestone.title += "!"
                milestone.responsible_post = PostFactory()
                milestone.save(update_fields=["title", "responsible_post"])
        row = commitment if page == "commitment" else milestone
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(reverse(f"{page}-history", args=[row.code]))
        assert answer.status_code == 200
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 45
