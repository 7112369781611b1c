"""What the rules say of commitments, for a page of rows."""

from datetime import timedelta
from typing import Any

import pytest

from commitments.models import Commitment
from commitments.rules.words import Confidence, Direction
from commitments.selectors.headline import digests
from history import clock
from history.clock import stand_at
from tests.factories import CommitmentFactory, MilestoneFactory, UpdateFactory, today

pytestmark = pytest.mark.django_db


def digest_of(commitment: Commitment, **options: Any) -> Any:
    return digests([commitment], **options)[commitment.pk]


def test_digest_tells_headline_reason_and_timing() -> None:
    commitment = CommitmentFactory()
    MilestoneFactory(commitment=commitment, in_progress=True, overdue=True)
    MilestoneFactory(commitment=commitment, achieved=True)
    UpdateFactory(commitment=commitment, confidence=Confidence.ON_TRACK)
    commitment.refresh_from_db()

    digest = digest_of(commitment)

    assert digest.assessment.headline == Confidence.AT_RISK
    assert digest.assessment.reason.startswith(
        "At risk, limited by a check: 1 milestone is overdue (18 days). Owner says On track"
    )
    assert digest.timing_sentence.startswith("1 milestone is overdue by 18 days. Expected to")
    assert str(digest.completion) == "1 of 2, 50%"
    assert digest.next_deadline == today(-18)
    assert not digest.all_ended


def test_digest_of_a_draft_shows_no_confidence() -> None:
    digest = digest_of(CommitmentFactory(draft=True))

    assert (digest.assessment, digest.silence, digest.timing_sentence) == (None, None, "")


def test_direction_compares_with_what_the_record_said_30_days_ago() -> None:
    long_ago = clock.now() - timedelta(days=40)
    with stand_at(long_ago):
        commitment = CommitmentFactory(agreed_on=clock.real_today())
        UpdateFactory(commitment=commitment, confidence=Confidence.ON_TRACK)
        calm = CommitmentFactory(agreed_on=clock.real_today())
        UpdateFactory(commitment=calm, confidence=Confidence.ON_TRACK)
        new = CommitmentFactory(agreed_on=clock.real_today())
    UpdateFactory(commitment=commitment, confidence=Confidence.OFF_TRACK)
    UpdateFactory(commitment=new, confidence=Confidence.ON_TRACK)
    rows = Commitment.objects.order_by("pk")

    found = digests(rows, with_direction=True)

    assert [found[row.pk].direction for row in rows] == [Direction.WORSE, Direction.SAME, None]


@pytest.mark.parametrize("size", [1, 3])
def test_digest_query_count(size: int, django_assert_num_queries: Any) -> None:
    for commitment in CommitmentFactory.create_batch(size):
        MilestoneFactory.create_batch(size, commitment=commitment)
    rows = list(Commitment.objects.all())

    with django_assert_num_queries(1):
        digests(rows)
