"""Each factory writes one valid row, and each state of a milestone can be had."""

import pytest
from factory.django import DjangoModelFactory

from accounts.words import Role
from commitments.rules.words import CommitmentState, MilestoneState
from tests import factories
from tests.factories import (
    CommitmentFactory,
    EvidenceFactory,
    MilestoneFactory,
    holder,
    holder_of,
    post_of,
)

pytestmark = pytest.mark.django_db

EACH = [
    value
    for value in vars(factories).values()
    if isinstance(value, type)
    and issubclass(value, DjangoModelFactory)
    and not value._meta.abstract
]


@pytest.mark.parametrize("factory", EACH, ids=lambda factory: factory.__name__)
def test_factory_writes_a_valid_row(factory: type[DjangoModelFactory]) -> None:
    row = factory()

    row.validate_constraints()


@pytest.mark.parametrize("state", MilestoneState.values)
def test_milestone_factory_knows_each_state(state: str) -> None:
    asked = {} if state == MilestoneState.PLANNED else {state: True}

    milestone = MilestoneFactory(**asked)

    milestone.full_clean()
    assert milestone.state == state


@pytest.mark.parametrize("state", CommitmentState.values)
def test_commitment_factory_knows_each_state(state: str) -> None:
    asked = {} if state == CommitmentState.ACTIVE else {state: True}

    commitment = CommitmentFactory(**asked)

    commitment.full_clean()
    assert commitment.state == state


def test_submitted_milestone_has_a_claim_that_waits() -> None:
    milestone = MilestoneFactory(submitted=True)

    claim = milestone.submissions.get()

    assert claim.is_waiting
    assert claim.submitted_by == holder(milestone.commitment.accountable_post)


def test_overdue_goes_with_an_open_state() -> None:
    milestone = MilestoneFactory(in_progress=True, overdue=True)

    assert list(type(milestone).objects.overdue()) == [milestone]


def test_evidence_of_a_milestone_is_of_its_commitment() -> None:
    milestone = MilestoneFactory()

    assert EvidenceFactory(milestone=milestone).commitment == milestone.commitment


@pytest.mark.parametrize("role", Role.values)
def test_holder_of_gives_somebody_with_the_role(role: str) -> None:
    person = holder_of(role)

    assert person.standing.roles == {role}
    assert person.standing.post_ids == {post_of(person).pk}
