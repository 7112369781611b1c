"""M5: nobody certifies their own milestone, whichever deed they try."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment, Milestone, Review
from commitments.rules.words import MilestoneState
from tests.commitments.services import deeds
from tests.factories import (
    ContributorFactory,
    DeputyFactory,
    PostFactory,
    TenureFactory,
    UserFactory,
    post_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db

DECISIONS = [deeds.accept, deeds.send_back, deeds.close_on_review]


def both(user: User, role: Role, organisation: Organisation) -> User:
    """The same person with one post more, read anew."""
    TenureFactory(post=PostFactory(role=role, organisation=organisation), holder=user)
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("decide", DECISIONS)
def test_owner_who_coordinates_cannot_decide(
    decide: deeds.Deed, milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)
    owner = both(official, Role.COORDINATOR, post_of(coordinator).organisation)

    with pytest.raises(PermissionDenied):
        decide(milestone, owner)

    assert not Review.objects.exists()


@pytest.mark.parametrize("decide", DECISIONS)
def test_submitter_who_coordinates_cannot_decide(
    decide: deeds.Deed, commitment: Commitment, milestone: Milestone, coordinator: User
) -> None:
    post = PostFactory(role=Role.OFFICIAL)
    ContributorFactory(commitment=commitment, post=post)
    TenureFactory(post=post, holder=coordinator)
    submitter = User.objects.get(pk=coordinator.pk)
    deeds.submit(milestone, submitter)

    with pytest.raises(PermissionDenied):
        decide(milestone, submitter)

    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.SUBMITTED


@pytest.mark.parametrize("decide", DECISIONS)
def test_who_stands_in_for_the_owner_cannot_decide(
    decide: deeds.Deed, milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)
    DeputyFactory(post=post_of(official), deputy=coordinator)

    with pytest.raises(PermissionDenied):
        decide(milestone, User.objects.get(pk=coordinator.pk))


def test_successor_of_the_submitter_cannot_decide(
    commitment: Commitment, milestone: Milestone, coordinator: User
) -> None:
    """A post that sent it does not decide it, whoever holds it now."""
    post = PostFactory(role=Role.OFFICIAL)
    ContributorFactory(commitment=commitment, post=post)
    tenure = TenureFactory(post=post)
    deeds.submit(milestone, tenure.holder)
    with seeding():
        tenure.ends_on = today(-1)
        tenure.save()
    TenureFactory(post=post, holder=coordinator, starts_on=today())

    with pytest.raises(PermissionDenied):
        deeds.accept(milestone, User.objects.get(pk=coordinator.pk))


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COORDINATOR])
def test_only_a_coordinator_decides(
    role: Role, milestone: Milestone, official: User, ministry: Organisation
) -> None:
    deeds.submit(milestone, official)
    somebody = both(UserFactory(), role, ministry)

    with pytest.raises(PermissionDenied):
        deeds.accept(milestone, somebody)


def test_another_coordinator_decides(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)

    deeds.accept(milestone, coordinator)

    milestone.refresh_from_db()
    assert (milestone.state, milestone.self_reviewed) == (MilestoneState.ACHIEVED, False)


def test_the_only_person_of_an_installation_decides_with_a_mark(
    milestone: Milestone, official: User, coordinating_body: Organisation
) -> None:
    owner = both(official, Role.COORDINATOR, coordinating_body)
    with seeding():
        User.objects.exclude(pk=owner.pk).update(is_active=False)
    deeds.submit(milestone, owner)

    deeds.accept(milestone, owner)

    milestone.refresh_from_db()
    assert (milestone.state, milestone.self_reviewed) == (MilestoneState.ACHIEVED, True)


def test_planned_is_never_achieved_directly(milestone: Milestone, coordinator: User) -> None:
    """M6."""
    with pytest.raises(Exception, match="waits for review"):
        deeds.accept(milestone, coordinator)

    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.PLANNED


def test_reopening_takes_the_mark_away(
    milestone: Milestone, official: User, coordinating_body: Organisation, coordinator: User
) -> None:
    with seeding():
        Milestone.objects.filter(pk=milestone.pk).update(
            state=MilestoneState.ACHIEVED, achieved_on=today(-1), self_reviewed=True
        )

    deeds.reopen(milestone, coordinator)

    milestone.refresh_from_db()
    assert not milestone.self_reviewed
    assert post_of(official)
