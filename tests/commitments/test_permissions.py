"""One table of roles, asked of a set of rows and of one row (A1, A2, PRODUCT.md 3.0.1)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Organisation, Post, User
from accounts.words import Role
from commitments import permissions
from commitments.models import Commitment, DateRequest, Milestone
from commitments.rights import TABLE, Right, Scope
from commitments.rules.words import CommitmentState, PartnerRole, Visibility
from tests.factories import (
    CommitmentFactory,
    ContributorFactory,
    DateRequestFactory,
    DeputyFactory,
    MilestoneFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    PostFactory,
    SubmissionFactory,
    TenureFactory,
    UserFactory,
    holder,
    holder_of,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db

# How a person comes by a post, and whether it counts today.
HELD: dict[str, tuple[int, int | None]] = {
    "held": (-10, None),
    "held until today": (-10, 0),
    "held from today": (0, None),
    "held until yesterday": (-10, -1),
    "held from tomorrow": (1, None),
}
DEPUTISED: dict[str, tuple[int, int]] = {
    "stands in today": (0, 0),
    "stood in until yesterday": (-5, -1),
    "stands in from tomorrow": (1, 5),
}


class World:
    """Three organisations with a post of each role: the ground that examples are drawn on."""

    def __init__(self) -> None:
        self.plan = PlanFactory()
        self.bodies: list[Organisation] = OrganisationFactory.create_batch(3)
        self.posts: list[Post] = [
            PostFactory(organisation=body, role=role) for body in self.bodies for role in Role
        ]


@pytest.fixture
def world(db: None) -> World:
    return World()


def draw_person(data: st.DataObject, world: World) -> User:
    person = UserFactory(password="!", is_active=data.draw(st.booleans() | st.just(True)))
    chosen = st.lists(st.sampled_from(world.posts), max_size=3, unique_by=lambda p: p.pk)
    for post in data.draw(chosen):
        way = data.draw(st.sampled_from([*HELD, *DEPUTISED]))
        if way in HELD:
            first, last = HELD[way]
            ends_on = None if last is None else today(last)
            TenureFactory(post=post, holder=person, starts_on=today(first), ends_on=ends_on)
        else:
            first, end = DEPUTISED[way]
            DeputyFactory(post=post, deputy=person, starts_on=today(first), ends_on=today(end))
    return User.objects.get(pk=person.pk)


def draw_commitment(data: st.DataObject, world: World) -> Commitment:
    posts = st.none() | st.sampled_from(world.posts)
    commitment = CommitmentFactory(
        plan=world.plan,
        lead_organisation=data.draw(st.none() | st.sampled_from(world.bodies)),
        accountable_post=data.draw(posts),
        visibility=data.draw(st.sampled_from(Visibility.values)),
        state=data.draw(st.sampled_from(CommitmentState.values)),
        review_by=today(90),
    )
    MilestoneFactory(commitment=commitment, responsible_post=data.draw(posts))
    if contributor := data.draw(posts):
        ContributorFactory(commitment=commitment, post=contributor)
    if partner := data.draw(st.none() | st.sampled_from(world.bodies)):
        PartnerFactory(commitment=commitment, organisation=partner)
    return commitment


# What each predicate asks of the table, for those that ask more than the table does.
ASKS: dict[Right, Callable[[User, Milestone], bool]] = {
    Right.SEE: lambda user, m: permissions.can_see(user, m.commitment),
    Right.DRAFT: lambda user, m: permissions.can_draft(user, m.commitment),
    Right.PROPOSE: lambda user, m: permissions.can_propose(user, m.commitment),
    Right.AGREE: lambda user, m: permissions.can_agree(user, m.commitment),
    Right.LOG: lambda user, m: permissions.can_log(user, m.commitment),
    Right.SUBMIT: permissions.can_submit,
    Right.ASK_DATE: permissions.can_ask_date,
    Right.REVIEW: lambda user, m: permissions.can_review(user, m, None),
    Right.RATE: lambda user, m: permissions.can_rate(user, m.commitment),
    Right.DECIDE_DATE: lambda user, m: permissions.can_decide_date(user, m, user.pk + 1),
    Right.STEER: lambda user, m: permissions.can_steer(user, m.commitment),
    Right.ESCALATE: lambda user, m: permissions.can_escalate(user, m.commitment),
}


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_list_and_object_give_the_same_answer_for_each_right(
    world: World, data: st.DataObject
) -> None:
    with transaction.atomic():
        person = draw_person(data, world)
        drawn = [draw_commitment(data, world) for _ in range(data.draw(st.integers(1, 4)))]
        commitments = list(Commitment.objects.filter(pk__in=[c.pk for c in drawn]))
        milestones = list(Milestone.objects.filter(commitment__in=drawn))

        for right in Right:
            reached = {c.pk for c in commitments if permissions.reaches(person, right, c)}
            listed = Commitment.objects.reached_by(person, right)
            of_steps = Milestone.objects.reached_by(person, right)
            assert set(listed.values_list("pk", flat=True)) == reached, right
            assert {m.commitment_id for m in of_steps} == reached, right
            if asked := ASKS.get(right):
                assert {m.commitment_id for m in milestones if asked(person, m)} <= reached, right

        seen = {c.pk for c in commitments if permissions.can_see(person, c)}
        assert set(Commitment.objects.visible_to(person).values_list("pk", flat=True)) == seen
        assert {m.commitment_id for m in Milestone.objects.visible_to(person)} == seen
        transaction.set_rollback(True)


@pytest.mark.parametrize("right", Right)
def test_right_without_a_post_reaches_nothing(right: Right) -> None:
    CommitmentFactory(visibility=Visibility.PUBLIC)

    assert not Commitment.objects.reached_by(UserFactory(), right).exists()


def test_date_requests_are_seen_with_their_commitment(official: User) -> None:
    own = DateRequestFactory(
        milestone__commitment__accountable_post=post_of(official),
        milestone__commitment__visibility=Visibility.ORGANISATION,
    )
    DateRequestFactory(milestone__commitment__visibility=Visibility.ORGANISATION)

    assert list(DateRequest.objects.visible_to(official)) == [own]


# --- The table itself, row by row of 3.0.1 -----------------------------------------------------

# Where a commitment stands to the person: own post owns, contributes or is responsible; own
# organisation leads or takes part; shared with all; none of it.
OWNED, CONTRIBUTED, RESPONSIBLE, LED, PARTNERED, SHARED, FOREIGN, FOREIGN_DRAFT = range(8)
NEAR = {OWNED, CONTRIBUTED, RESPONSIBLE}
EVERYTHING = set(range(8))
NOTHING: set[int] = set()

REACH: dict[Right, dict[Role, set[int]]] = {
    Right.SEE: {
        Role.OFFICIAL: EVERYTHING - {FOREIGN, FOREIGN_DRAFT},
        Role.FOCAL_POINT: EVERYTHING - {FOREIGN, FOREIGN_DRAFT},
        Role.COORDINATOR: EVERYTHING,
        Role.AUDITOR: EVERYTHING,
        Role.ADMINISTRATOR: EVERYTHING,
        Role.OBSERVER: NEAR | {LED, PARTNERED},
    },
    Right.DRAFT: {
        Role.OFFICIAL: NEAR | {LED},
        Role.FOCAL_POINT: NEAR | {LED},
        Role.COORDINATOR: EVERYTHING,
    },
    Right.PROPOSE: {Role.FOCAL_POINT: NEAR | {LED}, Role.COORDINATOR: EVERYTHING},
    Right.LOG: {Role.OFFICIAL: NEAR, Role.FOCAL_POINT: NEAR | {LED}},
    Right.SUBMIT: {Role.OFFICIAL: NEAR, Role.FOCAL_POINT: NEAR | {LED}},
    Right.ASK_DATE: {Role.OFFICIAL: NEAR, Role.FOCAL_POINT: NEAR | {LED}},
    Right.AGREE: {Role.COORDINATOR: EVERYTHING},
    Right.REVIEW: {Role.COORDINATOR: EVERYTHING},
    Right.RATE: {Role.COORDINATOR: EVERYTHING},
    Right.DECIDE_DATE: {Role.COORDINATOR: EVERYTHING},
    Right.STEER: {Role.COORDINATOR: EVERYTHING},
    Right.ESCALATE: {Role.COORDINATOR: EVERYTHING},
    Right.RUN_STOCKTAKES: {Role.COORDINATOR: EVERYTHING},
    Right.FOLLOW_UP: {Role.FOCAL_POINT: NEAR | {LED}, Role.COORDINATOR: EVERYTHING},
    Right.ANSWER: {Role.OFFICIAL: NEAR, Role.FOCAL_POINT: NEAR | {LED}},
    Right.SEE_QUEUES: {
        Role.FOCAL_POINT: NEAR | {LED},
        Role.COORDINATOR: EVERYTHING,
        Role.AUDITOR: EVERYTHING,
    },
    Right.IMPORT: {
        Role.FOCAL_POINT: NEAR | {LED},
        Role.COORDINATOR: EVERYTHING,
        Role.ADMINISTRATOR: EVERYTHING,
    },
}


def stand(place: int, post: Post) -> Commitment:
    """A commitment that stands so to the post."""
    secret = {"visibility": Visibility.ORGANISATION}
    match place:
        case 0:
            return CommitmentFactory(accountable_post=post, **secret)
        case 1:
            return ContributorFactory(post=post, commitment=CommitmentFactory(**secret)).commitment
        case 2:
            return MilestoneFactory(
                responsible_post=post, commitment=CommitmentFactory(**secret)
            ).commitment
        case 3:
            return CommitmentFactory(lead_organisation=post.organisation, **secret)
        case 4:
            return PartnerFactory(
                organisation=post.organisation,
                role=PartnerRole.CONSULTED,
                commitment=CommitmentFactory(**secret),
            ).commitment
        case 5:
            return CommitmentFactory(visibility=Visibility.INTERNAL)
        case 6:
            return CommitmentFactory(**secret)
        case _:
            return CommitmentFactory(visibility=Visibility.PUBLIC, draft=True)


@pytest.mark.parametrize("role", Role)
def test_role_reaches_what_the_table_of_roles_says(role: Role) -> None:
    person = holder_of(role)
    places = {place: stand(place, post_of(person)).pk for place in range(8)}

    reached = {
        right: {
            place
            for place, pk in places.items()
            if Commitment.objects.reached_by(person, right).filter(pk=pk).exists()
        }
        for right in REACH
    }

    assert reached == {right: REACH[right].get(role, NOTHING) for right in REACH}


def test_each_right_has_a_line_in_the_table() -> None:
    assert set(TABLE) == set(Right)
    assert set(REACH) | {Right.HAND_OVER, Right.MANAGE_BODIES} <= set(Right)


def test_auditor_changes_nothing() -> None:
    reading = {
        Right.SEE,
        Right.SEE_QUEUES,
        Right.SEE_CHANNELS,
        Right.SEE_PEOPLE,
        Right.SEE_LEDGER,
        Right.HAND_OVER,
    }
    rights = {right for right in Right if Role.AUDITOR in TABLE[right]}

    assert rights <= reading
    assert TABLE[Right.HAND_OVER][Role.AUDITOR] is Scope.OWN_POST


# --- Four eyes and other words of one row ------------------------------------------------------


def test_coordinator_who_owns_a_commitment_decides_nothing_about_it(coordinator: User) -> None:
    UserFactory()  # not alone: somebody else could decide
    own = CommitmentFactory(accountable_post=post_of(coordinator))
    step = MilestoneFactory(commitment=own)

    assert not permissions.can_review(coordinator, step, None)
    assert not permissions.can_rate(coordinator, own)
    assert not permissions.can_decide_date(coordinator, step, 0)
    assert not permissions.can_steer(coordinator, own)
    assert not permissions.can_escalate(coordinator, own)
    assert not permissions.can_agree(coordinator, CommitmentFactory(
        accountable_post=post_of(coordinator), proposed=True
    ))  # fmt: skip


def test_coordinator_reviews_what_others_sent_and_not_what_they_sent(coordinator: User) -> None:
    theirs = SubmissionFactory()
    own = SubmissionFactory(submitted_by=coordinator)

    assert permissions.can_review(coordinator, theirs.milestone, theirs)
    assert not permissions.can_review(coordinator, own.milestone, own)


def test_coordinator_decides_no_date_that_they_asked_for(coordinator: User) -> None:
    step = MilestoneFactory()

    assert permissions.can_decide_date(coordinator, step, holder(step.responsible_post).pk)
    assert not permissions.can_decide_date(coordinator, step, coordinator.pk)


@pytest.mark.parametrize("role", Role)
def test_draft_is_started_for_the_own_organisation(role: Role) -> None:
    person = holder_of(role)
    own = post_of(person).organisation_id

    may = (permissions.can_draft_for(person, own), permissions.can_draft_for(person, own + 1))

    assert may == {
        Role.COORDINATOR: (True, True),
        Role.FOCAL_POINT: (True, False),
        Role.OFFICIAL: (True, False),
    }.get(role, (False, False))


@pytest.mark.parametrize("role", Role)
def test_house_is_kept_by_administrators(role: Role) -> None:
    person = holder_of(role)

    assert permissions.can_manage_bodies(person) is (role == Role.ADMINISTRATOR)
    assert permissions.can_operate(person) is (role == Role.ADMINISTRATOR)
    assert permissions.can_see_people(person) is (role in (Role.ADMINISTRATOR, Role.AUDITOR))
    assert permissions.can_import(person) is (
        role in (Role.ADMINISTRATOR, Role.COORDINATOR, Role.FOCAL_POINT)
    )
    assert permissions.can_see_ledger(person) is (
        role in (Role.AUDITOR, Role.COORDINATOR, Role.ADMINISTRATOR)
    )
    assert permissions.can_see_queues(person) is (
        role in (Role.AUDITOR, Role.COORDINATOR, Role.FOCAL_POINT)
    )


POWER = {Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR}
HANDS_OVER: dict[Role, tuple[set[Role], set[Role]]] = {
    # The roles of posts in the own organisation, and elsewhere.
    Role.OFFICIAL: (set(), set()),
    Role.FOCAL_POINT: (set(Role) - POWER, set()),
    Role.COORDINATOR: (set(Role) - POWER, set(Role) - POWER),
    Role.ADMINISTRATOR: (set(Role), set(Role)),
    Role.AUDITOR: (set(), set()),
    Role.OBSERVER: (set(), set()),
}


@pytest.mark.parametrize("role", Role)
def test_posts_of_others_are_handed_over_by_whom(role: Role) -> None:
    person = holder_of(role)
    own = post_of(person)

    near = {
        r for r in Role
        if permissions.can_hand_over(person, PostFactory(role=r, organisation=own.organisation))
    }  # fmt: skip
    far = {r for r in Role if permissions.can_hand_over(person, PostFactory(role=r))}

    assert (near, far) == HANDS_OVER[role]
    assert permissions.can_hand_over(person, own)


# --- Rights follow from the posts held today ---------------------------------------------------


@pytest.mark.parametrize("way", [*HELD, *DEPUTISED])
def test_right_lasts_as_long_as_the_post_is_held(way: str) -> None:
    post, person = PostFactory(), UserFactory()
    owned = CommitmentFactory(accountable_post=post, visibility=Visibility.ORGANISATION)
    if way in HELD:
        first, last = HELD[way]
        ends_on = None if last is None else today(last)
        TenureFactory(post=post, holder=person, starts_on=today(first), ends_on=ends_on)
    else:
        first, end = DEPUTISED[way]
        DeputyFactory(post=post, deputy=person, starts_on=today(first), ends_on=today(end))

    seen = list(Commitment.objects.visible_to(person))

    counts = way in ("held", "held until today", "held from today", "stands in today")
    assert seen == ([owned] if counts else [])
    assert permissions.can_log(person, owned) is counts


def test_closed_post_gives_no_right() -> None:
    post = PostFactory(closed_on=today(-1))
    person = TenureFactory(post=post).holder
    CommitmentFactory(accountable_post=post)

    assert not Commitment.objects.visible_to(person).exists()


def test_holder_acts_before_the_deputy_of_the_same_person() -> None:
    person = holder_of(Role.OFFICIAL)
    other = PostFactory(role=Role.COORDINATOR)
    DeputyFactory(post=other, deputy=person, ends_on=today(0) + timedelta(days=3))

    standing = User.objects.get(pk=person.pk).standing

    assert [(held.role, held.as_deputy) for held in standing.posts] == [
        (Role.OFFICIAL, False),
        (Role.COORDINATOR, True),
    ]


def test_person_reads_the_standing_in_one_query(django_assert_num_queries: Any) -> None:
    person = User.objects.get(pk=holder_of(Role.OFFICIAL).pk)

    with django_assert_num_queries(1):
        assert person.standing.roles == {Role.OFFICIAL}
        assert person.standing.roles == {Role.OFFICIAL}
