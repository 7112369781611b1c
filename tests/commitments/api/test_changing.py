"""Changes: based on a version, carried out once, by the same rules as on the pages."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from accounts.words import Role
from commitments.models import Commitment, Milestone, Once, Update
from commitments.rules.words import MilestoneState
from history import clock
from history.models import Act, Channel
from tests.commitments.api.requests import changes
from tests.commitments.api.world import World, make_world
from tests.factories import (
    CommitmentFactory,
    DateRequestFactory,
    MilestoneFactory,
    TenureFactory,
    holder_of,
    post_of,
    seeding,
    today,
)


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def send(client, one, tag=""):
    headers = {"If_Match": tag} if tag else {}
    return getattr(client, one.method)(one.address, one.body, **headers)


def said(commitment, happened="The law passed."):
    return {"commitment": commitment.code, "confidence": "on_track", "happened": happened}


# --- Versions (C1) -----------------------------------------------------------------------------


def test_change_without_a_version_is_refused(as_, world):
    for one in changes(world.own):
        if one.based_on:
            answer = send(as_(world.people[one.by]), one)
            assert answer.status_code == 428, one
            assert answer.json()["field"] == "If-Match"


def test_old_version_is_refused_with_the_present_one(as_, world):
    for one in changes(world.own):
        if not one.based_on:
            continue
        client = as_(world.people[one.by])
        tag = client.tag(one.based_on)
        version = int(tag.strip('"').partition("-")[0])
        answer = send(client, one, f'"{version + 1}"')
        assert answer.status_code == 412, (one, answer.content)
        current = answer.json()["current"]
        assert current["version"] == version, one
        assert current == client.get(current["url"]).json()


def test_etag_and_bare_version_mean_the_same(as_, official, commitment):
    client = as_(official)
    tag = client.tag(f"commitments/{commitment.code}")
    assert client.post("updates", said(commitment), If_Match=tag).status_code == 201

    commitment.refresh_from_db()
    tag = f'"{commitment.version}"'
    assert client.post("updates", said(commitment), If_Match=tag).status_code == 201

    assert client.post("updates", said(commitment), If_Match=tag).status_code == 412


def test_both_versions_are_there_to_merge(as_, coordinator, official, ministry):
    draft = CommitmentFactory(
        draft=True, lead_organisation=ministry, accountable_post=post_of(official), why="Old"
    )
    address = f"commitments/{draft.code}"
    first, second = as_(official), as_(coordinator)
    tag = first.tag(address)
    second.patch(address, {"why": "From the coordinator"}, If_Match=tag)

    answer = first.patch(address, {"title": "From the official"}, If_Match=tag)
    assert answer.status_code == 412
    assert answer.json()["current"]["why"] == "From the coordinator"

    again = f'"{answer.json()["current"]["version"]}"'
    merged = first.patch(address, {"title": "From the official"}, If_Match=again)
    assert (merged.json()["title"], merged.json()["why"]) == (
        "From the official",
        "From the coordinator",
    )


@pytest.mark.parametrize("tag", ["12", "*", '"abc"', '"1", "2"', '"-1"', '"1" '])
def test_version_that_is_none_is_refused(as_, official, commitment, tag):
    answer = as_(official).post("updates", said(commitment), If_Match=tag)

    assert answer.status_code == (201 if tag.strip() == '"1"' else 400)


# --- Once (C3) ---------------------------------------------------------------------------------


def test_same_key_changes_once(as_, official, commitment):
    client = as_(official)
    tag = client.tag(f"commitments/{commitment.code}")
    headers = {"If_Match": tag, "Idempotency_Key": "a-1"}

    first = client.post("updates", said(commitment), **headers)
    second = client.post("updates", said(commitment), **headers)

    assert first.status_code == second.status_code == 201
    assert first.content == second.content
    assert first["Location"] == second["Location"]
    assert first["ETag"] == second["ETag"]
    assert second["Idempotency-Replayed"] == "true"
    assert Update.objects.count() == 1


def test_same_key_with_another_body_is_refused(as_, official, commitment):
    client = as_(official)
    tag = client.tag(f"commitments/{commitment.code}")
    client.post("updates", said(commitment), If_Match=tag, Idempotency_Key="a-1")

    answer = client.post("updates", said(commitment, "Not"), If_Match=tag, Idempotency_Key="a-1")

    assert answer.status_code == 422
    assert answer.json()["field"] == "Idempotency-Key"


def test_refused_request_leaves_its_key_free(as_, official, commitment):
    client = as_(official)
    tag = client.tag(f"commitments/{commitment.code}")
    refused = client.post("updates", said(commitment, ""), If_Match=tag, Idempotency_Key="a-1")

    answer = client.post("updates", said(commitment), If_Match=tag, Idempotency_Key="a-1")

    assert (refused.status_code, answer.status_code) == (422, 201)


def test_key_is_each_persons_own(as_, official, focal_point, commitment):
    for person in (official, focal_point):
        client = as_(person)
        tag = client.tag(f"commitments/{commitment.code}")
        answer = client.post("updates", said(commitment), If_Match=tag, Idempotency_Key="a-1")
        assert answer.status_code == 201
    assert Update.objects.count() == 2


def test_repeated_request_tells_nothing_once_the_right_is_lost(as_, official, commitment):
    """A4: not even the answer of before."""
    client = as_(official)
    headers = {"If_Match": client.tag(f"commitments/{commitment.code}"), "Idempotency_Key": "a-1"}
    client.post("updates", said(commitment), **headers)
    _leave(official)

    assert client.post("updates", said(commitment), **headers).status_code == 403


# --- Rules -------------------------------------------------------------------------------------


def test_unknown_field_is_refused_everywhere(as_, world):
    for one in changes(world.own):
        client = as_(world.people[one.by])
        tag = client.tag(one.based_on) if one.based_on else ""
        one.body = {**one.body, "state": "achieved"}
        answer = send(client, one, tag)
        assert answer.status_code == 400, one
        assert answer.json()["field"] == "state"


def test_owner_does_not_decide_as_coordinator(as_, official, coordinator, milestone):
    """M5: the owner has become coordinator too, by another post."""
    TenureFactory(holder=official, post__role=Role.COORDINATOR)
    submitted = MilestoneFactory(commitment=milestone.commitment, submitted=True)
    waiting = f"submissions/{submitted.submissions.get().pk}"
    client = as_(official)

    for last, body in (
        ("accept", {"verdicts": ["met", "met"]}),
        ("return", {"verdicts": ["met", "not_met"], "reasons": "No."}),
        ("close", {"reason": "No.", "closed_reason": "cancelled"}),
    ):
        answer = client.post(f"{waiting}/{last}", body, If_Match=client.tag(waiting))
        assert answer.status_code == 403

    submitted.refresh_from_db()
    assert submitted.state == MilestoneState.SUBMITTED


def test_owner_does_not_decide_the_date(as_, official, coordinator, milestone):
    TenureFactory(holder=official, post__role=Role.COORDINATOR)
    request = f"date-requests/{DateRequestFactory(milestone=milestone).pk}"
    client = as_(official)

    answer = client.post(f"{request}/decide", {"outcome": "approved"}, If_Match=client.tag(request))

    assert answer.status_code == 403
    milestone.refresh_from_db()
    assert milestone.deadline == milestone.first_deadline


def test_first_decision_stands(as_, coordinator, commitment):
    """C2: the later one sees who decided."""
    submitted = MilestoneFactory(commitment=commitment, submitted=True)
    waiting = f"submissions/{submitted.submissions.get().pk}"
    client = as_(coordinator)
    tag = client.tag(waiting)
    client.post(f"{waiting}/accept", {"verdicts": ["met", "met"]}, If_Match=tag)

    other = as_(holder_of(Role.COORDINATOR))
    body = {"verdicts": ["met", "not_met"], "reasons": "No."}
    answer = other.post(f"{waiting}/return", body, If_Match=tag)

    assert answer.status_code == 409
    assert answer.json()["decided_by"] == coordinator.name
    assert coordinator.name in answer.json()["problem"]


def test_update_names_milestones_of_its_commitment_only(as_, official, commitment):
    foreign = MilestoneFactory()
    body = {**said(commitment), "milestones": [{"milestone": foreign.code, "started": True}]}
    client = as_(official)

    answer = client.post("updates", body, If_Match=client.tag(f"commitments/{commitment.code}"))

    assert (answer.status_code, answer.json()["field"]) == (422, "milestones")
    foreign.refresh_from_db()
    assert foreign.state == MilestoneState.PLANNED


def test_update_moves_milestones_like_the_page(as_, official, commitment, milestone):
    body = {
        **said(commitment),
        "milestones": [
            {"milestone": milestone.code, "started": True, "expected_on": today(90).isoformat()}
        ],
        "evidence": [{"link": "https://example.org/law", "title": "The law"}],
    }
    client = as_(official)

    answer = client.post("updates", body, If_Match=client.tag(f"commitments/{commitment.code}"))

    milestone.refresh_from_db()
    assert (milestone.state, milestone.expected_on) == (MilestoneState.IN_PROGRESS, today(90))
    assert [row["title"] for row in answer.json()["evidence"]] == ["The law"]
    assert answer.json()["changes"][0]["expected_after"] == today(90).isoformat()


def test_nothing_has_changed_follows_its_limits(as_, official, commitment):
    """F2."""
    client = as_(official)
    address = f"commitments/{commitment.code}"
    body = {"commitment": commitment.code, "kind": "unchanged"}
    first = client.post("updates", body, If_Match=client.tag(address))

    client.post("updates", said(commitment), If_Match=client.tag(address))
    second = client.post("updates", body, If_Match=client.tag(address))
    wordy = client.post("updates", {**body, "happened": "x"}, If_Match=client.tag(address))

    assert (first.status_code, second.status_code, wordy.status_code) == (409, 201, 422)


def test_several_wrong_fields_are_told_at_once(as_, official, milestone):
    client = as_(official)
    body = {
        "milestone": milestone.code,
        "achieved_on": today(3).isoformat(),
        "answers": ["", ""],
    }

    answer = client.post("submissions", body, If_Match=client.tag(f"milestones/{milestone.code}"))

    assert answer.status_code == 422
    fields = [one["field"] for one in answer.json()["problems"]]
    assert fields == ["achieved_on", "answer_1", "answer_2", "no_evidence_reason"]


def test_past_day_is_not_changed(as_, official, commitment):
    answer = as_(official).post("updates?as_of=2026-01-01", said(commitment), If_Match='"1"')

    assert answer.status_code == 405
    assert answer.json()["field"] == "as_of"
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


def test_record_says_that_it_came_by_the_api(as_, official, commitment):
    client = as_(official)
    client.post("updates", said(commitment), If_Match=client.tag(f"commitments/{commitment.code}"))

    done = Act.objects.filter(kind="update.published").latest("id")
    assert (done.channel, done.person, done.about) == (Channel.API, official, commitment.code)


def test_draft_becomes_a_promise(as_, official, focal_point, coordinator, ministry):
    plan = CommitmentFactory().plan
    new = {
        "plan": plan.code,
        "main_objective": 7,
        "title": "One counter",
        "level": "national",
        "lead_organisation": ministry.slug,
        "accountable_post": post_of(official).slug,
    }
    made = as_(official).post("commitments", new)
    address = made["Location"]
    step = {
        "commitment": made.json()["code"],
        "title": "A law",
        "achieved_test": "It is in force.",
        "deadline": today(200).isoformat(),
    }
    as_(official).post("milestones", step, If_Match=made["ETag"])
    for person, last in ((focal_point, "propose"), (coordinator, "agree")):
        client = as_(person)
        answer = client.post(f"{address}/{last}", If_Match=client.tag(address))
        assert answer.status_code == 200, answer.content

    milestone = Milestone.objects.get(commitment__code=made.json()["code"])
    assert Commitment.objects.get(code=made.json()["code"]).state == "active"
    assert (milestone.state, milestone.first_deadline) == ("planned", today(200))


# --- At the same time --------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_same_key_at_the_same_time_changes_once():
    world = make_world()
    version = Commitment.objects.get(pk=world.own.active.pk).version

    answers = _at_once(
        4, world, Role.OFFICIAL, f'"{version}"', "updates", said(world.own.active), key="a-1"
    )

    assert {status for status, _body in answers} == {201}
    assert len({body for _status, body in answers}) == 1
    assert Update.objects.filter(commitment=world.own.active).count() == 2
    assert Once.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_with_the_same_version_one_wins():
    world = make_world()
    version = Commitment.objects.get(pk=world.own.active.pk).version

    answers = _at_once(5, world, Role.OFFICIAL, f'"{version}"', "updates", said(world.own.active))

    assert sorted(status for status, _body in answers) == [201, 412, 412, 412, 412]


@pytest.mark.django_db(transaction=True)
def test_of_many_decisions_one_is_made():
    world = make_world()
    waiting = f"submissions/{world.own.waiting.pk}"
    version = Milestone.objects.get(pk=world.own.waiting.milestone_id).version

    answers = _at_once(
        5,
        world,
        Role.COORDINATOR,
        f'"{version}"',
        f"{waiting}/accept",
        {"verdicts": ["met", "met"]},
    )

    assert sorted(status for status, _body in answers) == [200, 409, 409, 409, 409]
    assert Act.objects.filter(kind="milestone.accepted").count() == 1


def _at_once(count, world, role, tag, address, body, key=""):
    """Send the same request from several threads that start together."""
    start = threading.Barrier(count)
    headers = {**world.authorization(role), "If-Match": tag}
    if key:
        headers["Idempotency-Key"] = key
    found = []

    def ask():
        try:
            start.wait()
            answer = Client(headers=headers).post(f"/api/v1/{address}", body, "application/json")
            found.append((answer.status_code, answer.content))
        finally:
            connection.close()

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


def _leave(person):
    """The person's posts end yesterday."""

    with seeding():
        for tenure in person.tenures.all():
            tenure.ends_on = clock.real_today() - timedelta(days=1)
            tenure.save(update_fields=["ends_on"])
