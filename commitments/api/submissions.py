from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import permissions
from commitments.api import etag
from commitments.api.base import Resource, writes
from commitments.api.fields import COMMITMENT_CODE, MILESTONE_CODE, FlagInAddress, Matching
from commitments.api.pagination import Query
from commitments.api.references import named, replace
from commitments.api.serializers.evidence import links
from commitments.api.serializers.submissions import (
    Acceptance,
    NewSubmission,
    Return,
    ReviewClosing,
    SubmissionShape,
)
from commitments.api.shapes import Nothing, Row, Words
from commitments.models import Milestone, Submission
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.services import reviews, submissions

THIS = "the submission"


class SubmissionQuery(Query):
    """Which submissions."""

    milestone = Matching(MILESTONE_CODE, required=False, help_text="Of this milestone.")
    commitment = Matching(COMMITMENT_CODE, required=False, help_text="Of this commitment.")
    waiting = FlagInAddress(required=False, help_text="Those that wait for a decision, or not.")


class Submissions(Resource):
    """Claims that a milestone is achieved, and their decisions, newest first."""

    model = Submission
    shape = SubmissionShape
    one = "a submission"
    queries: ClassVar[dict[str, type[Words]]] = {"list": SubmissionQuery}

    def visible(self) -> "QuerySet[Submission]":
        reached = reach(self.user, Right.SEE, "milestone__commitment__")
        rows = Submission.objects.select_related("milestone__commitment")
        return rows if reached is None else rows.filter(reached)

    def narrow(self, rows: "QuerySet[Submission]") -> "QuerySet[Submission]":
        return rows.filter(
            **{
                look_up: self.query[name]
                for name, look_up in (
                    ("milestone", "milestone__code"),
                    ("commitment", "milestone__commitment__code"),
                    ("waiting", "is_waiting"),
                )
                if name in self.query
            }
        )

    def now(self, row: Any) -> Row | None:
        if "id" in self.kwargs:
            return self.show(int(self.kwargs["id"]))
        return super().now(row)

    @writes(NewSubmission, Right.SUBMIT, based_on="the milestone", status=201)
    def create(self, request: Request) -> Response:
        """Submit a milestone for review.

        The owner's reminders stop, the review clock starts.
        """
        version = etag.based_on(request)
        words = self.read_words()

        def deed() -> int:
            visible = Milestone.objects.visible_to(self.user).select_related("commitment")
            milestone = named(visible, "milestone", code=words.pop("milestone"))
            permissions.require(permissions.can_submit(self.user, milestone))
            evidence = links(words.pop("evidence", []))
            return submissions.submit_milestone(
                milestone, by=self.user, based_on=version, evidence=evidence, **words
            ).pk

        return self.change(deed)

    @writes(Acceptance, Right.REVIEW, based_on=THIS)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, id: str) -> Response:
        """Accept as achieved.

        Never by who sent it or owns the commitment (M5).
        """
        return self._decide(reviews.accept_milestone, id)

    @writes(Return, Right.REVIEW, based_on=THIS)
    @action(detail=True, methods=["post"], url_path="return")
    def return_for_changes(self, request: Request, id: str) -> Response:
        """Return for changes."""
        return self._decide(reviews.return_milestone, id)

    @writes(ReviewClosing, Right.REVIEW, based_on=THIS)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, id: str) -> Response:
        """Close the milestone as not achieved."""
        return self._decide(self._close, id)

    @writes(Nothing, Right.SUBMIT, based_on=THIS)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:
        """Take a submission back before it is decided."""
        return self._decide(_withdraw, id)

    def _decide(self, service: Any, id: str) -> Response:
        found = self.find(id=id)

        def of_milestone(submission: Submission, **words: Any) -> None:
            if not submission.is_waiting:
                # A later submission may wait; this one is decided.
                raise reviews.nothing_waits(submission.milestone)
            service(submission.milestone, **words)

        return self.carry_out(of_milestone, found, found.milestone.commitment)

    def _close(self, milestone: Milestone, *, reason: str, **words: Any) -> None:
        replace(words, "replaced_by", Milestone.objects.visible_to(self.user), "code")
        reviews.close_on_review(milestone, reasons=reason, **words)


def _withdraw(milestone: Milestone, *, by: Any, based_on: int) -> None:
    waiting = reviews.waiting_submission(milestone)
    permissions.require(permissions.can_withdraw(by, milestone, waiting))
    etag.hold(milestone, based_on)
    submissions.withdraw_submission(milestone, by=by)
