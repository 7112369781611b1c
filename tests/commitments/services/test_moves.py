"""The table of moves (PRODUCT.md 4.2), pair by pair: what it has is done, all else refused."""

from itertools import product

import pytest

from accounts.models import User
from commitments.models import Commitment, Submission
from commitments.rules.words import MilestoneState
from commitments.services.errors import Refused
from tests.commitments.services import deeds
from tests.commitments.services.conftest import LogLines
from tests.factories import MilestoneFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

# Deed: who does it, from which states, to which. Written from the specification, by hand.
OPEN = {"planned", "in_progress", "returned"}
MOVES = {
    deeds.start: ("official", {"planned", "in_progress"}, "in_progress"),
    deeds.submit: ("official", OPEN, "submitted"),
    deeds.withdraw: ("official", {"submitted"}, "in_progress"),
    deeds.accept: ("coordinator", {"submitted"}, "achieved"),
    deeds.send_back: ("coordinator", {"submitted"}, "returned"),
    deeds.close_on_review: ("coordinator", {"submitted"}, "closed"),
    deeds.pause: ("coordinator", OPEN, "paused"),
    deeds.resume: ("coordinator", {"paused"}, "planned"),
    deeds.close: ("coordinator", OPEN | {"submitted", "paused"}, "closed"),
    deeds.reopen: ("coordinator", {"achieved", "closed"}, "in_progress"),
}


@pytest.fixture
def people(official: User, coordinator: User) -> dict[str, User]:
    return {"official": official, "coordinator": coordinator}


def _milestone(commitment: Commitment, state: str) -> object:
    asked = {} if state == "planned" else {state: True}
    return MilestoneFactory(commitment=commitment, **asked)


@pytest.mark.parametrize(
    ("deed", "state"),
    [(deed, state) for deed, state in product(MOVES, MilestoneState.values)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_move_is_made_or_refused_as_the_table_says(
    deed: deeds.Deed, state: str, commitment: Commitment, people: dict[str, User]
) -> None:
    doer, sources, target = MOVES[deed]
    milestone = _milestone(commitment, state)

    if state in sources:
        deed(milestone, people[doer])
    else:
        with pytest.raises(Refused):
            deed(milestone, people[doer])

    milestone.refresh_from_db()
    assert milestone.state == (target if state in sources else state)


@pytest.mark.parametrize("state", ["planned", "in_progress", "returned"])
def test_pause_and_resume_return_to_the_state_before(
    state: str, commitment: Commitment, coordinator: User
) -> None:
    milestone = _milestone(commitment, state)
    deadline = milestone.deadline

    deeds.pause(milestone, coordinator)
    deeds.resume(milestone, coordinator)

    milestone.refresh_from_db()
    assert (milestone.state, milestone.deadline, milestone.review_by) == (state, deadline, None)


def test_a_refused_move_leaves_no_submission(commitment: Commitment, official: User) -> None:
    milestone = _milestone(commitment, "achieved")

    with pytest.raises(Refused):
        deeds.submit(milestone, official)

    assert not Submission.objects.exists()


def test_a_refused_move_is_logged(
    commitment: Commitment, official: User, log_lines: LogLines
) -> None:
    milestone = _milestone(commitment, "achieved")

    with pytest.raises(Refused):
        deeds.submit(milestone, official)

    assert [(line["event"], line["about"]) for line in log_lines()] == [
        ("move refused", milestone.code)
    ]


def test_withdrawal_is_no_way_out_of_a_pause(commitment: Commitment, official: User) -> None:
    """Both a withdrawal and a resumption lead to "In progress"; one is not the other."""
    milestone = _milestone(commitment, "paused")
    SubmissionFactory(
        milestone=milestone, achieved_on=milestone.deadline, submitted_on=milestone.deadline
    )

    with pytest.raises(Refused):
        deeds.withdraw(milestone, official)
