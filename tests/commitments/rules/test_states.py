"""The moves of 4.2 and 4.4, and nothing else."""

from itertools import product

import pytest

from commitments.rules.states import (
    COMMITMENT_MOVES,
    MILESTONE_MOVES,
    MoveRefused,
    allowed_commitment_moves,
    allowed_moves,
    check_commitment_move,
    check_move,
)
from commitments.rules.words import CommitmentState, MilestoneState

MILESTONE_TABLE = {
    ("draft", "planned"): "agree",
    ("planned", "in_progress"): "start",
    ("planned", "submitted"): "submit",
    ("in_progress", "submitted"): "submit",
    ("returned", "submitted"): "submit",
    ("submitted", "in_progress"): "withdraw",
    ("submitted", "achieved"): "accept",
    ("submitted", "returned"): "return",
    ("planned", "paused"): "pause",
    ("in_progress", "paused"): "pause",
    ("returned", "paused"): "pause",
    ("paused", "planned"): "resume",
    ("paused", "in_progress"): "resume",
    ("paused", "returned"): "resume",
    ("planned", "closed"): "close",
    ("in_progress", "closed"): "close",
    ("returned", "closed"): "close",
    ("submitted", "closed"): "close",
    ("paused", "closed"): "close",
    ("achieved", "in_progress"): "reopen",
    ("closed", "in_progress"): "reopen",
}
COMMITMENT_TABLE = {
    ("draft", "proposed"): "propose",
    ("proposed", "draft"): "return_plan",
    ("proposed", "active"): "agree",
    ("active", "completed"): "complete",
    ("active", "closed_early"): "close",
    ("paused", "closed_early"): "close",
    ("active", "paused"): "pause",
    ("paused", "active"): "resume",
    ("completed", "active"): "reopen",
    ("closed_early", "active"): "reopen",
}


@pytest.mark.parametrize(
    ("check", "states", "table"),
    [
        (check_move, MilestoneState, MILESTONE_TABLE),
        (check_commitment_move, CommitmentState, COMMITMENT_TABLE),
    ],
)
def test_moves_are_those_of_the_table_and_all_others_are_refused(check, states, table):
    found = {}
    for source, target in product(states.values, repeat=2):
        try:
            found[source, target] = check(source, target).name
        except MoveRefused:
            continue

    assert found == table


@pytest.mark.parametrize("moves", [MILESTONE_MOVES, COMMITMENT_MOVES])
def test_no_two_moves_lead_from_one_state_to_the_same(moves):
    pairs = [(source, move.target) for move in moves for source in move.sources or (None,)]

    assert len(pairs) == len(set(pairs))


def test_M6_planned_to_achieved_is_impossible_and_says_what_is_possible():
    with pytest.raises(MoveRefused) as refused:
        check_move("planned", "achieved")

    assert str(refused.value) == (
        "From “Planned” there is no way to “Achieved”. The next state can be “In progress”,"
        " “Submitted”, “Paused” or “Closed, not achieved”."
    )


def test_import_may_set_achieved_with_its_mark_and_nothing_else():
    move = check_move(None, "achieved")

    assert (move.name, move.needs) == ("import", ("not_reviewed_mark",))
    with pytest.raises(MoveRefused, match="An import cannot set the state “Submitted”"):
        check_move(None, "submitted")


def test_allowed_moves_of_a_submitted_milestone():
    assert [(move.name, sorted(move.doers)) for move in allowed_moves("submitted")] == [
        ("withdraw", ["submitter"]),
        ("accept", ["reviewer"]),
        ("return", ["reviewer"]),
        ("close", ["coordinator"]),
    ]


def test_allowed_moves_of_a_draft_commitment():
    assert [move.name for move in allowed_commitment_moves("draft")] == ["propose"]


def test_move_to_an_unknown_state_is_a_mistake_of_ours():
    with pytest.raises(ValueError, match="overdue"):
        check_move("planned", "overdue")
