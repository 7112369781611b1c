"""People of each role and the bodies they serve, for every test."""

import pytest

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment, Milestone
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    holder_of,
    post_of,
)


@pytest.fixture
def ministry(db: None) -> Organisation:
    """The organisation of the official and the focal point."""
    return OrganisationFactory(name="Ministry of Labour", short_name="Labour")


@pytest.fixture
def coordinating_body(db: None) -> Organisation:
    return OrganisationFactory(
        name="National Coordination Unit", short_name="NCU", is_coordinating_body=True
    )


@pytest.fixture
def official(ministry: Organisation) -> User:
    return holder_of(Role.OFFICIAL, ministry, name="Amina Larsson")


@pytest.fixture
def focal_point(ministry: Organisation) -> User:
    return holder_of(Role.FOCAL_POINT, ministry, name="Femi Adeyemi")


@pytest.fixture
def coordinator(coordinating_body: Organisation) -> User:
    return holder_of(Role.COORDINATOR, coordinating_body, name="Leila Haddad")


@pytest.fixture
def administrator(coordinating_body: Organisation) -> User:
    return holder_of(Role.ADMINISTRATOR, coordinating_body, name="Ana Silva")


@pytest.fixture
def auditor(db: None) -> User:
    return holder_of(Role.AUDITOR, name="Tomas Okafor")


@pytest.fixture
def observer(db: None) -> User:
    """Of an organisation that takes part in nothing until a test says so."""
    return holder_of(Role.OBSERVER, name="Oda Berg")


@pytest.fixture
def commitment(ministry: Organisation, official: User) -> Commitment:
    """An active commitment that the ministry leads and the official owns."""
    return CommitmentFactory(lead_organisation=ministry, accountable_post=post_of(official))


@pytest.fixture
def milestone(commitment: Commitment) -> Milestone:
    """A planned milestone of it, due in 60 days."""
    return MilestoneFactory(commitment=commitment)
