from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from commitments import permissions
from commitments.api import etag
from commitments.api.base import Resource, writes
from commitments.api.fields import COMMITMENT_CODE, Choice, Day, Matching
from commitments.api.pagination import Query
from commitments.api.references import named
from commitments.api.serializers.evidence import links
from commitments.api.serializers.updates import NewUpdate, UpdateShape
from commitments.api.shapes import Words
from commitments.models import Commitment, Update
from commitments.querysets.reach import reach
from commitments.rights import Right
from commitments.services.errors import Problems
from commitments.services.progress import MilestoneWord, confirm_unchanged, log_progress


class UpdateQuery(Query):
    """Which updates."""

    commitment = Matching(COMMITMENT_CODE, required=False, help_text="Of this commitment.")
    kind = Choice(Update.Kind.choices, required=False, help_text="Of this kind.")
    published_from = Day(required=False, help_text="Published on this day or later.")
    published_to = Day(required=False, help_text="Published on this day or before.")


class Updates(Resource):
    """What owners and contributors said, newest first."""

    model = Update
    shape = UpdateShape
    one = "an update"
    queries: ClassVar[dict[str, type[Words]]] = {"list": UpdateQuery}

    def visible(self) -> "QuerySet[Update]":
        reached = reach(self.user, Right.SEE, "commitment__")
        return Update.objects.all() if reached is None else Update.objects.filter(reached)

    def narrow(self, rows: "QuerySet[Update]") -> "QuerySet[Update]":
        return rows.filter(
            **{
                look_up: self.query[name]
                for name, look_up in (
                    ("commitment", "commitment__code"),
                    ("kind", "kind"),
                    ("published_from", "published_on__gte"),
                    ("published_to", "published_on__lte"),
                )
                if name in self.query
            }
        )

    @writes(NewUpdate, Right.LOG, based_on="the commitment", status=201)
    def create(self, request: Request) -> Response:
        """Log progress.

        The confidence word becomes the owner's rating (H1). Milestones that are started move to
        "In progress"; expected dates change freely.
        """
        version = etag.based_on(request)
        words = self.read_words()

        def deed() -> int:
            # Asking of the one object is cheaper than searching among all that they may see.
            commitment = named(
                Commitment.objects.all(),
                "commitment",
                may=lambda found: permissions.can_see(self.user, found),
                code=words.pop("commitment"),
            )
            permissions.require(permissions.can_log(self.user, commitment))
            if words.pop("kind", Update.Kind.PROGRESS) == Update.Kind.UNCHANGED:
                if words:
                    field = next(iter(words))
                    raise Problems({field: _("When nothing has changed there is no more to say.")})
                return confirm_unchanged(commitment, by=self.user, based_on=version).pk
            return _log(commitment, words, by=self.user, based_on=version)

        return self.change(deed)


def _log(commitment: Commitment, words: dict[str, Any], **how: Any) -> int:
    said = words.pop("milestones", [])
    codes = [one["milestone"] for one in said]
    found = commitment.milestones.filter(code__in=codes).values_list("code", "pk")
    keys = dict(found) if codes else {}
    if missing := [code for code in codes if code not in keys]:
        sentence = _("%(code)s is no milestone of this commitment.")
        raise Problems({"milestones": sentence % {"code": missing[0]}})
    return log_progress(
        commitment,
        confidence=words.pop("confidence", ""),
        milestones=[
            MilestoneWord(
                keys[one["milestone"]],
                started=one.get("started", False),
                ready=one.get("ready", False),
                set_expected="expected_on" in one,
                expected_on=one.get("expected_on"),
            )
            for one in said
        ],
        evidence=links(words.pop("evidence", [])),
        **words,
        **how,
    ).pk
