"""The list of commitments (screen 3)."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from commitments.models import Commitment
from commitments.rules.words import Visibility
from history import clock
from history.clock import stand_at
from tests.commitments.pages import errors_of, words_of
from tests.factories import CommitmentFactory, MilestoneFactory, UpdateFactory, seeding

pytestmark = pytest.mark.django_db


def read(client: Client, query: str = "", **extra: Any) -> Any:
    answer = client.get(f"{reverse('commitments')}?{query}", **extra)
    assert answer.status_code == 200
    return answer


def titles(answer: Any) -> list[str]:
    return [row.columns.title for row in answer.context["listing"].rows]


def test_list_shows_a_row_with_all_that_it_promises(client: Client, coordinator: User) -> None:
    commitment = CommitmentFactory(title="Open help desks")
    MilestoneFactory(commitment=commitment, in_progress=True, overdue=True)
    client.force_login(coordinator)

    words = words_of(read(client))

    for part in (
        "1 commitment",
        commitment.code,
        "Open help desks",
        "National",
        commitment.lead_organisation.short_name,
        "At risk",
        "0 of 1",
        "Overdue by 18 days",
        "+18",
    ):
        assert part in words


def test_list_counts_what_is_left_and_names_the_filters(client: Client, coordinator: User) -> None:
    CommitmentFactory(level="local")
    CommitmentFactory(level="regional")
    client.force_login(coordinator)

    answer = read(client, "level=local")

    assert "1 of 2 commitments" in words_of(answer)
    assert "Remove filter Governance level: Local" in words_of(answer)


def test_list_keeps_good_filters_beside_a_bad_one(client: Client, coordinator: User) -> None:
    CommitmentFactory(title="Local", level="local")
    CommitmentFactory(title="Regional", level="regional")
    client.force_login(coordinator)

    answer = read(client, "level=local&deadline_from=soon")

    assert titles(answer) == ["Local"]
    assert errors_of(answer) == ["Enter a real date for “Deadline from”, like 27 3 2026."]


def test_list_says_what_to_do_when_nothing_matches(client: Client, coordinator: User) -> None:
    CommitmentFactory()
    client.force_login(coordinator)

    words = words_of(read(client, "q=zebra"))

    assert "No commitments match these filters. Remove “Words: zebra” or clear all" in words


def test_empty_list_offers_drafting_to_who_may(
    client: Client, coordinator: User, observer: User
) -> None:
    client.force_login(coordinator)
    assert "No commitments yet. Add one or import a spreadsheet" in words_of(read(client))

    client.force_login(observer)
    assert "Add one" not in words_of(read(client))


def test_list_shows_only_what_is_visible(
    client: Client, official: User, observer: User, coordinator: User
) -> None:
    CommitmentFactory(title="Shared")
    CommitmentFactory(title="Kept", visibility=Visibility.ORGANISATION)
    CommitmentFactory(title="Draft", draft=True)

    for user, expected in (
        (official, ["Shared"]),
        (observer, []),
        (coordinator, ["Shared", "Kept", "Draft"]),
    ):
        client.force_login(user)
        answer = read(client)
        assert titles(answer) == expected
        assert answer.context["listing"].total == len(expected)


def test_quick_views_are_links_and_know_where_we_are(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)

    answer = read(client, "confidence=off_track&confidence=at_risk&sort=title")

    views = {view["label"]: view["current"] for view in answer.context["views"]}
    assert views == {
        "Everything": False,
        "Mine": False,
        "My organisation": False,
        "Overdue": False,
        "At risk or off track": True,
        "No update": False,
        "Waiting for review": False,
        "Ending this year": False,
    }
    for view in answer.context["views"]:
        assert client.get(view["url"]).status_code == 200


def test_pages_lead_on_and_back(client: Client, coordinator: User) -> None:
    CommitmentFactory.create_batch(27)
    client.force_login(coordinator)
    first = read(client)

    second = client.get(first.context["next_url"])
    back = client.get(second.context["previous_url"])

    assert len(titles(first)) == 25
    assert len(titles(second)) == 2
    assert titles(back) == titles(first)
    assert "27 commitments" in words_of(second)


def test_cursor_that_is_not_ours_is_not_found(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)

    assert client.get(f"{reverse('commitments')}?cursor=zzz").status_code == 404


def test_htmx_gets_the_results_alone(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)

    answer = read(client, HTTP_HX_REQUEST="true")

    assert b"<html" not in answer.content
    assert b"data-announce" in answer.content


def test_list_as_of_a_past_day_shows_the_names_of_then(client: Client, coordinator: User) -> None:
    then = clock.now() - timedelta(days=20)
    with stand_at(then):
        commitment = CommitmentFactory(title="Old name")
    with seeding():
        commitment.title = "New name"
        commitment.save(update_fields=["title"])
    CommitmentFactory(title="Younger")
    client.force_login(coordinator)

    answer = read(client, f"as_of={clock.day_of(then)}")

    assert titles(answer) == ["Old name"]
    assert "Draft a commitment" not in words_of(answer)


def test_suggestions_hold_what_was_typed(client: Client, official: User) -> None:
    client.force_login(official)

    answer = client.get(reverse("suggest", args=["organisation"]), {"organisation": "labou"})

    assert b'value="Ministry of Labour"' in answer.content
    assert client.get(reverse("suggest", args=["person"])).status_code == 404


def test_list_query_count_does_not_grow(client: Client, coordinator: User) -> None:
    client.force_login(coordinator)
    counts = []
    for size in (1, 3):
        for commitment in CommitmentFactory.create_batch(size):
            MilestoneFactory.create_batch(size, commitment=commitment)
            UpdateFactory.create_batch(size, commitment=commitment)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            read(client)
        counts.append(len(queries))

    assert Commitment.objects.count() == 4
    assert counts[0] == counts[1] <= 20
