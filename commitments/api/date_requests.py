from typing import Any, ClassVar

from django.db.models import QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import permissions
from commitments.api import etag
from commitments.api.base import Resource, writes
from commitments.api.fields import COMMITMENT_CODE, MILESTONE_CODE, Choice, Matching
from commitments.api.pagination import Query
from commitments.api.references import named
from commitments.api.serializers.date_requests import (
    DateDecision,
    DateRequestShape,
    NewDateRequest,
)
from commitments.api.serializers.evidence import links
from commitments.api.shapes import Nothing, Row, Words
from commitments.models import DateRequest, Milestone
from commitments.rights import Right
from commitments.rules.words import DateOutcome
from commitments.services import dates

THIS = "the date request"


class DateRequestQuery(Query):
    """Which requests."""

    milestone = Matching(MILESTONE_CODE, required=False, help_text="For this milestone.")
    commitment = Matching(COMMITMENT_CODE, required=False, help_text="For this commitment.")
    outcome = Choice(DateOutcome.choices, required=False, help_text="With this outcome.")


class DateRequests(Resource):
    """Requests for another deadline, and their decisions, newest first."""

    model = DateRequest
    shape = DateRequestShape
    one = "a date request"
    queries: ClassVar[dict[str, type[Words]]] = {"list": DateRequestQuery}

    def visible(self) -> "QuerySet[DateRequest]":
        return DateRequest.objects.visible_to(self.user).select_related("milestone__commitment")

    def narrow(self, rows: "QuerySet[DateRequest]") -> "QuerySet[DateRequest]":
        return rows.filter(
            **{
                look_up: self.query[name]
                for name, look_up in (
                    ("milestone", "milestone__code"),
                    ("commitment", "milestone__commitment__code"),
                    ("outcome", "outcome"),
                )
                if name in self.query
            }
        )

    def now(self, row: Any) -> Row | None:
        if "id" in self.kwargs:
            return self.show(int(self.kwargs["id"]))
        return super().now(row)

    @writes(NewDateRequest, Right.ASK_DATE, based_on="the milestone", status=201)
    def create(self, request: Request) -> Response:
        """Ask for another deadline.

        An earlier one needs no approval and holds at once (D1).
        """
        version = etag.based_on(request)
        words = self.read_words()

        def deed() -> int:
            visible = Milestone.objects.visible_to(self.user).select_related("commitment")
            milestone = named(visible, "milestone", code=words.pop("milestone"))
            permissions.require(permissions.can_ask_date(self.user, milestone))
            evidence = links(words.pop("evidence", []))
            return dates.ask_for_date(
                milestone, by=self.user, based_on=version, evidence=evidence, **words
            ).pk

        return self.change(deed)

    @writes(DateDecision, Right.DECIDE_DATE, based_on=THIS)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, id: str) -> Response:
        """Approve, approve another date, or refuse.

        Never by who asked or owns the commitment. The first deadline never changes (D1).
        """
        return self._settle(_decide, id)

    @writes(Nothing, Right.ASK_DATE, based_on=THIS)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, id: str) -> Response:
        """Take a request back before it is decided."""
        return self._settle(_withdraw, id)

    def _settle(self, service: Any, id: str) -> Response:
        found = self.find(id=id)
        return self.carry_out(service, found, found.milestone.commitment)


def _decide(found: DateRequest, *, by: Any, based_on: int, **words: Any) -> None:
    permissions.require(permissions.can_decide_date(by, found.milestone, found.asked_by_id))
    _hold(found, based_on)
    dates.decide_date(found, by=by, **words)


def _withdraw(found: DateRequest, *, by: Any, based_on: int) -> None:
    permissions.require(permissions.can_withdraw_request(by, found.milestone, found))
    _hold(found, based_on)
    dates.withdraw_date_request(found, by=by)


def _hold(found: DateRequest, based_on: int) -> None:
    if found.outcome != DateOutcome.WAITING:
        # Who was first is told before what changed (C2).
        raise dates.already_decided(found)
    etag.hold(found.milestone, based_on)
