"""Private calendar feeds (screen 16), read by a library as calendar programs do."""

import logging
from datetime import timedelta
from typing import Any

import icalendar
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Tenure, User
from commitments.models import CalendarFeed, Commitment, Milestone
from commitments.rules.words import ClosedReason, MilestoneState
from commitments.selectors.calendar import feed as feeds
from commitments.services.feeds import make_feed, reset_feed
from tests.commitments.pages import errors_of, words_of
from tests.factories import MilestoneFactory, RoundFactory, UserFactory, seeding, today
from tracker.logging import _without_secrets

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret(official: User) -> str:
    return make_feed(official, name="Mine", query="mine=on&layer=deadlines&layer=expected")[1]


def fetch(client: Client, secret: str, **headers: str) -> Any:
    return client.get(reverse("calendar-feed", args=[secret]), headers=headers)


def events(answer: Any) -> list[Any]:
    return icalendar.Calendar.from_ical(answer.content).walk("VEVENT")


def change(step: Milestone, **values: Any) -> None:
    """As a decided request does, in a transaction and act of its own."""
    for name, value in values.items():
        setattr(step, name, value)
    with seeding():
        step.save(update_fields=list(values))


def test_feed_is_a_calendar_that_programs_read(
    client: Client, secret: str, milestone: Milestone
) -> None:
    answer = fetch(client, secret)

    calendar = icalendar.Calendar.from_ical(answer.content)
    [event] = calendar.walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert (calendar["METHOD"], calendar["VERSION"]) == ("PUBLISH", "2.0")
    assert event["UID"] == f"deadlines-{milestone.code}@localhost"
    assert event["SUMMARY"] == f"Due: {milestone.title}"
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (
        milestone.deadline,
        milestone.deadline + timedelta(days=1),
    )
    assert event["DTSTAMP"].dt.utcoffset() == timedelta(0)
    assert (event["SEQUENCE"], event["STATUS"], event["TRANSP"]) == (0, "CONFIRMED", "TRANSPARENT")
    assert event["URL"].endswith(milestone.get_absolute_url())
    assert not calendar.errors
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


def test_sequence_rises_when_the_day_moves_and_the_uid_stays(
    client: Client, secret: str, milestone: Milestone
) -> None:
    [before] = events(fetch(client, secret))
    change(milestone, title="Another title")
    [renamed] = events(fetch(client, secret))
    change(milestone, expected_on=today(70))
    change(milestone, expected_on=today(80))

    moved = {str(event["UID"]): event for event in events(fetch(client, secret))}

    assert (before["SEQUENCE"], renamed["SEQUENCE"]) == (0, 0)
    assert moved[f"expected-{milestone.code}@localhost"]["SEQUENCE"] == 2
    assert moved[str(before["UID"])]["SEQUENCE"] == 0


def test_both_days_of_a_round_count_its_moves(client: Client, official: User) -> None:
    secret = make_feed(official, name="Rounds", query="layer=rounds")[1]
    found = RoundFactory(opens_on=today(1), closes_on=today(10))
    with seeding():
        found.closes_on = today(12)
        found.save()

    read = {str(event["UID"]): event for event in events(fetch(client, secret))}

    assert {uid: event["SEQUENCE"] for uid, event in read.items()} == {
        f"rounds-{found.pk}-opens@localhost": 1,
        f"rounds-{found.pk}-closes@localhost": 1,
    }
    assert read[f"rounds-{found.pk}-closes@localhost"]["DTSTART"].dt == today(12)


def test_deadline_that_was_taken_back_is_cancelled(
    client: Client, secret: str, milestone: Milestone
) -> None:
    change(
        milestone,
        state=MilestoneState.CLOSED,
        closed_reason=ClosedReason.values[0],
    )

    [event] = events(fetch(client, secret))

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


def test_feed_follows_the_rights_of_the_day(
    client: Client, secret: str, official: User, milestone: Milestone
) -> None:
    held = official.standing.post_ids
    assert len(events(fetch(client, secret))) == 1
    with seeding():
        Tenure.objects.filter(post__in=held).update(ends_on=today(-1))

    assert events(fetch(client, secret)) == []


def test_closed_account_ends_its_feeds(client: Client, secret: str, official: User) -> None:
    with seeding():
        User.objects.filter(pk=official.pk).update(is_active=False)

    answer = fetch(client, secret)

    assert answer.status_code == 410
    assert [event["SUMMARY"] for event in events(answer)] == [
        "This calendar address works no more."
    ]


def test_reset_address_says_that_it_was_replaced(
    client: Client, secret: str, milestone: Milestone
) -> None:
    made = reset_feed(CalendarFeed.objects.get())
    assert made is not None

    old, new = fetch(client, secret), fetch(client, made[1])

    assert (old.status_code, new.status_code) == (410, 200)
    assert [str(event["SUMMARY"]) for event in events(old)] == [
        "This calendar address was replaced. Sign in to get the new one."
    ]
    assert len(events(new)) == 1


def test_only_a_digest_of_the_secret_is_kept(secret: str) -> None:
    [row] = CalendarFeed.objects.values()

    assert secret not in str(row)
    assert len(row["digest"]) == 64


def test_unknown_address_is_not_found(client: Client, secret: str) -> None:
    assert fetch(client, secret[:-1]).status_code == 404
    assert fetch(client, "x").status_code == 404


def test_unchanged_feed_is_not_sent_again(
    client: Client, secret: str, milestone: Milestone
) -> None:
    mark = fetch(client, secret)["ETag"]

    same = fetch(client, secret, if_none_match=mark)
    change(milestone, title="Another title")
    changed = fetch(client, secret, if_none_match=mark)

    assert (same.status_code, same.content, same["ETag"]) == (304, b"", mark)
    assert changed.status_code == 200
    assert changed["ETag"] != mark


def test_feed_that_is_read_too_often_waits(
    client: Client, secret: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("commitments.views.calendar_feeds.FETCHES", 2)

    answers = [fetch(client, secret) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[-1]["Retry-After"] == "3600"


def test_feed_keeps_the_nearest_entries(
    client: Client, secret: str, commitment: Commitment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "AT_MOST", 3)
    for days in (-20, -3, 2, 40, 90):
        MilestoneFactory(commitment=commitment, deadline=today(days))

    days = [event["DTSTART"].dt for event in events(fetch(client, secret))]

    assert days == [today(-20), today(-3), today(2)]


def test_text_of_people_cannot_add_to_the_feed(
    client: Client, secret: str, milestone: Milestone
) -> None:
    change(milestone, title="Sign, seal; deliver\r\nEND:VEVENT\r\nX-EVIL:1")

    [event] = events(fetch(client, secret))

    assert "X-EVIL" not in event
    assert event["SUMMARY"].startswith("Due: Sign, seal; deliver")


def test_log_of_a_reading_holds_no_secret(
    client: Client, secret: str, caplog: pytest.LogCaptureFixture, capsys: Any
) -> None:
    event = {"request": f"GET /calendar/feed/{secret}.ics?x={secret}"}

    assert _without_secrets(logging.getLogger(), "info", event)["request"] == "GET /calendar/feed/…"
    fetch(client, secret)
    assert secret not in caplog.text + "".join(capsys.readouterr())


def test_person_makes_resets_and_stops_a_feed(client: Client, official: User) -> None:
    client.force_login(official)
    page = reverse("calendar-feeds")

    made = client.post(page, {"what": "mine"})
    again = client.post(page, {"what": "mine"})
    feed = CalendarFeed.objects.live().get()
    reset = client.post(reverse("calendar-feed-reset", args=[feed.pk]))
    newer = CalendarFeed.objects.live().get()
    client.post(reverse("calendar-feed-stop", args=[newer.pk]))

    assert (made.status_code, reset.status_code) == (201, 201)
    assert made.context["address"].startswith("http://localhost:8000/calendar/feed/")
    assert made.context["address"] != reset.context["address"]
    assert errors_of(again) == ["You subscribe to this calendar already. Reset its address below."]
    assert not CalendarFeed.objects.live().exists()


def test_feed_of_a_chosen_calendar_keeps_filters_and_layers(client: Client, official: User) -> None:
    client.force_login(official)
    page = reverse("calendar-feeds") + "?level=local&layer=deadlines"

    shown = client.get(page)
    client.post(page, {"what": "chosen"})

    assert "Governance level: Local; Milestone deadlines" in words_of(shown)
    feed = CalendarFeed.objects.get()
    assert (feed.query, feed.name) == (
        "level=local&layer=deadlines",
        "Governance level: Local; Milestone deadlines",
    )


def test_feed_of_another_cannot_be_touched(client: Client, official: User, secret: str) -> None:
    feed = CalendarFeed.objects.get()
    client.force_login(UserFactory())

    for name in ("calendar-feed-reset", "calendar-feed-stop"):
        assert client.post(reverse(name, args=[feed.pk])).status_code == 404
    assert client.get(reverse("calendar-feeds")).context["feeds"] == []
    assert CalendarFeed.objects.live().count() == 1
