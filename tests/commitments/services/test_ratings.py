"""The coordinator's own word (H2)."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment, Rating
from commitments.rules.words import Confidence
from commitments.services.errors import Problems
from commitments.services.ratings import rate_commitment
from tests.factories import PostFactory, TenureFactory, post_of, today

pytestmark = pytest.mark.django_db


def test_a_rating_is_kept_with_the_commitment(commitment: Commitment, coordinator: User) -> None:
    rate_commitment(commitment, by=coordinator, confidence=Confidence.AT_RISK, reason="No staff.")

    commitment.refresh_from_db()
    assert commitment.coordinator_rating == Confidence.AT_RISK
    assert commitment.coordinator_rated_on == today()
    assert commitment.owner_rating == ""


def test_a_rating_needs_a_word_and_a_reason(commitment: Commitment, coordinator: User) -> None:
    with pytest.raises(Problems) as refused:
        rate_commitment(commitment, by=coordinator, confidence="", reason=" ")

    assert list(refused.value.problems) == ["confidence", "reason"]


@pytest.mark.parametrize("name", ["official", "focal_point", "auditor", "administrator"])
def test_only_a_coordinator_rates(
    name: str, commitment: Commitment, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        rate_commitment(
            commitment,
            by=request.getfixturevalue(name),
            confidence=Confidence.ON_TRACK,
            reason="Fine.",
        )

    assert not Rating.objects.exists()


def test_an_owner_who_coordinates_does_not_rate(
    commitment: Commitment, official: User, coordinator: User
) -> None:
    post = PostFactory(role=Role.COORDINATOR, organisation=post_of(coordinator).organisation)
    TenureFactory(post=post, holder=official)

    with pytest.raises(PermissionDenied):
        rate_commitment(
            commitment,
            by=User.objects.get(pk=official.pk),
            confidence=Confidence.ON_TRACK,
            reason="Fine.",
        )
