"""The history of a commitment and of a milestone (4i)."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.asking import SignedInRequest
from commitments.forms.history import HistoryForm
from commitments.models import Milestone
from commitments.selectors.history import (
    History,
    deadline_stories,
    history,
    strands_of_commitment,
    strands_of_milestone,
)
from commitments.selectors.paging import BadCursor
from commitments.views.commitment import cursor_url, head, page_of
from commitments.views.milestones import milestone_parts
from history.changes import Strand


@require_safe
def commitment_history(request: SignedInRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    context = {
        **head(page, "commitment-history"),
        **_history(request, strands_of_commitment(page.commitment)),
        "stories": deadline_stories(page.commitment.milestones.all()),
    }
    return render(request, "history/commitment.html", context)


@require_safe
def milestone_history(request: SignedInRequest, code: str) -> HttpResponse:
    visible = Milestone.objects.visible_to(request.user).select_related("commitment")
    milestone = get_object_or_404(visible, code=code)
    context = {
        "milestone": milestone,
        "commitment": milestone.commitment,
        "parts": milestone_parts(milestone, "milestone-history"),
        **_history(request, strands_of_milestone(milestone)),
        "stories": deadline_stories(Milestone.objects.filter(pk=milestone.pk)),
    }
    return render(request, "history/milestone.html", context)


def _history(request: SignedInRequest, strands: Sequence[Strand]) -> dict[str, Any]:
    return page_of_history(
        request,
        HistoryForm(request.GET),
        lambda asked, cursor: history(strands, asked, cursor=cursor),
    )


def page_of_history(
    request: SignedInRequest, form: Any, read: Callable[[Any, str], History]
) -> dict[str, Any]:
    """What `history/_entries.html` takes: what a filter leaves of some acts, a page of it."""
    asked = form.asked()
    try:
        found = read(asked, request.GET.get("cursor", ""))
    except BadCursor as bad:
        raise Http404(_("This page address is not complete.")) from bad
    in_use = [name for name in form.fields if getattr(asked, name)]
    return {
        "form": form,
        "asked": asked,
        "filters_in_use": len(in_use),
        "history": found,
        "next_url": cursor_url(request, found.page.next),
        "previous_url": cursor_url(request, found.page.previous),
        "clear_url": request.path,
    }
