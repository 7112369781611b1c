from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from django.db.models import Q, QuerySet
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Post
from commitments.api.base import Resource
from commitments.api.entries import changes_of, strands_about
from commitments.api.fields import COMMITMENT_CODE, MILESTONE_CODE, Choice, Day, Matching, Text
from commitments.api.pagination import Query, page
from commitments.api.serializers.history import ActShape
from commitments.api.shapes import Words
from commitments.models import Commitment, Milestone
from commitments.rights import Right, Scope, scopes
from commitments.selectors.bodies import may_read_notes
from commitments.selectors.history import strands_of_commitment, strands_of_milestone
from history import clock
from history.changes import Strand, acts_about
from history.models import Act, Channel

Story = list[Strand]


class HistoryQuery(Query):
    """Which entries."""

    commitment = Matching(
        COMMITMENT_CODE, required=False, help_text="About this commitment or its milestones."
    )
    milestone = Matching(MILESTONE_CODE, required=False, help_text="About this milestone.")
    kind = Text(most=60, required=False, help_text="Of this kind, like milestone.accepted.")
    channel = Choice(Channel.choices, required=False, help_text="That came this way.")
    done_from = Day(required=False, help_text="Done on this day or later.")
    done_to = Day(required=False, help_text="Done on this day or before.")


class History(Resource):
    """The record: every deed, newest first."""

    model = Act
    shape = ActShape
    one = "an entry of the record"
    address_words = "The number of the entry."
    queries: ClassVar[dict[str, type[Words]]] = {"list": HistoryQuery}

    def visible(self) -> "QuerySet[Act]":
        """All to who sees the whole record; to others what is about objects they see."""
        rows = Act.objects.all()
        if day := clock.day_read():
            rows = rows.filter(at__lt=clock.end_of_day(day))
        if Scope.ALL in scopes(self.user.standing, Right.SEE):
            return rows
        commitments = Commitment.objects.visible_to(self.user).values("code")
        milestones = Milestone.objects.visible_to(self.user).values("code")
        return rows.filter(
            Q(about__in=commitments) | Q(about__in=milestones) | Q(person=self.user.pk)
        )

    def strands(self) -> "Story":
        """The story of the one object that is asked about; none when there is none."""
        if code := self.query.get("milestone"):
            milestone = Milestone.objects.visible_to(self.user).filter(code=code).first()
            return strands_of_milestone(milestone) if milestone else []
        if code := self.query.get("commitment"):
            commitment = Commitment.objects.visible_to(self.user).filter(code=code).first()
            return strands_of_commitment(commitment) if commitment else []
        return []

    def narrow(self, rows: "QuerySet[Act]") -> "QuerySet[Act]":
        asked = self.query
        for name in ("kind", "channel"):
            if asked.get(name):
                rows = rows.filter(**{name: asked[name]})
        if "done_from" in asked:
            rows = rows.filter(at__gte=_start(asked["done_from"]))
        if "done_to" in asked:
            rows = rows.filter(at__lt=_start(asked["done_to"], 1))
        return rows

    def list(self, request: Request) -> Response:
        """List what was done, newest first.

        Of one commitment or milestone it is the whole story, with each field before and after.
        """
        if not {"commitment", "milestone"} & set(self.query):
            return super().list(request)
        strands = self.strands()
        rows = self.narrow(acts_about(strands)) if strands else Act.objects.none()
        answer = page(request, self.query, rows, self.sort, self.shape)
        changes = changes_of([row["id"] for row in answer["results"]], strands)
        for row in answer["results"]:
            row["changes"] = changes.get(row["id"], [])
        return Response(answer)

    def retrieve(self, request: Request, **address: str) -> Response:
        """Read an entry, with each field before and after."""
        act = self.find(**address)
        row = self.show(act.pk)
        changes = changes_of([act.pk], strands_about(act)).get(act.pk, [])
        row["changes"] = [one for one in changes if self._concerns(act, one["field"])]
        return Response(row)

    def _concerns(self, act: Act, field: str | None) -> bool:
        """Hand-over notes are for those concerned, as on the page of the post."""
        if field != "hand_over_note":
            return True
        return may_read_notes(self.user, Post.objects.get(slug=act.about))


def _start(day: date, later: int = 0) -> datetime:
    """The first moment of a day, within what the database and the calendar can hold."""
    try:
        return clock.end_of_day(day + timedelta(days=later - 1))
    except OverflowError:
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
