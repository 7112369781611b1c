from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponseBase, StreamingHttpResponse
from drf_spectacular.utils import OpenApiResponse
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response

from commitments.api.base import Resource, answers, writes
from commitments.api.fields import Choice, Day, Text
from commitments.api.pagination import Query
from commitments.api.serializers.common import URL, address, maybe_text, text, whole, word
from commitments.api.shapes import Row, Shape, Words
from commitments.rights import Right
from history import clock
from reports.editions import flow, made_again, start_issue
from reports.formats import CHOICES, FORMATS
from reports.kinds import KINDS
from reports.models import Edition
from reports.scope import Scope

FILES = {
    (200, one.media_type.partition(";")[0]): OpenApiResponse(bytes, "The file.")
    for one in FORMATS.values()
}
KIND_CHOICES = [(one.code, one.title) for one in KINDS.values()]


class EditionShape(Shape):
    """An issued report. It never changes."""

    number = serializers.CharField(help_text="The number, like RPT-2026-0147.")
    kind = word(KIND_CHOICES, "What kind of report it is.")
    format = word(CHOICES, "The format of the file.")
    filter = text("The filter, as in the address of a list.")
    filter_words = text("The filter in words.")
    view = text("Whose view it is: the whole record, or what one person may see.")
    as_of = serializers.DateField(help_text="The day it tells of.")
    compared_with = serializers.DateField(
        allow_null=True, help_text="The earlier day that it compares with."
    )
    read_at = serializers.DateTimeField(help_text="The moment that was read.")
    commitments = whole("How many commitments.")
    rows = whole("How many rows.")
    seal_number = whole("The newest seal of the record then.", allow_null=True)
    seal_sha256 = text("The fingerprint of that seal.")
    data_sha256 = serializers.CharField(help_text="The fingerprint of the data.")
    file_sha256 = serializers.CharField(help_text="The fingerprint of the file.")
    size = whole("The size of the file in bytes.")
    made_at = serializers.DateTimeField(help_text="The moment it was made.")
    made_by = serializers.CharField(help_text="Who made it.")
    organisation_name = maybe_text("Who issued it.")
    file = serializers.CharField(help_text="The address of the file.")
    url = serializers.CharField(help_text=URL)

    columns: ClassVar[dict[str, Any]] = {
        "number": "number",
        "kind": "kind",
        "format": "format",
        "filter": "query",
        "filter_words": "filter_words",
        "view": "view",
        "as_of": "as_of",
        "compared_with": "compared_with",
        "read_at": "moment",
        "commitments": "commitments",
        "rows": "rows",
        "seal_number": "seal_number",
        "seal_sha256": "seal_sha256",
        "data_sha256": "data_sha256",
        "file_sha256": "file_sha256",
        "size": "size",
        "made_at": "made_at",
        "made_by": "issuer_name",
        "organisation_name": "organisation_name",
    }

    @classmethod
    def complete(cls, rows: list[Row]) -> None:  # type: ignore[override]
        root = address("reports")
        for row in rows:
            row["url"] = f"{root}/{row['number']}"
            row["file"] = f"{row['url']}/file"


class NewReport(Words):
    """What a report covers, and its format."""

    kind = Choice(KIND_CHOICES, required=False, help_text="The kind of report.")
    format = Choice(CHOICES, help_text="The format of the file.")
    as_of = Day(required=False, allow_null=True, help_text="The day it tells of; else today.")
    compare_with = Day(required=False, allow_null=True, help_text="An earlier day to compare with.")
    filter = Text(
        most=2000,
        required=False,
        help_text="The filter, as in the address of a list: `level=local&state=active`.",
    )


class WhateverIsAsked(BaseContentNegotiation):
    """A file has the format that it was issued in."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Reports(Resource):
    """Issued reports, newest first."""

    model = Edition
    shape = EditionShape
    one = "what a report covered, and its fingerprints"
    lookup_field = address_column = "number"
    address_form = r"^RPT-[0-9]{4}-[0-9]{4,9}$"
    address_words = "The number of the report."
    queries: ClassVar[dict[str, type[Words]]] = {"list": Query}

    def visible(self) -> "QuerySet[Edition]":
        return Edition.objects.visible_to(self.user)

    @writes(NewReport, Right.SEE, status=201)
    def create(self, request: Request) -> Response:
        """Issue a report.

        It holds what you may see, as at the end of a day. Fetch its file from `file`.
        """
        words = self.read_words()

        def deed() -> int:
            day = words.get("as_of") or clock.real_today()
            issue = start_issue(
                Scope(self.user, words.get("filter", ""), day),
                words["format"],
                kind=words.get("kind", "progress"),
                compared_with=words.get("compare_with"),
            )
            for _piece in flow(issue):
                pass
            return Edition.objects.values_list("pk", flat=True).get(number=issue.number)

        return self.change(deed)

    @answers(FILES)
    @action(detail=True, content_negotiation_class=WhateverIsAsked)
    def file(self, request: Request, number: str) -> HttpResponseBase:
        """Fetch the file of a report.

        It is made again from the record, and its data have the same fingerprint.
        """
        edition = self.find(number=number)
        issue, pieces = made_again(edition)
        answer = StreamingHttpResponse(pieces, content_type=issue.format.media_type)
        answer["Content-Disposition"] = f'attachment; filename="{issue.file_name}"'
        answer["ETag"] = f'"{edition.data_sha256[:16]}"'
        return answer
