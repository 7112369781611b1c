"""The commitment page (screen 4): one view a tab, the same head on each."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.asking import SignedInRequest
from commitments.selectors import commitment as selectors
from commitments.selectors.commitment import CommitmentPage, Part
from commitments.selectors.escalations import open_escalations_of, tasks_of
from commitments.selectors.paging import BadCursor
from commitments.selectors.plan_check import plan_tasks
from commitments.selectors.roadmap import Span, roadmap

TABS = (
    ("commitment", gettext_lazy("Overview")),
    ("commitment-roadmap", gettext_lazy("Roadmap")),
    ("commitment-milestones", gettext_lazy("Milestones")),
    ("commitment-partners", gettext_lazy("Partners and roles")),
    ("commitment-updates", gettext_lazy("Updates")),
    ("commitment-documents", gettext_lazy("Documents")),
    ("commitment-history", gettext_lazy("History")),
)


def page_of(request: SignedInRequest, code: str) -> CommitmentPage:
    """The head of the page, or 404 for what the person may not see and for what is not."""
    found = get_object_or_404(selectors.commitments_of_page(request.user), code=code)
    return selectors.commitment_page(found, request.user, writing=request.as_of is None)


def head(page: CommitmentPage, here: str) -> dict[str, Any]:
    """What the head of every tab takes."""
    code = page.commitment.code
    return {
        "page": page,
        "commitment": page.commitment,
        "digest": page.digest,
        "may": page.may,
        "here": dict(TABS[1:]).get(here, ""),
        "tabs": [
            {"label": label, "url": reverse(name, args=[code]), "current": name == here}
            for name, label in TABS
        ],
    }


@require_safe
def overview(request: SignedInRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    context = {
        **head(page, "commitment"),
        **selectors.overview(page.commitment),
        "escalations": open_escalations_of(page.commitment),
        "to_do": tasks_of(page.commitment, request.user, writing=request.as_of is None),
        "tasks": plan_tasks(page.commitment, may=page.may),
    }
    return render(request, "commitments/overview.html", context)


@require_safe
def roadmap_tab(request: SignedInRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    asked = request.GET.get("span", "")
    span = Span(asked) if asked in Span.values else Span.WHOLE
    only_open = request.GET.get("open") == "on"
    context = {
        **head(page, "commitment-roadmap"),
        "roadmap": roadmap(page.commitment, span=span, only_open=only_open),
        "spans": [
            {"label": one.label, "url": _roadmap_url(one, only_open), "current": one == span}
            for one in Span
        ],
        "only_open": only_open,
        "open_url": _roadmap_url(span, not only_open),
    }
    return render(request, "commitments/roadmap.html", context)


@require_safe
def milestones(request: SignedInRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    part = _part(selectors.milestones, page, request)
    context = {**head(page, "commitment-milestones"), **_paged(request, part)}
    return render(request, "commitments/milestones.html", context)


@require_safe
def partners(request: SignedInRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    context = {**head(page, "commitment-partners"), **selectors.partners(page.commitment)}
    return render(request, "commitments/partners.html", context)


@require_safe
def updates(request: SignedInRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    part = _part(selectors.updates, page, request)
    context = {**head(page, "commitment-updates"), **_paged(request, part)}
    return render(request, "commitments/updates.html", context)


@require_safe
def documents(request: SignedInRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    part = _part(selectors.documents, page, request)
    context = {**head(page, "commitment-documents"), **_paged(request, part)}
    return render(request, "commitments/documents.html", context)


def _part(read: Any, page: CommitmentPage, request: SignedInRequest) -> Part:
    try:
        part: Part = read(page.commitment, cursor=request.GET.get("cursor", ""))
    except BadCursor as bad:
        raise Http404(_("This page address is not complete.")) from bad
    return part


def _paged(request: SignedInRequest, part: Part) -> dict[str, Any]:
    return {
        "rows": part.rows,
        "next_url": cursor_url(request, part.page.next),
        "previous_url": cursor_url(request, part.page.previous),
    }


def cursor_url(request: SignedInRequest, cursor: str) -> str:
    """This page at a cursor; "" without one."""
    if not cursor:
        return ""
    query = request.GET.copy()
    query["cursor"] = cursor
    return f"{request.path}?{query.urlencode()}"


def _roadmap_url(span: Span, only_open: bool) -> str:
    return f"?span={span.value}" + ("&open=on" if only_open else "")
