"""Lists in pages that stay put while rows come and go: by key, never by offset (I1).

Rows that are written meanwhile are neither skipped nor shown twice.
"""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request

from commitments.api.fields import FlagInAddress, WholeInAddress
from commitments.api.problems import Problem
from commitments.api.shapes import Row, Shape, Words
from commitments.selectors.paging import BadCursor, Leg, Rows, Sort, slice_of

USUAL = 100
MOST = 500

NEWEST_FIRST = Sort("newest", (Leg(("id",)),), descending=True)


class Query(Words):
    """What the address of every list takes."""

    cursor = serializers.CharField(
        required=False,
        max_length=1000,
        help_text="Where to go on; `next` and `previous` of a page hold it.",
    )
    limit = WholeInAddress(
        required=False,
        min_value=1,
        max_value=MOST,
        help_text=f"Rows on a page; {USUAL} when left out.",
    )
    count = FlagInAddress(
        required=False, help_text="Also count all rows that match, exactly, in `count`."
    )


def page(
    request: Request, query: dict[str, Any], rows: Rows, sort: Sort, shape: type[Shape]
) -> Row:
    """The answer of a list. Ids first: what is shown is read for the rows of the page alone."""
    try:
        found = slice_of(rows, sort, cursor=query.get("cursor", ""), size=query.get("limit", USUAL))
    except BadCursor as bad:
        fix = _("Begin with the first page and follow `next` from there.")
        raise Problem(400, str(bad), field="cursor", fix=fix) from None
    answer: Row = {
        "results": shape.read_page(rows.model, found.keys),
        "next": _link(request, found.next),
        "previous": _link(request, found.previous),
    }
    if query.get("count"):
        answer["count"] = rows.order_by().count()
    return answer


def _link(request: Request, cursor: str) -> str | None:
    if not cursor:
        return None
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor
    return f"{request.path}?{parameters.urlencode()}"
