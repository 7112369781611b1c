"""Duties outlast people: appoint, hand over, call off (PRODUCT.md 2)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, Post, User
from accounts.words import Role
from commitments.models import Commitment, Contributor, Milestone
from commitments.rules.words import CommitmentState, MilestoneState
from commitments.services.errors import Problems
from commitments.services.posts import appoint, call_off, hand_over, open_items
from history.models import Act
from tests.factories import (
    CommitmentFactory,
    ContributorFactory,
    DeputyFactory,
    MilestoneFactory,
    PostFactory,
    TenureFactory,
    UserFactory,
    holder,
    holder_of,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db

NOTE = "The list of offices is in the shared folder."


def standing_on(person: User, day: date) -> frozenset[int]:
    return person.standing_on(day).post_ids


def refusal(problem: "pytest.ExceptionInfo[Problems]") -> dict[str, str]:
    return problem.value.problems


def test_hand_over_takes_effect_on_its_date(official: User) -> None:
    post, successor = post_of(official), UserFactory()

    hand_over(post, by=official, to=successor, on=today(10), note=NOTE)

    assert standing_on(official, today(9)) == {post.pk}
    assert standing_on(successor, today(9)) == frozenset()
    assert standing_on(official, today(10)) == frozenset()
    assert standing_on(successor, today(10)) == {post.pk}
    assert post.tenures.get(holder=official).hand_over_note == NOTE


def test_hand_over_today_takes_the_right_at_once(official: User) -> None:
    post = post_of(official)

    hand_over(post, by=official, to=UserFactory(), on=today(), note=NOTE)

    assert standing_on(official, today()) == frozenset()


def test_hand_over_is_on_record_with_the_post_acted_by(official: User) -> None:
    post = post_of(official)

    hand_over(post, by=official, to=UserFactory(), on=today(), note=NOTE)

    deed = Act.objects.get(kind="post.handed_over")
    assert (deed.person, deed.post, deed.about) == (official, post, post.slug)
    # For those concerned: whoever reads the history of an item reads the reason of the deed.
    assert (deed.reason, post.tenures.earliest("starts_on").hand_over_note) == ("", NOTE)


def test_holder_after_has_every_open_item(commitment: Commitment, official: User) -> None:
    milestone = MilestoneFactory(commitment=commitment)
    post, successor = post_of(official), UserFactory()

    hand_over(post, by=official, to=successor, on=today(), note=NOTE)

    commitment.refresh_from_db()
    milestone.refresh_from_db()
    assert commitment.accountable_post == milestone.responsible_post == post
    assert Commitment.objects.visible_to(successor).get() == commitment


def test_open_items_are_all_that_is_not_ended(commitment: Commitment, official: User) -> None:
    post = post_of(official)
    open_ones = [MilestoneFactory(commitment=commitment), MilestoneFactory(returned=True)]
    elsewhere = ContributorFactory(post=post)
    for milestone in open_ones:
        milestone.responsible_post = post
    other = MilestoneFactory(responsible_post=post, paused=True)
    for done in ({"achieved": True}, {"closed": True}):
        MilestoneFactory(commitment=commitment, **done)
    ended = CommitmentFactory(accountable_post=post, completed=True)
    MilestoneFactory(commitment=ended)
    ContributorFactory(post=post, commitment=CommitmentFactory(closed_early=True))

    items = open_items(post)

    assert items.commitments == [commitment]
    assert items.milestones == sorted([open_ones[0], other], key=lambda m: m.code)
    assert items.contributions == [elsewhere]
    assert items.count == 4


@pytest.mark.parametrize("kind", ["commitment", "milestone", "contribution"])
def test_post_with_an_open_item_is_not_left_without_anybody(official: User, kind: str) -> None:
    post = post_of(official)
    if kind == "commitment":
        CommitmentFactory(accountable_post=post)
    elif kind == "milestone":
        MilestoneFactory(responsible_post=post)
    else:
        ContributorFactory(post=post)

    with pytest.raises(Problems) as refused:
        hand_over(post, by=official, to=None, on=today(), note=NOTE)

    assert set(refusal(refused)) == {"to"}
    assert holder(post) == official


def test_items_move_to_another_post_and_count_as_changes(official: User) -> None:
    post = post_of(official)
    colleague = post_of(holder_of(Role.OFFICIAL, post.organisation))
    owned = CommitmentFactory(accountable_post=post, lead_organisation=post.organisation)
    step = MilestoneFactory(commitment=owned)
    done = MilestoneFactory(commitment=owned, achieved=True)
    foreign = ContributorFactory(post=post).commitment
    shared = ContributorFactory(post=post).commitment
    ContributorFactory(post=colleague, commitment=shared)

    hand_over(post, by=official, to=None, on=today(), note=NOTE, items_to=colleague)

    for row in (owned, step, done, foreign, shared):
        row.refresh_from_db()
    assert owned.accountable_post == step.responsible_post == colleague
    assert done.responsible_post == post
    assert [owned.version, step.version, done.version] == [2, 2, 1]
    assert [foreign.version, shared.version] == [2, 2]
    assert {c.commitment for c in colleague.contributions.all()} == {foreign, shared}
    assert not open_items(post)
    assert standing_on(official, today()) == frozenset()


def test_items_move_only_today(official: User) -> None:
    post = post_of(official)
    CommitmentFactory(accountable_post=post)
    colleague = post_of(holder_of(Role.OFFICIAL, post.organisation))

    with pytest.raises(Problems) as refused:
        hand_over(post, by=official, to=None, on=today(5), note=NOTE, items_to=colleague)

    assert set(refusal(refused)) == {"on"}


def _vacant(post: Post) -> Post:
    return PostFactory(organisation=post.organisation)


def _observing(post: Post) -> Post:
    return post_of(holder_of(Role.OBSERVER, post.organisation))


def _foreign(post: Post) -> Post:
    return post_of(holder_of(Role.OFFICIAL))


def _closed(post: Post) -> Post:
    other = _foreign(post)
    return TenureFactory(
        post=PostFactory(organisation=post.organisation, closed_on=today(-1)), holder=holder(other)
    ).post


@pytest.mark.parametrize("where", [_vacant, _observing, _foreign, _closed, lambda post: post])
def test_items_move_only_where_somebody_can_answer(official: User, where: Any) -> None:
    post = post_of(official)
    CommitmentFactory(accountable_post=post)

    with pytest.raises(Problems) as refused:
        hand_over(post, by=official, to=None, on=today(), note=NOTE, items_to=where(post))

    assert set(refusal(refused)) == {"items_to"}


def test_coordinator_moves_items_to_another_organisation(coordinator: User, official: User) -> None:
    owned = CommitmentFactory(accountable_post=post_of(official))
    elsewhere = post_of(holder_of(Role.OFFICIAL))

    hand_over(post_of(official), by=coordinator, to=None, on=today(), note=NOTE, items_to=elsewhere)

    owned.refresh_from_db()
    assert owned.accountable_post == elsewhere


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"on": -1}, "on"),
        ({"note": "  "}, "note"),
        ({"note": "x" * 5001}, "note"),
        ({"to": "closed"}, "to"),
        ({"to": "holder"}, "to"),
    ],
)
def test_hand_over_refuses(official: User, changes: dict[str, Any], field: str) -> None:
    people = {
        "closed": UserFactory(is_active=False),
        "holder": official,
        "next": UserFactory(),
    }
    asked = {"to": "next", "on": 0, "note": NOTE} | changes

    with pytest.raises(Problems) as refused:
        hand_over(
            post_of(official),
            by=official,
            to=people[asked["to"]],
            on=today(asked["on"]),
            note=asked["note"],
        )

    assert set(refusal(refused)) == {field}


def test_hand_over_before_somebody_who_starts_later_is_refused(official: User) -> None:
    post = post_of(official)
    hand_over(post, by=official, to=UserFactory(), on=today(20), note=NOTE)

    with pytest.raises(Problems) as refused:
        hand_over(post, by=official, to=UserFactory(), on=today(10), note=NOTE)

    assert set(refusal(refused)) == {"on"}


def test_vacant_post_without_items_cannot_be_handed_to_nobody(coordinator: User) -> None:
    with pytest.raises(Problems) as refused:
        hand_over(PostFactory(), by=coordinator, to=None, on=today(), note=NOTE)

    assert set(refusal(refused)) == {"to"}


def test_items_of_a_vacant_post_find_a_new_owner(coordinator: User, official: User) -> None:
    vacant = PostFactory()
    lost = CommitmentFactory(accountable_post=vacant)

    hand_over(vacant, by=coordinator, to=None, on=today(), note=NOTE, items_to=post_of(official))

    lost.refresh_from_db()
    assert lost.accountable_post == post_of(official)


def test_last_administrator_does_not_leave_the_house_empty(administrator: User) -> None:
    with pytest.raises(Problems) as refused:
        hand_over(post_of(administrator), by=administrator, to=None, on=today(), note=NOTE)

    assert set(refusal(refused)) == {"to"}


def test_new_holder_no_longer_stands_in(official: User) -> None:
    post, deputy = post_of(official), UserFactory()
    DeputyFactory(post=post, deputy=deputy, starts_on=today(-3), ends_on=today(20))
    other = DeputyFactory(post=post, starts_on=today(-3), ends_on=today(20))

    hand_over(post, by=official, to=deputy, on=today(5), note=NOTE)

    assert post.deputies.get(deputy=deputy).ends_on == today(4)
    other.refresh_from_db()
    assert other.ends_on == today(20)


# --- Who may -----------------------------------------------------------------------------------


def test_deputy_does_not_give_the_post_away(official: User) -> None:
    post = post_of(official)
    deputy = DeputyFactory(post=post).deputy

    with pytest.raises(PermissionDenied):
        hand_over(post, by=deputy, to=deputy, on=today(), note=NOTE)


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_coordinator_and_focal_point_give_nobody_power_over_others(
    coordinator: User, coordinating_body: Organisation, role: Role
) -> None:
    focal_point = holder_of(Role.FOCAL_POINT, coordinating_body)
    post = PostFactory(role=role, organisation=coordinating_body)

    for person in (coordinator, focal_point):
        with pytest.raises(PermissionDenied):
            appoint(post, by=person, holder=person)


def test_official_of_another_organisation_cannot_hand_over(official: User) -> None:
    with pytest.raises(PermissionDenied):
        hand_over(
            post_of(official), by=holder_of(Role.FOCAL_POINT), to=UserFactory(), on=today(),
            note=NOTE,
        )  # fmt: skip


# --- Appointing and calling off ----------------------------------------------------------------


def test_appointed_person_holds_the_post_from_the_day(administrator: User) -> None:
    post, person = PostFactory(), UserFactory()

    appoint(post, by=administrator, holder=person, starts_on=today(3))

    assert standing_on(person, today(2)) == frozenset()
    assert standing_on(person, today(3)) == {post.pk}


@pytest.mark.parametrize(
    ("post", "person", "day", "field"),
    [
        ({}, {}, -1, "starts_on"),
        ({"closed_on": -1}, {}, 0, "starts_on"),
        ({}, {"is_active": False}, 0, "holder"),
    ],
)
def test_appointment_refuses(
    administrator: User, post: dict[str, Any], person: dict[str, Any], day: int, field: str
) -> None:
    if "closed_on" in post:
        post = {"closed_on": today(post["closed_on"])}

    with pytest.raises(Problems) as refused:
        appoint(
            PostFactory(**post),
            by=administrator,
            holder=UserFactory(**person),
            starts_on=today(day),
        )

    assert set(refusal(refused)) == {field}


def test_post_that_is_held_is_handed_over_not_appointed(
    administrator: User, official: User
) -> None:
    with pytest.raises(Problems) as refused:
        appoint(post_of(official), by=administrator, holder=UserFactory())

    assert set(refusal(refused)) == {"starts_on"}


def test_called_off_hand_over_leaves_the_holder_in_place(official: User) -> None:
    post, successor = post_of(official), UserFactory()
    tenure = hand_over(post, by=official, to=successor, on=today(10), note=NOTE)
    assert tenure is not None

    call_off(tenure, by=official)

    kept = post.tenures.get()
    assert (kept.holder, kept.ends_on, kept.hand_over_note) == (official, None, "")


def test_calling_off_an_appointment_brings_nobody_back(administrator: User, official: User) -> None:
    post = post_of(official)
    hand_over(post, by=official, to=None, on=today(1), note=NOTE)
    tenure = appoint(post, by=administrator, holder=UserFactory(), starts_on=today(1))

    call_off(tenure, by=administrator)

    assert post.tenures.get().ends_on == today()


def test_tenure_that_has_begun_is_not_called_off(administrator: User, official: User) -> None:
    with pytest.raises(Problems):
        call_off(post_of(official).tenures.get(), by=administrator)


# --- Nothing is left behind --------------------------------------------------------------------


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_hand_over_leaves_nothing_behind(
    coordinator: User, ministry: Organisation, data: st.DataObject
) -> None:
    """Whatever a post had: afterwards each open item has a holder on the day of the hand-over."""
    leaving = holder_of(Role.OFFICIAL, ministry)
    post = post_of(leaving)
    other = post_of(holder_of(Role.OFFICIAL, ministry))
    states = st.sampled_from(CommitmentState.values)
    steps = st.lists(st.sampled_from(MilestoneState.values), max_size=2)
    for _ in range(data.draw(st.integers(0, 3))):
        state = data.draw(states)
        commitment = CommitmentFactory(
            accountable_post=data.draw(st.sampled_from([post, other])),
            lead_organisation=ministry,
            **({} if state == CommitmentState.ACTIVE else {state: True}),
        )
        if data.draw(st.booleans()):
            ContributorFactory(commitment=commitment, post=post)
        for step in data.draw(steps):
            MilestoneFactory(
                commitment=commitment,
                responsible_post=post,
                **({} if step == MilestoneState.PLANNED else {step: True}),
            )
    before = open_items(post)
    to = data.draw(st.sampled_from([None, UserFactory()]))
    items_to = data.draw(st.sampled_from([None, other]))
    on = today() if items_to else today(data.draw(st.integers(0, 40)))

    try:
        hand_over(post, by=coordinator, to=to, on=on, note=NOTE, items_to=items_to)
    except Problems:
        assert before
        assert to is items_to is None
        assert holder(post) == leaving
        return

    answering = items_to or post
    items = open_items(answering)
    assert {row.pk for row in before.commitments} <= {row.pk for row in items.commitments}
    assert {row.pk for row in before.milestones} <= {row.pk for row in items.milestones}
    assert {row.commitment_id for row in before.contributions} <= {
        row.commitment_id for row in items.contributions
    }
    if items_to:
        assert not open_items(post)
    if before:
        assert answering.tenures.running(on=on).count() == 1
    assert not leaving.standing_on(on).posts
    assert leaving.standing_on(on - timedelta(days=1)).post_ids == {post.pk}
    assert Contributor.objects.filter(post=answering).count() == len(
        {c.commitment_id for c in Contributor.objects.filter(post=answering)}
    )
    assert Milestone.objects.filter(responsible_post=None).count() == 0
