"""Submit a milestone for review, withdraw it, decide it (screen 6; moves of 4.2)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.files import NewEvidence
from commitments.models import Milestone, Review, Submission
from commitments.rights import Right
from commitments.rules.dates import in_text
from commitments.rules.words import (
    OPEN_STATES,
    ClosedReason,
    MilestoneState,
    ReviewOutcome,
    Verdict,
)
from commitments.services.deed import change, milestone_deed
from commitments.services.errors import AlreadyDecided, Problems, Refused
from commitments.services.evidence import attach
from history import clock


def submit_milestone(
    milestone: Milestone,
    *,
    by: User,
    achieved_on: date,
    answers: Sequence[str],
    note: str = "",
    no_evidence_reason: str = "",
    evidence: Sequence[NewEvidence] = (),
    based_on: int | None = None,
) -> Submission:
    """Claim that a milestone is achieved. The owner's ladder stops, the review clock starts.

    `answers` stand in the order of the acceptance points. Needs evidence, or why there is none.
    """
    with milestone_deed(
        "milestone.submitted", milestone, by=by, right=Right.SUBMIT, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_submit(by, fresh))
        if fresh.state not in OPEN_STATES:
            raise Refused(
                _("This milestone is %(state)s and cannot be submitted now.")
                % {"state": fresh.get_state_display()}
            )
        has_evidence = bool(evidence) or fresh.evidence_count > 0
        _check_claim(fresh, achieved_on, answers, has_evidence, no_evidence_reason)

        today = clock.real_today()
        submission = Submission.objects.create(
            milestone=fresh,
            achieved_on=achieved_on,
            answers=[
                {"point": point, "answer": answer.strip()}
                for point, answer in zip(fresh.acceptance_points, answers, strict=True)
            ],
            note=note,
            no_evidence_reason=no_evidence_reason,
            submitted_on=today,
            submitted_at=clock.now(),
            submitted_by=by,
            post_id=_post_id(by, Right.SUBMIT, fresh),
        )
        for item in evidence:
            attach(
                item,
                commitment=fresh.commitment,
                milestone=fresh,
                submission=submission,
                by=by,
            )
        change(
            fresh,
            state=MilestoneState.SUBMITTED,
            achieved_on=achieved_on,
            submitted_on=today,
        )
        return submission


def withdraw_submission(milestone: Milestone, *, by: User) -> Milestone:
    """Take a submission back before it is decided; only who sent it can. The ladder resumes."""
    with milestone_deed("milestone.withdrawn", milestone, by=by, right=Right.SUBMIT) as fresh:
        submission = waiting_submission(fresh)
        if submission is None:
            raise _decided(fresh)
        permissions.require(submission.submitted_by_id == by.pk)
        change(submission, is_waiting=False, withdrawn_at=clock.now())
        change(fresh, state=MilestoneState.IN_PROGRESS, achieved_on=None, submitted_on=None)
        return fresh


def accept_milestone(
    milestone: Milestone,
    *,
    by: User,
    verdicts: Sequence[str],
    reasons: str = "",
    achieved_on: date | None = None,
    based_on: int | None = None,
) -> Milestone:
    """Accept as achieved: every point is met, the date achieved is fixed (M5, D14).

    `achieved_on` corrects the date that was claimed. AlreadyDecided when somebody was first.
    """
    with milestone_deed(
        "milestone.accepted", milestone, by=by, right=Right.REVIEW, reason=reasons,
        based_on=based_on,
    ) as fresh:  # fmt: skip
        submission = _reviewable(fresh, by)
        points = _points(submission, verdicts)
        if any(point["verdict"] != Verdict.MET for point in points):
            raise Problems(
                {"verdicts": _("To accept, every point must be met. Otherwise return it.")}
            )
        day = achieved_on or submission.achieved_on
        if day > submission.submitted_on:
            raise Problems(
                {"achieved_on": _("Date achieved must be on or before the day it was sent.")}
            )
        _decide(submission, by, ReviewOutcome.ACCEPTED, points, reasons, day)
        change(fresh, state=MilestoneState.ACHIEVED, achieved_on=day)
        return fresh


def return_milestone(
    milestone: Milestone,
    *,
    by: User,
    verdicts: Sequence[str],
    reasons: str,
    based_on: int | None = None,
) -> Milestone:
    """Return for changes, with at least one point not met and the reasons (D13)."""
    with milestone_deed(
        "milestone.returned", milestone, by=by, right=Right.REVIEW, reason=reasons,
        based_on=based_on,
    ) as fresh:  # fmt: skip
        submission = _reviewable(fresh, by)
        points = _points(submission, verdicts)
        problems = {}
        if points and all(point["verdict"] == Verdict.MET for point in points):
            problems["verdicts"] = _("To return it, mark at least one point as not met.")
        if not reasons.strip():
            problems["reasons"] = _("Say what is missing, so that the owner can mend it.")
        if problems:
            raise Problems(problems)
        _decide(submission, by, ReviewOutcome.RETURNED, points, reasons, None)
        change(
            fresh,
            state=MilestoneState.RETURNED,
            returned_on=clock.real_today(),
            achieved_on=None,
            submitted_on=None,
        )
        return fresh


def close_on_review(
    milestone: Milestone,
    *,
    by: User,
    verdicts: Sequence[str],
    reasons: str,
    closed_reason: str,
    based_on: int | None = None,
) -> Milestone:
    """Decide a submission by closing the milestone as not achieved."""
    with milestone_deed(
        "milestone.closed", milestone, by=by, right=Right.REVIEW, reason=reasons,
        based_on=based_on,
    ) as fresh:  # fmt: skip
        submission = _reviewable(fresh, by)
        if not reasons.strip():
            raise Problems({"reasons": _("Say why it will not be achieved as written.")})
        if closed_reason not in ClosedReason.values:
            raise Problems({"closed_reason": _("Choose why it is closed.")})
        points = _points(submission, verdicts)
        _decide(submission, by, ReviewOutcome.CLOSED, points, reasons, None)
        change(fresh, state=MilestoneState.CLOSED, closed_reason=closed_reason, achieved_on=None)
        return fresh


def waiting_submission(milestone: Milestone) -> Submission | None:
    """The submission that waits for a decision, or None."""
    return milestone.submissions.filter(is_waiting=True).select_related("submitted_by").first()


def _check_claim(
    milestone: Milestone,
    achieved_on: date,
    answers: Sequence[str],
    has_evidence: bool,
    no_evidence_reason: str,
) -> None:
    problems: dict[str, str] = {}
    start = milestone.commitment.starts_on
    if achieved_on > clock.real_today():
        problems["achieved_on"] = _("Date achieved must be today or in the past.")
    elif start and achieved_on < start:
        problems["achieved_on"] = _(
            "Date achieved must be on or after %(start)s, when this commitment starts."
        ) % {"start": in_text(start)}
    points = milestone.acceptance_points
    if len(answers) != len(points):
        problems["answers"] = _("Answer each point of what counts as achieved.")
    for number, answer in enumerate(answers[: len(points)], 1):
        if not answer.strip():
            problems[f"answer_{number}"] = _("Say how point %(n)s is met.") % {"n": number}
    if not has_evidence and not no_evidence_reason.strip():
        problems["no_evidence_reason"] = _("Add evidence, or say why there is none.")
    if problems:
        raise Problems(problems)


def _reviewable(milestone: Milestone, by: User) -> Submission:
    submission = waiting_submission(milestone)
    permissions.require(permissions.can_review(by, milestone, submission))
    if submission is None:
        raise _decided(milestone)
    return submission


def _decided(milestone: Milestone) -> AlreadyDecided:
    review = (
        Review.objects.filter(submission__milestone=milestone)
        .select_related("decided_by")
        .order_by("-id")
        .first()
    )
    if review is None:
        return AlreadyDecided(_("Nothing waits for review here."))
    return AlreadyDecided(
        _("Already decided by %(name)s: %(outcome)s.")
        % {"name": review.decided_by.name, "outcome": review.get_outcome_display()},
        decided_by=review.decided_by,
        decided_at=review.decided_at,
    )


def _points(submission: Submission, verdicts: Sequence[str]) -> list[dict[str, str]]:
    asked = [answer["point"] for answer in submission.answers]
    if len(verdicts) != len(asked) or any(v not in Verdict.values for v in verdicts):
        raise Problems({"verdicts": _("Choose for each point: met, not met, or cannot tell.")})
    return [{"point": p, "verdict": v} for p, v in zip(asked, verdicts, strict=True)]


def _decide(
    submission: Submission,
    by: User,
    outcome: str,
    points: list[dict[str, str]],
    reasons: str,
    achieved_on: date | None,
) -> Review:
    change(submission, is_waiting=False)
    return Review.objects.create(
        submission=submission,
        outcome=outcome,
        verdicts=points,
        reasons=reasons,
        achieved_on=achieved_on,
        decided_on=clock.real_today(),
        decided_at=clock.now(),
        decided_by=by,
        post_id=_post_id(by, Right.REVIEW, submission.milestone),
    )


def _post_id(by: User, right: Right, milestone: Milestone) -> Any:
    post = permissions.acting_post(by, right, milestone.commitment)
    return post.post_id if post else None
