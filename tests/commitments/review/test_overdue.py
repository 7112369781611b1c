"""The overdue list: order, bands, counts, filters, pages."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import User
from commitments.figures import keeping
from commitments.models import Commitment, Milestone
from commitments.selectors.review import overdue
from tests.commitments.pages import errors_of, words_of
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    UpdateFactory,
    today,
)

pytestmark = pytest.mark.django_db

AGES = {"a": 1, "b": 7, "c": 8, "d": 30, "e": 31, "f": 60, "g": 61, "h": 180, "i": 181, "j": 400}


@pytest.fixture
def late(commitment: Commitment) -> dict[str, Milestone]:
    """A milestone on each side of each band."""
    return {
        name: MilestoneFactory(commitment=commitment, deadline=today(-days), title=name)
        for name, days in AGES.items()
    }


def titles(answer: Any) -> list[str]:
    return [row["title"] for row in answer.context["page"].rows]


def get(client: Client, user: User, **query: Any) -> Any:
    client.force_login(user)
    return client.get("/review/overdue", query)


def test_rows_stand_most_late_first_with_the_oldest_folded(
    client: Client, coordinator: User, late: Any
) -> None:
    answer = get(client, coordinator)

    assert titles(answer) == list("hgfedcba")
    assert [(one.band.code, one.count) for one in answer.context["page"].stretches] == [
        ("over-180", 2),
        ("61-180", 2),
        ("31-60", 2),
        ("8-30", 2),
        ("1-7", 2),
    ]
    assert answer.context["page"].total == 10


def test_the_oldest_are_shown_when_nothing_else_is_overdue(
    client: Client, coordinator: User, commitment: Commitment
) -> None:
    MilestoneFactory(commitment=commitment, deadline=today(-300), title="old")

    assert titles(get(client, coordinator)) == ["old"]


@pytest.mark.parametrize(
    ("band", "shown"),
    [("1-7", "ba"), ("8-30", "dc"), ("31-60", "fe"), ("61-180", "hg"), ("over-180", "ji")],
)
def test_a_band_shows_its_days_and_its_count(
    client: Client, coordinator: User, late: Any, band: str, shown: str
) -> None:
    answer = get(client, coordinator, band=band)

    assert titles(answer) == list(shown)
    assert answer.context["page"].total == 2


def test_a_row_says_who_and_what(client: Client, coordinator: User, commitment: Commitment) -> None:
    UpdateFactory(commitment=commitment, happened="The offices are " + "very " * 30 + "nice.")
    MilestoneFactory(
        commitment=commitment,
        is_key=True,
        deadline=today(-18),
        first_deadline=today(-40),
        moves=1,
        expected_on=today(10),
        title="Open the help desk",
    )

    row = get(client, coordinator).context["page"].rows[0]

    assert row["days"] == 18
    assert row["lead"] == "Labour"
    assert row["owner"] == "Amina Larsson"
    assert row["was"].endswith(", 1 move")
    assert row["expected"].startswith("expected ")
    assert len(row["words"]) < 120
    assert row["words"].endswith("…”")


def test_a_vacant_post_and_no_post_are_said(client: Client, coordinator: User) -> None:
    MilestoneFactory(deadline=today(-3))
    nobodys = CommitmentFactory(lead_organisation=None)
    MilestoneFactory(commitment=nobodys, deadline=today(-2))

    rows = get(client, coordinator).context["page"].rows

    assert [row["owner"].partition(":")[0] for row in rows] == ["Vacant", "Nobody owns this"]
    assert rows[1]["lead"] == "–"
    assert rows[0]["words"] == "Nothing said yet"


@pytest.fixture
def mixed() -> None:
    """Twelve overdue milestones that differ in everything the filters ask for."""
    bodies = [OrganisationFactory(slug="one"), OrganisationFactory(slug="two"), None]
    for number, body in enumerate(bodies):
        for level in ("local", "national"):
            commitment = CommitmentFactory(
                lead_organisation=body, level=level, main_objective_id=7 + number
            )
            for days in (5, 100):
                MilestoneFactory(
                    commitment=commitment,
                    deadline=today(-days),
                    is_key=days == 5,
                    expected_on=today(9) if level == "local" else None,
                )
            MilestoneFactory(commitment=commitment)


@pytest.mark.parametrize("stored", [False, True])
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 12),
        ({"organisation": "one"}, 4),
        ({"organisation": "-"}, 4),
        ({"objective": "8"}, 4),
        ({"level": "local"}, 6),
        ({"key": "on"}, 6),
        ({"undated": "on"}, 6),
        ({"key": "on", "undated": "on", "level": "national"}, 3),
        ({"organisation": "two", "level": "local", "band": "1-7"}, 1),
        ({"organisation": "two", "objective": "7"}, 0),
    ],
)
def test_filters_count_what_they_show(
    client: Client,
    coordinator: User,
    mixed: None,
    stored: bool,
    query: dict[str, str],
    count: int,
) -> None:
    if stored:
        keeping.rebuild()

    page = get(client, coordinator, **query).context["page"]

    assert page.total == count
    assert len(page.rows) == count


def test_organisations_are_offered_with_what_they_would_leave(
    client: Client, coordinator: User, mixed: None
) -> None:
    keeping.rebuild()

    form = get(client, coordinator, level="local", key="on").context["page"].form

    offered = [label for _value, label in form.fields["organisation"].widget.choices]
    assert [label.rpartition(" ")[2] for label in offered[1:]] == ["(1)", "(1)", "(1)"]
    assert offered[-1] == "No lead organisation (1)"


def test_chosen_filters_are_chips_that_take_them_away(
    client: Client, coordinator: User, mixed: None
) -> None:
    answer = get(client, coordinator, level="local", key="on", band="1-7")

    assert answer.context["chips"] == [
        {"label": "Governance level: Local", "href": "/review/overdue?key=on&band=1-7"},
        {"label": "Key milestones only", "href": "/review/overdue?level=local&band=1-7"},
    ]


def test_a_filter_that_cannot_be_read_is_named_and_left_out(
    client: Client, coordinator: User, mixed: None
) -> None:
    answer = get(client, coordinator, organisation="nobody-knows", objective="x", level="y")

    assert answer.status_code == 200
    assert len(titles(answer)) == 12
    assert "Choose an organisation from the list." in words_of(answer)
    assert errors_of(answer) == []


def test_nothing_found_offers_to_clear_the_filters(
    client: Client, coordinator: User, mixed: None
) -> None:
    answer = get(client, coordinator, objective="23")

    assert "No overdue milestone matches these filters." in words_of(answer)


def test_pages_follow_each_other_without_gap_or_repeat(
    client: Client, coordinator: User, commitment: Commitment, monkeypatch: Any
) -> None:
    monkeypatch.setattr(overdue, "PAGE", 3)
    made = [
        MilestoneFactory(commitment=commitment, deadline=today(-20 + number // 2)).title
        for number in range(8)
    ]

    first = get(client, coordinator)
    second = client.get(first.context["next_url"])
    third = client.get(second.context["next_url"])

    assert titles(first) + titles(second) + titles(third) == made
    assert third.context["next_url"] == ""
    assert titles(client.get(third.context["previous_url"])) == titles(second)
    assert {answer.context["page"].total for answer in (first, second, third)} == {8}
