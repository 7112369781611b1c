"""The small vocabulary."""

import pytest

from commitments.rules.words import CommitmentState, Confidence, MilestoneState, label_of


@pytest.mark.parametrize(
    ("words", "value", "label"),
    [
        (MilestoneState, "closed", "Closed, not achieved"),
        (CommitmentState, "proposed", "Waiting for agreement"),
        (Confidence, "at_risk", "At risk"),
        (Confidence, "", "Not rated"),
        (Confidence, None, "Not rated"),
        (MilestoneState, "", ""),
    ],
)
def test_label_of_a_value(words, value, label):
    assert label_of(words, value) == label
