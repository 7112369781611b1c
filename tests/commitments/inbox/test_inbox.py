"""The inbox: the same events as mail, grouped by item; opening it changes nothing (screen 22)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from commitments.models import Commitment, Milestone
from commitments.reminders import choosing, grouping, inbox, planning
from commitments.reminders.models import Mute, Notice
from commitments.reminders.rules.topics import Rhythm
from commitments.rules.words import Visibility
from history import clock
from tests.commitments.pages import errors_of, words_of
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    SubmissionFactory,
    holder_of,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(commitment: Commitment) -> Milestone:
    """Told of once by now: 18 days overdue."""
    return MilestoneFactory(
        commitment=commitment, overdue=True, in_progress=True, title="Open the help desk"
    )


@pytest.fixture
def reader(client: Client, official: User) -> Client:
    client.force_login(official)
    return client


def plan() -> None:
    planning.plan()


def titles(user: User, **asked: Any) -> list[str]:
    return [entry.title for entry in inbox.inbox(User.objects.get(pk=user.pk), **asked).entries]


def test_inbox_shows_what_is_planned_before_any_letter(late: Milestone, reader: Client) -> None:
    plan()

    page = words_of(reader.get("/inbox"))

    assert "Unread (1)" in page
    assert "Your milestone" in page
    assert "Open the help desk" in page
    assert "Inbox" in reader.get("/my-work").content.decode()
    assert '<span class="bar-count">(1)</span>' in reader.get("/my-work").content.decode()


def test_item_is_one_row_with_what_was_told_before(commitment: Commitment, official: User) -> None:
    """Also what the person wants no mail of."""
    choosing.choose(
        by=official, rhythm=Rhythm.INBOX, hour=8, weekday=1, time_zone="", language="en",
        switched_off=(),
    )  # fmt: skip
    with clock.stand_at(datetime(2026, 6, 1, 7, tzinfo=UTC)):
        milestone = MilestoneFactory(commitment=commitment, deadline=date(2026, 7, 1))
        plan()
        grouping.write_letters()
    with clock.stand_at(datetime(2026, 6, 30, 7, tzinfo=UTC)):
        plan()
        [entry] = inbox.inbox(User.objects.get(pk=official.pk)).entries
        count = inbox.unread(official)

    assert (entry.code, entry.newest.words, count) == (milestone.code, "Due tomorrow", 1)
    assert [(event.words, event.on) for event in entry.earlier] == [("Coming up", date(2026, 6, 1))]


def test_newest_item_comes_first(commitment: Commitment, official: User) -> None:
    for title, deadline in (("First", today(20)), ("Second", today(21)), ("Third", today(22))):
        MilestoneFactory(commitment=commitment, title=title, deadline=deadline)
        plan()

    assert titles(official) == ["Third", "Second", "First"]


def test_opening_the_inbox_changes_nothing(late: Milestone, reader: Client) -> None:
    plan()
    before = list(Notice.objects.values())

    for address in ("/inbox", "/inbox?show=all", f"/inbox/mute/{late.commitment.code}"):
        assert reader.get(address).status_code == 200

    assert list(Notice.objects.values()) == before


def test_done_item_leaves_unread_and_stays_in_all(
    late: Milestone, official: User, reader: Client
) -> None:
    plan()
    key = Notice.objects.get().pk

    answer = reader.post("/inbox/done", {"one": key}, follow=True)

    assert "1 item is marked as done." in words_of(answer)
    assert titles(official) == []
    assert titles(official, everything=True) == [late.title]
    assert inbox.unread(official) == 0
    assert "Nothing new." in words_of(reader.get("/inbox"))


def test_ticked_items_are_done_together(
    commitment: Commitment, official: User, reader: Client
) -> None:
    for number in range(3):
        MilestoneFactory(commitment=commitment, title=f"Step {number}", deadline=today(20))
    plan()
    keys = list(Notice.objects.order_by("pk").values_list("pk", flat=True))

    reader.post("/inbox/done", {"ticked": keys[:2]})

    assert titles(official) == ["Step 2"]


def test_all_done_can_be_undone_as_a_whole_and_nothing_else(
    commitment: Commitment, official: User, reader: Client
) -> None:
    for number in range(3):
        MilestoneFactory(commitment=commitment, title=f"Step {number}", deadline=today(20))
    plan()
    newest = Notice.objects.latest("pk").pk
    reader.post("/inbox/done", {"one": Notice.objects.earliest("pk").pk})

    done = reader.post("/inbox/done", {"what": "all", "newest": newest}, follow=True)
    emptied = titles(official)
    moment = done.context["done_at"]
    reader.post("/inbox/undo", {"moment": moment})

    assert "2 items are marked as done." in words_of(done)
    assert emptied == []
    assert titles(official) == ["Step 2", "Step 1"]


def test_what_came_since_the_page_was_opened_stays_unread(
    commitment: Commitment, official: User, reader: Client
) -> None:
    MilestoneFactory(commitment=commitment, title="Seen", deadline=today(20))
    plan()
    newest = Notice.objects.get().pk
    MilestoneFactory(commitment=commitment, title="New", deadline=today(20))
    plan()

    reader.post("/inbox/done", {"what": "all", "newest": newest})

    assert titles(official) == ["New"]


def test_what_was_sent_can_still_be_ticked_off_and_nothing_else_of_it_changes(
    late: Milestone, official: User
) -> None:
    from django.db import DatabaseError, transaction

    from commitments.reminders.models import Letter

    plan()
    notice = Notice.objects.get()
    letter = Letter.objects.create(
        person=official, day=today(), send_from=clock.now(), send_until=clock.now(),
        try_at=clock.now(), made_at=clock.now(), state="sent", settled_at=clock.now(),
    )  # fmt: skip
    Notice.objects.update(letter=letter)

    inbox.tick_off(User.objects.get(pk=official.pk), [notice.pk])

    assert Notice.objects.get().done_at is not None
    with pytest.raises(DatabaseError), transaction.atomic():
        Notice.objects.update(because="coordinator")


def test_inbox_of_others_is_out_of_reach(late: Milestone, official: User, client: Client) -> None:
    plan()
    key = Notice.objects.get().pk
    other = holder_of("official")
    client.force_login(other)

    client.post("/inbox/done", {"one": key})
    client.post("/inbox/done", {"what": "all", "newest": key})

    assert titles(official) == [late.title]
    assert titles(other) == []


def test_who_handed_a_post_over_reads_of_it_no_more(late: Milestone, official: User) -> None:
    plan()

    with seeding():
        post_of(official).tenures.update(ends_on=today(-1))

    person = User.objects.get(pk=official.pk)
    assert (inbox.unread(person), titles(person)) == (0, [])


def test_what_somebody_may_not_see_is_not_in_their_inbox(late: Milestone, official: User) -> None:
    plan()

    with seeding():
        Commitment.objects.filter(pk=late.commitment_id).update(
            visibility=Visibility.ORGANISATION,
            accountable_post=post_of(holder_of("official")),
            lead_organisation=None,
        )
        Milestone.objects.update(responsible_post=None)

    assert titles(official) == []


def test_inbox_reaches_back_90_days(late: Milestone, official: User) -> None:
    plan()

    with clock.stand_at(clock.now() + timedelta(days=91)):
        person = User.objects.get(pk=official.pk)
        later = (inbox.unread(person), titles(person, everything=True))

    assert later == (0, [])


def test_coordinator_is_led_to_the_review(coordinator: User, client: Client) -> None:
    submission = SubmissionFactory(milestone__submitted_on=today(-5))
    plan()
    client.force_login(coordinator)

    page = client.get("/inbox").content.decode()

    assert "To review" in page
    assert reverse("milestone-review", args=[submission.milestone.code]) in page


def test_mute_is_set_on_its_page_and_ended_in_the_preferences(
    late: Milestone, official: User, reader: Client
) -> None:
    plan()
    code = late.commitment.code

    reader.post(f"/inbox/mute/{code}", {"until": today(30).isoformat()})
    listed = words_of(reader.get("/inbox"))
    settings = words_of(reader.get("/settings"))
    reader.post(f"/inbox/unmute/{code}", {"next": "settings"})

    assert "Muted until" in listed
    assert f"{code} {late.commitment.title}" in settings
    assert not Mute.objects.exists()


def test_mute_until_yesterday_is_refused(late: Milestone, reader: Client) -> None:
    answer = reader.post(f"/inbox/mute/{late.commitment.code}", {"until": today(-1).isoformat()})

    assert answer.status_code == 422
    assert errors_of(answer) == ["Choose today or a later day."]
    assert not Mute.objects.exists()


def test_commitment_that_is_not_seen_cannot_be_muted(reader: Client) -> None:
    hidden = CommitmentFactory(visibility=Visibility.ORGANISATION)

    assert reader.get(f"/inbox/mute/{hidden.code}").status_code == 404
    assert reader.post(f"/inbox/unmute/{hidden.code}").status_code == 404


def test_pages_follow_each_other_without_gap(
    commitment: Commitment, official: User, reader: Client
) -> None:
    for number in range(30):
        MilestoneFactory(commitment=commitment, title=f"Step {number:02}", deadline=today(20))
    plan()

    first = reader.get("/inbox").context
    second = reader.get(first["next"]).context
    shown = [entry.title for page in (first, second) for entry in page["inbox"].entries]

    assert shown == [f"Step {number:02}" for number in reversed(range(30))]
    assert reader.get(second["previous"]).context["inbox"].newest == first["inbox"].newest
    assert reader.get("/inbox?page=nonsense").status_code == 302


@pytest.mark.parametrize("size", [1, 3])
def test_inbox_costs_the_same_whatever_is_in_it(
    size: int,
    commitment: Commitment,
    official: User,
    reader: Client,
    django_assert_num_queries: Any,
) -> None:
    MilestoneFactory.create_batch(size, commitment=commitment, deadline=today(20))
    MilestoneFactory.create_batch(
        size, commitment=CommitmentFactory(accountable_post=post_of(official)), deadline=today(20)
    )
    plan()
    choosing.mute(commitment, by=official, until=today(9))

    # User, posts, page, notices, mutes, count, and the count in the bar.
    with django_assert_num_queries(7):
        assert reader.get("/inbox").status_code == 200
