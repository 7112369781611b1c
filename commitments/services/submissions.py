"""Submit a milestone for review and take it back (screen 6; moves of 4.2)."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.files import NewEvidence
from commitments.models import Milestone, Submission
from commitments.rights import Right
from commitments.rules.dates import in_text
from commitments.rules.words import MilestoneState
from commitments.services.deed import change, milestone_deed
from commitments.services.errors import Problems
from commitments.services.evidence import attach
from commitments.services.lengths import LONG_TEXT, too_long
from commitments.services.moves import require_move
from commitments.services.reviews import (
    accept_milestone,
    close_on_review,
    nothing_waits,
    return_milestone,
    waiting_submission,
)
from history import clock

__all__ = [
    "accept_milestone",
    "close_on_review",
    "return_milestone",
    "submit_milestone",
    "waiting_submission",
    "withdraw_submission",
]


def submit_milestone(
    milestone: Milestone,
    *,
    by: User,
    achieved_on: date,
    answers: Sequence[str],
    note: str = "",
    no_evidence_reason: str = "",
    evidence: Sequence[NewEvidence] = (),
    shown_by: Sequence[Collection[int]] = (),
    based_on: int | None = None,
) -> Submission:
    """Claim that a milestone is achieved. The owner's ladder stops, the review clock starts.

    `answers` stand in the order of `points_to_answer`. `shown_by` names for each point the kept
    evidence that shows it; then each point needs some, or there is a reason why not. Without it
    the claim as a whole needs evidence or a reason.
    """
    with milestone_deed(
        "milestone.submitted", milestone, by=by, right=Right.SUBMIT, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_submit(by, fresh))
        require_move(fresh, "submit", MilestoneState.SUBMITTED)
        problems = problems_of_claim(
            fresh,
            achieved_on=achieved_on,
            answers=answers,
            note=note,
            no_evidence_reason=no_evidence_reason,
            evidence=evidence,
            shown_by=shown_by,
        )
        if problems:
            raise Problems(problems)

        submission = Submission.objects.create(
            milestone=fresh,
            achieved_on=achieved_on,
            answers=_frozen(fresh, answers, _shown_by(fresh, shown_by)),
            note=note,
            no_evidence_reason=no_evidence_reason,
            submitted_on=clock.real_today(),
            submitted_at=clock.now(),
            submitted_by=by,
            post_id=permissions.acting_post_id(by, Right.SUBMIT, fresh.commitment),
        )
        for item in evidence:
            attach(item, commitment=fresh.commitment, milestone=fresh, submission=submission, by=by)
        change(
            fresh,
            state=MilestoneState.SUBMITTED,
            achieved_on=achieved_on,
            submitted_on=submission.submitted_on,
        )
        return submission


def problems_of_claim(
    milestone: Milestone,
    *,
    achieved_on: date,
    answers: Sequence[str],
    note: str = "",
    no_evidence_reason: str = "",
    evidence: Sequence[NewEvidence] = (),
    shown_by: Sequence[Collection[int]] = (),
) -> dict[str, str]:
    """What `submit_milestone` would refuse, by field; for the step of checking before it."""
    shown = _shown_by(milestone, shown_by)
    return {
        **date_problems(milestone, achieved_on, latest=clock.real_today()),
        **_answer_problems(milestone, answers),
        **_evidence_problems(milestone, shown, evidence, no_evidence_reason),
        **too_long(
            {"note": note, "no_evidence_reason": no_evidence_reason},
            {"note": LONG_TEXT, "no_evidence_reason": LONG_TEXT},
        ),
    }


def withdraw_submission(milestone: Milestone, *, by: User) -> Milestone:
    """Take a submission back before it is decided. The ladder resumes.

    Who sent it can, and whoever holds the post that sent it, while they may submit at all.
    """
    with milestone_deed("milestone.withdrawn", milestone, by=by, right=Right.SUBMIT) as fresh:
        submission = waiting_submission(fresh)
        permissions.require(permissions.can_withdraw(by, fresh, submission))
        if submission is None:
            raise nothing_waits(fresh)
        require_move(fresh, "withdraw", MilestoneState.IN_PROGRESS)
        change(submission, is_waiting=False, withdrawn_at=clock.now())
        change(fresh, state=MilestoneState.IN_PROGRESS, achieved_on=None, submitted_on=None)
        return fresh


def date_problems(milestone: Milestone, achieved_on: date, *, latest: date) -> dict[str, str]:
    """D14: a date achieved is not before the start and not after `latest`."""
    start = milestone.commitment.starts_on
    if achieved_on > latest:
        return {"achieved_on": _("Date achieved must be today or in the past.")}
    if start and achieved_on < start:
        sentence = _("Date achieved must be on or after %(start)s, when this commitment starts.")
        return {"achieved_on": sentence % {"start": in_text(start)}}
    return {}


def _answer_problems(milestone: Milestone, answers: Sequence[str]) -> dict[str, str]:
    points = milestone.points_to_answer
    problems: dict[str, str] = {}
    if len(answers) != len(points):
        problems["answers"] = _("Answer each point of what counts as achieved.")
    for number, answer in enumerate(answers[: len(points)], 1):
        field = f"answer_{number}"
        if not answer.strip():
            problems[field] = _("Say how point %(n)s is met.") % {"n": number}
        problems |= too_long({field: answer}, {field: LONG_TEXT})
    return problems


def _evidence_problems(
    milestone: Milestone,
    shown: Sequence[Collection[int]],
    evidence: Sequence[NewEvidence],
    no_evidence_reason: str,
) -> dict[str, str]:
    if no_evidence_reason.strip():
        return {}
    if not shown:
        has_some = bool(evidence) or milestone.evidence_count > 0
        words = _("Add evidence, or say why there is none.")
        return {} if has_some else {"no_evidence_reason": words}
    words = _("Add evidence for point %(n)s, or say why there is none.")
    bare = [number for number, rows in enumerate(shown, 1) if not rows]
    return {f"evidence_{number}": words % {"n": number} for number in bare}


def _shown_by(milestone: Milestone, asked: Sequence[Collection[int]]) -> list[list[int]]:
    """For each point the evidence that is this milestone's own, in the order it was added."""
    if not asked:
        return []
    kept = set(milestone.evidence.values_list("pk", flat=True))
    shown = [sorted(set(rows) & kept) for rows in asked]
    missing = len(milestone.points_to_answer) - len(shown)
    return shown[: len(milestone.points_to_answer)] + [[] for _point in range(missing)]


def _frozen(
    milestone: Milestone, answers: Sequence[str], shown: Sequence[list[int]]
) -> list[dict[str, Any]]:
    """Points, answers and evidence as they stand at this moment."""
    rows: list[dict[str, Any]] = [
        {"point": point, "answer": answer.strip()}
        for point, answer in zip(milestone.points_to_answer, answers, strict=True)
    ]
    for row, evidence in zip(rows, shown, strict=False):
        row["evidence"] = evidence
    return rows
