"""Decide a submission (screen 6): accept, return, close. Nobody certifies their own (M5)."""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.models import Milestone, Review, Submission
from commitments.rights import Right
from commitments.rules.dates import in_text
from commitments.rules.escalation import EscalationEnd
from commitments.rules.words import MilestoneState, ReviewOutcome, Verdict
from commitments.services.closing import check_close, close, settle_date_requests
from commitments.services.deed import change, milestone_deed, require_version
from commitments.services.errors import AlreadyDecided, Problems, moment_in_words
from commitments.services.escalation_end import settle_escalations
from commitments.services.lengths import LONG_TEXT, too_long
from commitments.services.moves import require_move
from history import clock


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
        "milestone.accepted", milestone, by=by, right=Right.REVIEW, reason=reasons
    ) as fresh:
        submission = _reviewable(fresh, by, based_on)
        require_move(fresh, "accept", MilestoneState.ACHIEVED)
        day = achieved_on or submission.achieved_on
        points, problems = _points(submission, verdicts)
        if not problems and any(point["verdict"] != Verdict.MET for point in points):
            problems = {
                "verdicts": _("To accept, every point must be met. Otherwise return it."),
            }
        problems |= _date_problems(submission, day)
        if problems:
            raise Problems(problems)

        _decide(submission, by, ReviewOutcome.ACCEPTED, points, reasons, day)
        settle_date_requests(fresh, by=by)
        settle_escalations(
            fresh, EscalationEnd.RECOVERED, _("The milestone was accepted as achieved."), by=by
        )
        change(
            fresh,
            state=MilestoneState.ACHIEVED,
            achieved_on=day,
            self_reviewed=permissions.is_own_work(by, fresh, submission),
        )
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
        "milestone.returned", milestone, by=by, right=Right.REVIEW, reason=reasons
    ) as fresh:
        submission = _reviewable(fresh, by, based_on)
        require_move(fresh, "return", MilestoneState.RETURNED)
        points, problems = _points(submission, verdicts)
        if not problems and all(point["verdict"] == Verdict.MET for point in points):
            problems = {"verdicts": _("To return it, mark at least one point as not met.")}
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
    verdicts: Sequence[str] = (),
    reasons: str,
    closed_reason: str,
    replaced_by: Milestone | None = None,
    based_on: int | None = None,
) -> Milestone:
    """Decide a submission by closing the milestone as not achieved. Points may stay unjudged."""
    with milestone_deed(
        "milestone.closed", milestone, by=by, right=Right.REVIEW, reason=reasons
    ) as fresh:
        submission = _reviewable(fresh, by, based_on)
        require_move(fresh, "close", MilestoneState.CLOSED)
        points, problems = _points(submission, verdicts) if verdicts else ([], {})
        problems |= check_close(closed_reason, replaced_by, milestone=fresh)
        if not reasons.strip():
            problems["reasons"] = _("Say why it will not be achieved as written.")
        if problems:
            raise Problems(problems)

        _decide(submission, by, ReviewOutcome.CLOSED, points, reasons, None)
        close(fresh, closed_reason, replaced_by, by=by)
        return fresh


def waiting_submission(milestone: Milestone) -> Submission | None:
    """The submission that waits for a decision, or None."""
    return milestone.submissions.filter(is_waiting=True).select_related("submitted_by").first()


def nothing_waits(milestone: Milestone) -> AlreadyDecided:
    """Why there is nothing to decide: who decided, or that it was taken back, and when (C2)."""
    last = milestone.submissions.select_related("review__decided_by").order_by("-id").first()
    review = getattr(last, "review", None)
    if review is not None:
        return AlreadyDecided.told(
            _DECIDED[ReviewOutcome(review.outcome)](), by=review.decided_by, at=review.decided_at
        )
    if last is not None and last.withdrawn_at:
        sentence = _("The submission was taken back %(time)s, so nothing waits for review.")
        return AlreadyDecided(sentence % {"time": moment_in_words(last.withdrawn_at)})
    return AlreadyDecided(_("Nothing waits for review here."))


_DECIDED = {
    ReviewOutcome.ACCEPTED: lambda: _("Already accepted by %(name)s %(time)s."),
    ReviewOutcome.RETURNED: lambda: _("Already returned by %(name)s %(time)s."),
    ReviewOutcome.CLOSED: lambda: _("Already closed by %(name)s %(time)s."),
}


def _reviewable(milestone: Milestone, by: User, based_on: int | None) -> Submission:
    """The submission to decide. Who was first is told before what changed (C1, C2)."""
    submission = waiting_submission(milestone)
    permissions.require(permissions.can_review(by, milestone, submission))
    if submission is None:
        raise nothing_waits(milestone)
    # Taken back and sent anew, it is another claim than the one that was read.
    require_version(milestone, based_on)
    return submission


def _points(
    submission: Submission, verdicts: Sequence[str]
) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Each point with its verdict, and what is missing of the verdicts."""
    asked = [answer["point"] for answer in submission.answers]
    if len(verdicts) != len(asked) or any(v not in Verdict.values for v in verdicts):
        return [], {"verdicts": _("Choose for each point: met, not met, or cannot tell.")}
    return [{"point": p, "verdict": v} for p, v in zip(asked, verdicts, strict=True)], {}


def _date_problems(submission: Submission, day: date) -> dict[str, str]:
    start = submission.milestone.commitment.starts_on
    if day > submission.submitted_on:
        return {"achieved_on": _("Date achieved must be on or before the day it was sent.")}
    if start and day < start and day != submission.achieved_on:
        sentence = _("Date achieved must be on or after %(start)s, when this commitment starts.")
        return {"achieved_on": sentence % {"start": in_text(start)}}
    return {}


def _decide(
    submission: Submission,
    by: User,
    outcome: str,
    points: list[dict[str, str]],
    reasons: str,
    achieved_on: date | None,
) -> Review:
    if problems := too_long({"reasons": reasons}, {"reasons": LONG_TEXT}):
        raise Problems(problems)
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
        post_id=permissions.acting_post_id(by, Right.REVIEW, submission.milestone.commitment),
    )
