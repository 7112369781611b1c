from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Post
from commitments import permissions
from commitments.api import etag
from commitments.api.base import Resource, writes
from commitments.api.fields import COMMITMENT_CODE, MILESTONE_CODE, Matching
from commitments.api.filtering import Filtered, query_of
from commitments.api.pagination import Query
from commitments.api.references import named, replace
from commitments.api.serializers.commitments import NeededReason, Pause, Reason
from commitments.api.serializers.milestones import (
    MilestoneClosing,
    MilestoneDetail,
    MilestoneFields,
    MilestoneShape,
    NewMilestone,
)
from commitments.api.shapes import Words
from commitments.filters import MilestoneFilter
from commitments.models import Commitment, Milestone
from commitments.rights import Right
from commitments.selectors.paging import Leg, Sort
from commitments.services import drafts, steering

THIS = "the milestone"


class MilestoneQuery(Query):
    """Which milestones, beside the filters of the pages."""

    commitment = Matching(COMMITMENT_CODE, required=False, help_text="Of this commitment.")


class Milestones(Filtered, Resource):
    """Dated steps, each with the test that tells whether it is reached."""

    model = Milestone
    shape, detail_shape = MilestoneShape, MilestoneDetail
    one = "a milestone"
    filter_class = MilestoneFilter
    queries: ClassVar[dict[str, type[Words]]] = {"list": query_of(MilestoneFilter, MilestoneQuery)}
    sort = Sort("code", (Leg(("code",)),))
    lookup_field = address_column = "code"
    address_form, address_words = MILESTONE_CODE, "The code of the milestone."

    def visible(self) -> "QuerySet[Milestone]":
        return Milestone.objects.visible_to(self.user).select_related("commitment")

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        rows = super().narrow(rows)
        code = self.query.get("commitment")
        return rows.filter(commitment__code=code) if code else rows

    @writes(NewMilestone, Right.DRAFT, based_on="the commitment", status=201)
    def create(self, request: Request) -> Response:
        """Add a milestone to a draft."""
        version = etag.based_on(request)
        words = self.read_words()

        def deed() -> int:
            visible = Commitment.objects.visible_to(self.user)
            commitment = named(visible, "commitment", code=words.pop("commitment"))
            permissions.require(permissions.can_draft(self.user, commitment))
            replace(words, "responsible_post", Post.objects.open_on())
            etag.hold(commitment, version)
            return drafts.add_milestone(commitment, by=self.user, **words).pk

        return self.change(deed)

    @writes(MilestoneFields, Right.DRAFT, based_on=THIS)
    def partial_update(self, request: Request, code: str) -> Response:
        """Change a milestone that is still a draft."""
        return self._carry_out(_change, code)

    @writes(Pause, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def pause(self, request: Request, code: str) -> Response:
        """Put an open milestone on hold; it is not overdue while paused (D12)."""
        return self._carry_out(steering.pause_milestone, code)

    @writes(Reason, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, code: str) -> Response:
        """End a pause; the deadline is unchanged."""
        return self._carry_out(steering.resume_milestone, code)

    @writes(MilestoneClosing, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, code: str) -> Response:
        """Close a milestone that will not be achieved as written."""
        return self._carry_out(self._close, code)

    @writes(NeededReason, Right.STEER, based_on=THIS)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, code: str) -> Response:
        """Take an achieved or closed milestone up again."""
        return self._carry_out(steering.reopen_milestone, code)

    def _carry_out(self, service: Any, code: str) -> Response:
        found = self.find(code=code)
        return self.carry_out(service, found, found.commitment)

    def _close(self, found: Milestone, **words: Any) -> None:
        replace(words, "replaced_by", self.visible(), "code")
        steering.close_milestone(found, **words)


def _change(found: Milestone, **words: Any) -> None:
    replace(words, "responsible_post", Post.objects.open_on())
    drafts.change_milestone_draft(found, **words)
