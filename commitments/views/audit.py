"""Audit (screen 19): what was reminded of, to whom, and what became of it."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.reminders.log import in_words, log_page
from commitments.reminders.log_file import log_file
from commitments.reminders.log_form import LogForm
from commitments.selectors.paging import BadCursor
from commitments.views.commitment import cursor_url
from history import clock
from history.acts import act


@require_safe
def audit(request: SignedInRequest) -> HttpResponse:
    """The first part of the audit that there is."""
    return redirect("audit-reminders")


@require_safe
def reminders(request: SignedInRequest) -> HttpResponse:
    """The ledger of reminders, newest first."""
    permissions.require(permissions.can_see_ledger(request.user))
    form = LogForm(request.GET)
    asked = form.asked()
    try:
        found = log_page(asked, cursor=request.GET.get("cursor", ""))
    except BadCursor as bad:
        raise Http404(str(bad)) from bad
    context: dict[str, Any] = {
        "form": form,
        "asked": asked,
        "found": found,
        "summary": in_words(asked),
        "next_url": cursor_url(request, found.page.next),
        "previous_url": cursor_url(request, found.page.previous),
        "clear_url": request.path,
        "can_export": request.as_of is None,
        "export": form.as_sent,
    }
    return render(request, "audit/reminders.html", context)


@require_POST
def reminders_file(request: SignedInRequest) -> HttpResponseBase:
    """The same rows as CSV, all of them; that somebody took them is itself on record."""
    permissions.require(permissions.can_see_ledger(request.user))
    asked = LogForm(request.POST).asked()
    with act("ledger.exported", by=request.user):
        name = f"reminders-{clock.today().isoformat()}.csv"
    answer = StreamingHttpResponse(log_file(asked), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
