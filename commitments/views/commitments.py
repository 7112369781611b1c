"""The list of commitments (screen 3)."""

from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.asking import SignedInRequest
from accounts.sort_key import sort_key
from commitments.filters import Chosen, CommitmentFilter
from commitments.rights import Right, has_anywhere
from commitments.selectors.commitments import Listing, list_commitments
from commitments.selectors.paging import SIZES, BadCursor
from history import clock

# Not part of the filter: where in the list, and as at which day.
NO_FILTER = ("cursor", "sort", "size", "as_of")
SUGGESTIONS = 12
ORDERS = (
    ("code", gettext_lazy("code")),
    ("title", gettext_lazy("title")),
    ("next_deadline", gettext_lazy("next deadline")),
    ("last_update", gettext_lazy("oldest update")),
    ("-last_update", gettext_lazy("newest update")),
)
SUGGESTED = {
    "organisation": (CommitmentFilter.base_filters["organisation"].field, "sort_key"),
    "post": (CommitmentFilter.base_filters["owner"].field, "title"),
}


@require_safe
def commitments(request: SignedInRequest) -> HttpResponse:
    """The list; htmx gets the results alone."""
    try:
        listing = list_commitments(request.user, request.GET)
    except BadCursor as bad:
        raise Http404(str(bad)) from bad
    context = {
        "listing": listing,
        "views": quick_views(request),
        "chips": [_chip(request, one) for one in listing.filter.chosen()],
        "clear_url": _address(request, None),
        "order": dict(ORDERS).get(listing.sort.word, ""),
        "orders": [_order(request, listing, word, label) for word, label in ORDERS],
        "previous_url": _page(request, listing.page.previous),
        "next_url": _page(request, listing.page.next),
        "sizes": [(size, _sized(request, size)) for size in SIZES],
        "kept": _kept(request),
        "can_draft": request.as_of is None and has_anywhere(request.user.standing, Right.DRAFT),
        # A past day is complete; the strip above says which one it is.
        "data_time": clock.now() if request.as_of is None else None,
        "query": _filters_only(request).urlencode(),
    }
    partly = request.htmx and not request.htmx.history_restore_request
    template = "commitments/_results.html" if partly else "commitments/list.html"
    return render(request, template, context)


@require_safe
def suggest(request: SignedInRequest, what: str) -> HttpResponse:
    """Names that hold what was typed, as the options of a data list."""
    field, column = SUGGESTED.get(what, (None, ""))
    if field is None:
        raise Http404
    typed = next((request.GET[name] for name in request.GET if name != "as_of"), "")
    typed = typed.replace("\0", "")[:100]
    key = sort_key(typed) if column == "sort_key" else typed
    rows = field.rows.filter(**{f"{column}__icontains": key})
    if field.within:
        rows = rows.select_related("organisation")
    found = [field.label_of(row) for row in rows.order_by(column, "pk")[:SUGGESTIONS]]
    return render(request, "commitments/_options.html", {"names": found})


def quick_views(request: SignedInRequest) -> list[dict[str, Any]]:
    """The views that everybody has, as links (screen 3, part 2)."""
    year = clock.today().year
    views = [
        (_("Everything"), ""),
        (_("Mine"), "mine=on"),
        (_("My organisation"), "my_organisation=on"),
        (_("Overdue"), "timing=overdue"),
        (_("At risk or off track"), "confidence=at_risk&confidence=off_track"),
        (_("No update"), "freshness=no_update"),
        (_("Waiting for review"), "timing=waiting_for_review&timing=review_late"),
        (_("Ending this year"), f"ends_in={year}"),
    ]
    here = _filters_only(request)
    base = reverse("commitments")
    return [
        {
            "label": label,
            "url": f"{base}?{query}" if query else base,
            "current": _same(here, QueryDict(query)),
        }
        for label, query in views
    ]


def _filters_only(request: SignedInRequest) -> QueryDict:
    query = request.GET.copy()
    for name in NO_FILTER:
        query.pop(name, None)
    for name in [name for name in query if not any(query.getlist(name))]:
        del query[name]
    return query


def _same(one: QueryDict, other: QueryDict) -> bool:
    return {name: sorted(values) for name, values in one.lists()} == {
        name: sorted(values) for name, values in other.lists()
    }


def _chip(request: SignedInRequest, chosen: Chosen) -> dict[str, str]:
    query = _filters_only(request)
    query.pop(chosen.name, None)
    return {"label": str(chosen), "href": _address(request, query)}


def _kept(request: SignedInRequest) -> list[tuple[str, str]]:
    """What the filter form carries along unseen."""
    return [(name, request.GET[name]) for name in ("sort", "size") if request.GET.get(name)]


def _order(request: SignedInRequest, listing: Listing, word: str, label: Any) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("cursor", None)
    query["sort"] = word
    url = f"{request.path}?{query.urlencode()}"
    return {"label": label, "url": url, "current": listing.sort.word == word}


def _page(request: SignedInRequest, cursor: str) -> str:
    if not cursor:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


def _sized(request: SignedInRequest, size: int) -> str:
    query = request.GET.copy()
    query.pop("cursor", None)
    query["size"] = str(size)
    return f"{request.path}?{query.urlencode()}"


def _address(request: SignedInRequest, filters: QueryDict | None) -> str:
    """The list with these filters, in the same order and as at the same day."""
    query = filters.copy() if filters else QueryDict(mutable=True)
    for name in ("sort", "size"):
        if request.GET.get(name):
            query[name] = request.GET[name]
    return f"{request.path}?{query.urlencode()}" if query else request.path
