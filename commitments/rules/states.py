"""The allowed moves of milestones (PRODUCT.md 4.2) and of commitments (4.4), as data."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models.enums import TextChoices
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.rules.words import OPEN_STATES, CommitmentState, MilestoneState

PAUSE_DAYS_AT_MOST = 180


class Doer(TextChoices):
    """Who makes a move, as the table of 4.2 names them."""

    OWNER = "owner", gettext_lazy("Accountable owner")
    CONTRIBUTOR = "contributor", gettext_lazy("Contributor")
    RESPONSIBLE = "responsible", gettext_lazy("Responsible person")
    SUBMITTER = "submitter", gettext_lazy("The person who submitted it")
    # M5: neither the submitter nor the accountable owner.
    REVIEWER = "reviewer", gettext_lazy("Reviewer")
    FOCAL_POINT = "focal_point", gettext_lazy("Focal point")
    COORDINATOR = "coordinator", gettext_lazy("Coordinator")
    ADMINISTRATOR = "administrator", gettext_lazy("Administrator")


class Need(TextChoices):
    """What a move must have."""

    PLAN_AGREED = "plan_agreed", gettext_lazy("an agreed plan")
    DEADLINE = "deadline", gettext_lazy("a deadline")
    ACHIEVED_TEST = "achieved_test", gettext_lazy("what counts as achieved")
    RESPONSIBLE = "responsible", gettext_lazy("a responsible person")
    DATE_ACHIEVED = "date_achieved", gettext_lazy("a date achieved, not after today")
    ANSWERS = "answers", gettext_lazy("an answer for each acceptance point")
    EVIDENCE = "evidence", gettext_lazy("evidence, or a reason for none")
    EVERY_POINT_MET = "every_point_met", gettext_lazy("every acceptance point met")
    POINT_NOT_MET = "point_not_met", gettext_lazy("at least one point not met")
    REASON = "reason", gettext_lazy("a reason")
    CLOSED_REASON = "closed_reason", gettext_lazy("why it is closed")
    REVIEW_BY = "review_by", gettext_lazy("a day to look again, at most 180 days ahead")
    NOT_REVIEWED_MARK = "not_reviewed_mark", gettext_lazy("the mark “Imported, not reviewed”")
    OWNER = "owner", gettext_lazy("an accountable owner")
    ALL_ENDED = "all_ended", gettext_lazy("every counted milestone achieved or closed")


@dataclass(frozen=True)
class Move:
    """One row of the table: from any of `sources` to `target`. No source is an import."""

    name: str
    sources: tuple[str, ...]
    target: str
    doers: frozenset[Doer]
    needs: tuple[Need, ...] = ()


class MoveRefused(Exception):
    """A move that is not in the table. The message is a sentence for the person."""


MILESTONE_MOVES = (
    Move(
        "agree",
        (MilestoneState.DRAFT,),
        MilestoneState.PLANNED,
        frozenset({Doer.COORDINATOR}),
        (Need.PLAN_AGREED, Need.DEADLINE, Need.ACHIEVED_TEST, Need.RESPONSIBLE),
    ),
    Move(
        "start",
        (MilestoneState.PLANNED,),
        MilestoneState.IN_PROGRESS,
        frozenset({Doer.OWNER, Doer.CONTRIBUTOR}),
    ),
    Move(
        "submit",
        OPEN_STATES,
        MilestoneState.SUBMITTED,
        frozenset({Doer.RESPONSIBLE, Doer.OWNER}),
        (Need.DATE_ACHIEVED, Need.ANSWERS, Need.EVIDENCE),
    ),
    Move(
        "withdraw",
        (MilestoneState.SUBMITTED,),
        MilestoneState.IN_PROGRESS,
        frozenset({Doer.SUBMITTER}),
    ),
    # M6: there is no other way from work to Achieved.
    Move(
        "accept",
        (MilestoneState.SUBMITTED,),
        MilestoneState.ACHIEVED,
        frozenset({Doer.REVIEWER}),
        (Need.EVERY_POINT_MET,),
    ),
    Move(
        "return",
        (MilestoneState.SUBMITTED,),
        MilestoneState.RETURNED,
        frozenset({Doer.REVIEWER}),
        (Need.POINT_NOT_MET, Need.REASON),
    ),
    Move(
        "pause",
        OPEN_STATES,
        MilestoneState.PAUSED,
        frozenset({Doer.COORDINATOR}),
        (Need.REASON, Need.REVIEW_BY),
    ),
    # To the open state before the pause; which one, the record knows.
    *(
        Move("resume", (MilestoneState.PAUSED,), state, frozenset({Doer.COORDINATOR}))
        for state in OPEN_STATES
    ),
    Move(
        "close",
        (*OPEN_STATES, MilestoneState.SUBMITTED, MilestoneState.PAUSED),
        MilestoneState.CLOSED,
        frozenset({Doer.COORDINATOR}),
        (Need.CLOSED_REASON,),
    ),
    Move(
        "reopen",
        (MilestoneState.ACHIEVED, MilestoneState.CLOSED),
        MilestoneState.IN_PROGRESS,
        frozenset({Doer.COORDINATOR}),
        (Need.REASON,),
    ),
    Move(
        "import",
        (),
        MilestoneState.ACHIEVED,
        frozenset({Doer.ADMINISTRATOR}),
        (Need.NOT_REVIEWED_MARK,),
    ),
)

COMMITMENT_MOVES = (
    Move(
        "propose",
        (CommitmentState.DRAFT,),
        CommitmentState.PROPOSED,
        frozenset({Doer.FOCAL_POINT, Doer.COORDINATOR}),
    ),
    Move(
        "return_plan",
        (CommitmentState.PROPOSED,),
        CommitmentState.DRAFT,
        frozenset({Doer.COORDINATOR}),
        (Need.REASON,),
    ),
    Move(
        "agree",
        (CommitmentState.PROPOSED,),
        CommitmentState.ACTIVE,
        frozenset({Doer.COORDINATOR}),
        (Need.OWNER, Need.DEADLINE, Need.ACHIEVED_TEST),
    ),
    Move(
        "complete",
        (CommitmentState.ACTIVE,),
        CommitmentState.COMPLETED,
        frozenset({Doer.COORDINATOR}),
        (Need.ALL_ENDED,),
    ),
    Move(
        "close",
        (CommitmentState.ACTIVE, CommitmentState.PAUSED),
        CommitmentState.CLOSED_EARLY,
        frozenset({Doer.COORDINATOR}),
        (Need.CLOSED_REASON, Need.REASON),
    ),
    Move(
        "pause",
        (CommitmentState.ACTIVE,),
        CommitmentState.PAUSED,
        frozenset({Doer.COORDINATOR}),
        (Need.REASON, Need.REVIEW_BY),
    ),
    Move(
        "resume",
        (CommitmentState.PAUSED,),
        CommitmentState.ACTIVE,
        frozenset({Doer.COORDINATOR}),
    ),
    Move(
        "reopen",
        (CommitmentState.COMPLETED, CommitmentState.CLOSED_EARLY),
        CommitmentState.ACTIVE,
        frozenset({Doer.COORDINATOR}),
        (Need.REASON,),
    ),
)


def allowed_moves(state: str | None) -> tuple[Move, ...]:
    """The moves of a milestone in a state; None is a milestone being imported."""
    return _from(MILESTONE_MOVES, state)


def allowed_commitment_moves(state: str) -> tuple[Move, ...]:
    """The moves of a commitment in a state."""
    return _from(COMMITMENT_MOVES, state)


def check_move(source: str | None, target: str) -> Move:
    """The one move of a milestone between two states; raises MoveRefused where there is none."""
    return _check(MILESTONE_MOVES, MilestoneState, source, target)


def check_commitment_move(source: str, target: str) -> Move:
    """The one move of a commitment between two states; raises MoveRefused where there is none."""
    return _check(COMMITMENT_MOVES, CommitmentState, source, target)


def _from(moves: Iterable[Move], state: str | None) -> tuple[Move, ...]:
    if state is None:
        return tuple(move for move in moves if not move.sources)
    return tuple(move for move in moves if state in move.sources)


def _check(
    moves: tuple[Move, ...], states: type[TextChoices], source: str | None, target: str
) -> Move:
    goal = states(target)
    possible = _from(moves, None if source is None else states(source))
    for move in possible:
        if move.target == goal:
            return move
    raise MoveRefused(_refusal(states, source, goal, [move.target for move in possible]))


def _refusal(
    states: type[TextChoices], source: str | None, goal: TextChoices, targets: list[str]
) -> str:
    if source is None:
        return _("An import cannot set the state “%(goal)s”.") % {"goal": goal.label}
    facts = {
        "source": states(source).label,
        "goal": goal.label,
        "targets": get_text_list([f"“{states(one).label}”" for one in targets], _("or")),
    }
    sentence = _(
        "From “%(source)s” there is no way to “%(goal)s”. The next state can be %(targets)s."
    )
    return sentence % facts
