"""Each service as a plain deed on a milestone, with everything that it needs."""

from collections.abc import Callable
from typing import Any

from accounts.models import User
from commitments.models import Milestone
from commitments.rules.words import ClosedReason, Confidence, Verdict
from commitments.services import progress, reviews, steering, submissions
from tests.factories import today

Deed = Callable[[Milestone, User], Any]


def start(milestone: Milestone, by: User) -> Any:
    word = progress.MilestoneWord(milestone.pk, started=True)
    return progress.log_progress(
        milestone.commitment,
        by=by,
        confidence=Confidence.ON_TRACK,
        happened="Work began.",
        milestones=[word],
    )


def submit(milestone: Milestone, by: User, **changes: Any) -> Any:
    facts = {
        "achieved_on": today(-1),
        "answers": ["As promised."] * len(milestone.points_to_answer),
        "no_evidence_reason": "The gazette is public.",
    }
    return submissions.submit_milestone(milestone, by=by, **(facts | changes))


def withdraw(milestone: Milestone, by: User) -> Any:
    return submissions.withdraw_submission(milestone, by=by)


def verdicts(milestone: Milestone, verdict: str = Verdict.MET) -> list[str]:
    return [verdict] * len(milestone.points_to_answer)


def accept(milestone: Milestone, by: User, **changes: Any) -> Any:
    return reviews.accept_milestone(
        milestone, by=by, **({"verdicts": verdicts(milestone)} | changes)
    )


def send_back(milestone: Milestone, by: User, **changes: Any) -> Any:
    facts = {"verdicts": verdicts(milestone, Verdict.NOT_MET), "reasons": "The annex is missing."}
    return reviews.return_milestone(milestone, by=by, **(facts | changes))


def close_on_review(milestone: Milestone, by: User, **changes: Any) -> Any:
    facts = {"reasons": "It fell away.", "closed_reason": ClosedReason.CANCELLED}
    return reviews.close_on_review(milestone, by=by, **(facts | changes))


def pause(milestone: Milestone, by: User, **changes: Any) -> Any:
    facts = {"reason": "The budget is frozen.", "review_by": today(60)}
    return steering.pause_milestone(milestone, by=by, **(facts | changes))


def resume(milestone: Milestone, by: User) -> Any:
    return steering.resume_milestone(milestone, by=by)


def close(milestone: Milestone, by: User, **changes: Any) -> Any:
    facts = {"reason": "It fell away.", "closed_reason": ClosedReason.CANCELLED}
    return steering.close_milestone(milestone, by=by, **(facts | changes))


def reopen(milestone: Milestone, by: User, **changes: Any) -> Any:
    return steering.reopen_milestone(milestone, by=by, **({"reason": "New facts."} | changes))
