"""Submissions: the claim that a milestone is achieved, and its decision."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework import serializers

from commitments.api.fields import MILESTONE_CODE, Choice, Day, Matching, Several, Text, Whole
from commitments.api.serializers.common import (
    PERSON,
    POST,
    URL,
    address,
    day,
    flag,
    maybe_text,
    text,
    whole,
    word,
)
from commitments.api.serializers.evidence import EvidenceShape, NewLink
from commitments.api.serializers.milestones import MilestoneClosing
from commitments.api.serializers.updates import LINKS_AT_MOST
from commitments.api.shapes import Row, Shape, Words
from commitments.models import Evidence, Review
from commitments.rules.words import ReviewOutcome, Verdict
from commitments.services.lengths import LONG_TEXT

POINTS_AT_MOST = 200


class AnswerShape(serializers.Serializer):
    """How one point is met."""

    point = serializers.CharField(help_text="The point, as it read on the day.")
    answer = serializers.CharField(help_text="How it is met.")
    evidence = serializers.ListField(
        child=serializers.IntegerField(),
        required=False,
        help_text="The numbers of the evidence that shows it.",
    )


class VerdictShape(serializers.Serializer):
    """The reviewer's answer for one point."""

    point = serializers.CharField(help_text="The point.")
    verdict = word(Verdict, "Met, not met, or cannot tell.")


class ReviewShape(Shape):
    """The decision, by somebody who neither sent nor owns it (M5)."""

    outcome = word(ReviewOutcome, "What was decided.")
    verdicts = VerdictShape(many=True, help_text="Each point.")
    reasons = text("The reasons.")
    achieved_on = day("The day it was achieved, as decided.")
    decided_on = serializers.DateField(help_text="The day of the decision.")
    decided_at = serializers.DateTimeField(help_text="The moment of the decision.")
    decided_by = serializers.CharField(help_text=PERSON)
    post = maybe_text(POST)

    columns: ClassVar[dict[str, Any]] = {
        "outcome": "outcome",
        "verdicts": "verdicts",
        "reasons": "reasons",
        "achieved_on": "achieved_on",
        "decided_on": "decided_on",
        "decided_at": "decided_at",
        "decided_by": "decided_by__name",
        "post": "post__slug",
        "_submission": "submission_id",
    }


class SubmissionEvidence(EvidenceShape):
    """Evidence that came with a submission."""

    columns: ClassVar[dict[str, Any]] = {**EvidenceShape.columns, "_submission": "submission_id"}


class SubmissionShape(Shape):
    """A submission, frozen as it was sent."""

    id = whole("Its number.")
    milestone = serializers.CharField(help_text="The code of the milestone.")
    is_waiting = flag("Whether it waits for a decision.")
    achieved_on = serializers.DateField(help_text="The day it was achieved, as claimed.")
    answers = AnswerShape(many=True, help_text="How each point is met, in the order of the points.")
    note = text("What the reviewer should know.")
    no_evidence_reason = text("Why there is no evidence.")
    submitted_on = serializers.DateField(help_text="The day it was sent.")
    submitted_at = serializers.DateTimeField(help_text="The moment it was sent.")
    submitted_by = serializers.CharField(help_text=PERSON)
    post = maybe_text(POST)
    withdrawn_at = serializers.DateTimeField(
        help_text="The moment it was taken back.", allow_null=True
    )
    review = ReviewShape(help_text="The decision, if there is one.", allow_null=True)
    evidence = EvidenceShape(many=True, help_text="What came with it.")
    version = whole("The version of its milestone, on which a decision is based.")
    url = serializers.CharField(help_text=URL)

    columns: ClassVar[dict[str, Any]] = {
        "id": "pk",
        "milestone": "milestone__code",
        "is_waiting": "is_waiting",
        "achieved_on": "achieved_on",
        "answers": "answers",
        "note": "note",
        "no_evidence_reason": "no_evidence_reason",
        "submitted_on": "submitted_on",
        "submitted_at": "submitted_at",
        "submitted_by": "submitted_by__name",
        "post": "post__slug",
        "withdrawn_at": "withdrawn_at",
        "version": "milestone__version",
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        keys = [row["_pk"] for row in rows]
        reviews = ReviewShape.read_by("_submission", Review.objects.filter(submission__in=keys))
        shown = Evidence.objects.filter(submission__in=keys).order_by("pk")
        evidence = SubmissionEvidence.read_by("_submission", shown)
        root = address("submissions")
        for row in rows:
            row["review"] = reviews.get(row["_pk"], [None])[0]
            row["evidence"] = evidence.get(row["_pk"], [])
            row["url"] = f"{root}/{row['id']}"


# --- What is sent ------------------------------------------------------------------------------


class NewSubmission(Words):
    """The claim that a milestone is achieved."""

    milestone = Matching(MILESTONE_CODE, help_text="The code of the milestone.")
    achieved_on = Day(help_text="The day it was achieved, today or before.")
    answers = Several(
        Text(most=LONG_TEXT, allow_blank=True),
        most=POINTS_AT_MOST,
        help_text="How each point of `points` is met, in their order.",
    )
    note = Text(most=LONG_TEXT, required=False, help_text="What the reviewer should know.")
    no_evidence_reason = Text(
        most=LONG_TEXT, required=False, help_text="Why there is no evidence, if there is none."
    )
    evidence = Several(
        NewLink(), most=LINKS_AT_MOST, required=False, help_text="Links that show it."
    )
    shown_by = Several(
        Several(Whole(min_value=1, max_value=2**53), most=100),
        most=POINTS_AT_MOST,
        required=False,
        help_text="For each point the numbers of the kept evidence that shows it.",
    )


class Verdicts(Words):
    """The reviewer's answers."""

    verdicts = Several(
        Choice(Verdict.choices),
        most=POINTS_AT_MOST,
        help_text="For each point of the submission, in their order.",
    )


class Acceptance(Verdicts):
    """Accepted as achieved: every point is met."""

    reasons = Text(most=LONG_TEXT, required=False, help_text="Words to the owner.")
    achieved_on = Day(
        required=False, allow_null=True, help_text="Corrects the day that was claimed."
    )


class Return(Verdicts):
    """Returned for changes: at least one point is not met."""

    reasons = Text(most=LONG_TEXT, help_text="What is missing.")


class ReviewClosing(MilestoneClosing):
    """Closed as not achieved. Points may stay unjudged."""

    verdicts = Several(
        Choice(Verdict.choices),
        most=POINTS_AT_MOST,
        required=False,
        help_text="For each point, or none.",
    )
