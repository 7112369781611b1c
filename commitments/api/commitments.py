from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation, Post
from commitments import permissions
from commitments.api import etag
from commitments.api.base import Resource, writes
from commitments.api.fields import COMMITMENT_CODE, Choice
from commitments.api.filtering import Filtered, query_of
from commitments.api.pagination import Query
from commitments.api.references import named, replace
from commitments.api.serializers.commitments import (
    Closing,
    CommitmentDetail,
    CommitmentShape,
    DraftFields,
    NeededReason,
    NewCommitment,
    NewRating,
    Pause,
    Reason,
)
from commitments.api.shapes import Nothing, Words
from commitments.filters import CommitmentFilter
from commitments.models import Commitment, Plan
from commitments.rights import Right
from commitments.selectors.commitments import DEFAULT_SORT, SORTS
from commitments.selectors.paging import Sort, choose_sort
from commitments.services import drafts, ratings, steering

THIS = "the commitment"


ORDERS = [
    (f"{sign}{name}", name)
    for name, sort in SORTS.items()
    for sign in ("", "-")
    if not (sign and sort.upwards_only)
]


class CommitmentQuery(Query):
    """Which commitments, beside the filters of the pages, and in which order."""

    sort = Choice(ORDERS, required=False, help_text="The order; `-` turns it round.")


class Commitments(Filtered, Resource):
    """Promises by named holders, linked to objectives."""

    model = Commitment
    shape, detail_shape = CommitmentShape, CommitmentDetail
    one = "a commitment"
    filter_class = CommitmentFilter
    queries: ClassVar[dict[str, type[Words]]] = {
        "list": query_of(CommitmentFilter, CommitmentQuery)
    }
    lookup_field = address_column = "code"
    address_form, address_words = COMMITMENT_CODE, "The code of the commitment."

    def visible(self) -> "QuerySet[Commitment]":
        return Commitment.objects.visible_to(self.user)

    @property
    def sort(self) -> Sort:  # type: ignore[override]
        return choose_sort(self.query.get("sort", ""), SORTS, DEFAULT_SORT)

    @writes(NewCommitment, Right.DRAFT, status=201)
    def create(self, request: Request) -> Response:
        """Start a draft.

        Its code is given now. Others see it once it is sent for agreement.
        """
        words = self.read_words()

        def deed() -> int:
            _resolve(words)
            plan = named(Plan.objects.all(), "plan", code=words.pop("plan"))
            return drafts.draft_commitment(plan, by=self.user, **words).pk

        return self.change(deed)

    @writes(DraftFields, Right.DRAFT, based_on=THIS)
    def partial_update(self, request: Request, code: str) -> Response:
        """Change a draft, or a plan that waits for agreement."""
        return self._carry_out(_change, code)

    @writes(Nothing, Right.PROPOSE, based_on=THIS)
    @action(detail=True, methods=["post"])
    def propose(self, request: Request, code: str) -> Response:
        """Send a draft for agreement."""
        return self._carry_out(etag.holding(drafts.propose_commitment), code)

    @writes(NeededReason, Right.AGREE, based_on=THIS)
    @action(detail=True, methods=["post"], url_path="return")
    def return_plan(self, request: Request, code: str) -> Response:
        """Send a plan back to its writers."""
        return self._carry_out(etag.holding(drafts.return_plan), code)

    @writes(Reason, Right.AGREE, based_on=THIS)
    @action(detail=True, methods=["post"])
    def agree(self, request: Request, code: str) -> Response:
        """Agree a plan.

        Its milestones become promises, their first deadlines are fixed for ever (D1).
        """
        return self._carry_out(etag.holding(drafts.agree_plan), code)

    @writes(NewRating, Right.RATE, based_on=THIS)
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, code: str) -> Response:
        """Give the coordinator's rating, which counts for 90 days (H2)."""
        return self._carry_out(ratings.rate_commitment, code)

    @writes(Pause, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, code: str) -> Response:
        """Pause a commitment and its open milestones."""
        return self._carry_out(steering.pause_commitment, code)

    @writes(Reason, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, code: str) -> Response:
        """End a pause; deadlines are unchanged."""
        return self._carry_out(steering.resume_commitment, code)

    @writes(Reason, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def complete(self, request: Request, code: str) -> Response:
        """Confirm that all counted milestones are achieved or closed."""
        return self._carry_out(steering.complete_commitment, code)

    @writes(Closing, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, code: str) -> Response:
        """Close a commitment early, with every milestone that is not yet decided."""
        return self._carry_out(steering.close_commitment, code)

    @writes(NeededReason, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, code: str) -> Response:
        """Take a completed or closed commitment up again."""
        return self._carry_out(steering.reopen_commitment, code)

    def _carry_out(self, service: Any, code: str) -> Response:
        found = self.find(code=code)
        return self.carry_out(service, found, found)


def _change(found: Commitment, *, by: Any, based_on: int, **words: Any) -> None:
    _resolve(words)
    if lead := words.get("lead_organisation"):
        permissions.require(permissions.can_draft_for(by, lead.pk))
    drafts.change_draft(found, by=by, based_on=based_on, **words)


def _resolve(words: dict[str, Any]) -> None:
    replace(words, "lead_organisation", Organisation.objects.all())
    replace(words, "accountable_post", Post.objects.open_on())
