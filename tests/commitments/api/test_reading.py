"""Lists and objects: what they hold, their pages, their ETags, and the day they are read at."""

from datetime import timedelta

import pytest

from commitments.api.serializers.commitments import CommitmentDetail, CommitmentShape
from commitments.api.serializers.milestones import MilestoneDetail, MilestoneShape
from commitments.models import Commitment, MilestoneChange
from commitments.services.deed import change
from history import clock
from history.acts import act
from tests.commitments.api.requests import readings
from tests.commitments.api.world import World, make_world
from tests.factories import (
    CommitmentFactory,
    EvidenceFactory,
    MilestoneFactory,
    UpdateFactory,
    seeding,
)

LISTS = [
    "commitments",
    "milestones",
    "updates",
    "submissions",
    "date-requests",
    "organisations",
    "posts",
    "objectives",
    "history",
    "reports",
]

# Token, posts held and deputised, keys of the page, its columns; then what belongs to the rows.
QUERIES = {
    "commitments": 5,  # milestones
    "milestones": 5,  # the calendar of reviews
    "updates": 4,  # with changes and evidence: see below
    "submissions": 6,  # reviews, evidence
    "date-requests": 4,
    "organisations": 4,
    "posts": 5,  # deputies
    "objectives": 4,
    "history": 4,
    "reports": 4,
}


@pytest.fixture
def world(db: None) -> World:
    return make_world()


@pytest.mark.parametrize(
    ("name", "list_shape", "detail_shape"),
    [
        ("commitments", CommitmentShape, CommitmentDetail),
        ("milestones", MilestoneShape, MilestoneDetail),
    ],
)
def test_objects_hold_the_fields_that_are_described(
    as_, coordinator, milestone, name, list_shape, detail_shape
):
    client = as_(coordinator)

    row = client.get(name).json()["results"][0]
    detail = client.get(row["url"]).json()

    assert set(row) == set(list_shape().fields)
    assert set(detail) == set(detail_shape().fields)
    assert {key: detail[key] for key in row} == row


def test_every_address_names_itself(as_, world):
    client = as_(world.people["auditor"])

    for one in readings(world.own):
        answer = client.get(one.address)
        if one.operation.endswith("retrieve"):
            assert answer.json()["url"] == f"/api/v1/{one.address}"


@pytest.mark.parametrize("name", LISTS)
def test_list_pages_follow_each_other(as_, world, name):
    client = as_(world.people["auditor"])
    whole = client.get(name, {"limit": 500, "count": "true"}).json()

    found, address = [], f"{name}?limit=2"
    while address:
        page = client.get(address).json()
        assert len(page["results"]) <= 2
        found += page["results"]
        address = page["next"]

    assert found == whole["results"]
    assert whole["count"] == len(found)


def test_pages_stay_put_while_rows_come(as_, coordinator):
    later = CommitmentFactory.create_batch(3, main_objective_id=9)
    client = as_(coordinator)
    first = client.get("commitments", {"limit": 2}).json()

    CommitmentFactory(main_objective_id=1)
    rest = client.get(first["next"]).json()

    assert [row["code"] for row in first["results"]] == [row.code for row in later[:2]]
    assert [row["code"] for row in rest["results"]] == [later[2].code]
    assert [row["code"] for row in client.get(rest["previous"]).json()["results"]] == [
        row.code for row in later[:2]
    ]


@pytest.mark.parametrize("sort", ["code", "-code", "title", "next_deadline", "-last_update"])
def test_commitments_come_in_the_order_asked_for(as_, world, sort):
    client = as_(world.people["auditor"])
    whole = client.get("commitments", {"sort": sort, "limit": 500}).json()["results"]

    first = client.get("commitments", {"sort": sort, "limit": 5}).json()
    second = client.get(first["next"]).json()

    assert [row["code"] for row in first["results"] + second["results"]] == [
        row["code"] for row in whole[:10]
    ]


def test_filters_are_those_of_the_page(as_, coordinator, official, commitment):
    overdue = MilestoneFactory(commitment=commitment, overdue=True)
    MilestoneFactory(commitment=CommitmentFactory())

    client = as_(coordinator)
    commitments = client.get("commitments", {"timing": "overdue"}).json()["results"]
    milestones = client.get("milestones", {"timing": ["overdue", "due_today"]}).json()["results"]

    assert [row["code"] for row in commitments] == [commitment.code]
    assert [(row["code"], row["timing"], row["days_overdue"]) for row in milestones] == [
        (overdue.code, "overdue", 18)
    ]


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_list_query_count(as_, world, django_assert_num_queries, name, size):
    client = as_(world.people["auditor"])
    client.get(name)

    with django_assert_num_queries(QUERIES[name]):
        client.get(name, {"limit": size})


@pytest.mark.parametrize("size", [1, 3])
def test_list_of_updates_with_all_that_came_along_query_count(
    as_, coordinator, commitment, milestone, django_assert_num_queries, size
):
    for update in UpdateFactory.create_batch(size, commitment=commitment):
        EvidenceFactory(commitment=commitment, update=update)
        with seeding():
            MilestoneChange.objects.create(update=update, milestone=milestone, started=True)
    client = as_(coordinator)
    client.get("updates")

    with django_assert_num_queries(QUERIES["updates"] + 2):
        rows = client.get("updates").json()["results"]

    assert [(len(row["changes"]), len(row["evidence"])) for row in rows] == [(1, 1)] * size


def test_unchanged_object_is_not_sent_again(as_, coordinator, commitment):
    client = as_(coordinator)
    address = f"commitments/{commitment.code}"
    tag = client.tag(address)

    answer = client.get(address, If_None_Match=tag)

    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", tag)


def test_changed_object_has_another_tag(as_, coordinator, commitment):
    client = as_(coordinator)
    tag = client.tag(f"commitments/{commitment.code}")

    with act("commitment.changed", by=coordinator):
        change(commitment, why="It saves three visits.")
    answer = client.get(f"commitments/{commitment.code}", If_None_Match=tag)

    assert answer.status_code == 200
    assert answer.json()["version"] == commitment.version
    assert tag.startswith(f'"{commitment.version - 1}-')


def test_past_day_is_read_as_it_was(as_, coordinator, official):
    with clock.stand_at(clock.now() - timedelta(days=10)):
        commitment = CommitmentFactory(title="As it was")
    with clock.stand_at(clock.now() - timedelta(days=3)), act("commitment.changed", by=coordinator):
        change(commitment, title="As it is")
    client = as_(coordinator)
    then = (clock.real_today() - timedelta(days=5)).isoformat()

    address = f"commitments/{commitment.code}"
    assert client.get(address).json()["title"] == "As it is"
    assert client.get(address, {"as_of": then}).json()["title"] == "As it was"
    assert client.get("commitments", {"as_of": then}).json()["results"][0]["title"] == "As it was"
    assert client.get(address, {"as_of": "2001-01-01"}).status_code == 404
    assert Commitment.objects.get().title == "As it is"


def test_rights_are_those_of_today_on_a_past_day(as_, official, commitment):
    """Somebody who was nobody then may read what was then."""
    client = as_(official)

    answer = client.get("commitments", {"as_of": clock.real_today().isoformat()})

    assert answer.status_code == 200
