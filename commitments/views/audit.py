"""Audit (screen 19): every change, every reminder, and whether the record is whole."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.audit import RecordForm
from commitments.reminders.log import in_words, log_page
from commitments.reminders.log_file import log_file
from commitments.reminders.log_form import LogForm
from commitments.selectors.audit import record
from commitments.selectors.paging import BadCursor
from commitments.services.auditing import CHECKED, note_reading
from commitments.tasks import check_record
from commitments.views.commitment import cursor_url
from commitments.views.history import page_of_history
from history import clock
from history.acts import act
from history.as_of import earliest_day
from history.models import Act, Seal
from history.seals import newest_seal

CHECKS_SHOWN = 10


@require_safe
def changes(request: SignedInRequest) -> HttpResponse:
    """The record, newest first. Reading it is an entry of its own."""
    permissions.require(permissions.can_see_ledger(request.user))
    if request.as_of is None:
        note_reading(request.user)
    form = RecordForm(request.GET)
    found = page_of_history(request, form, lambda asked, cursor: record(asked, cursor=cursor))
    context = {"parts": _parts("audit"), "of_record": True, **found}
    return render(request, "audit/changes.html", context)


@require_safe
def integrity(request: SignedInRequest) -> HttpResponse:
    """Whether the record is whole: the newest seal, and what the last check found."""
    permissions.require(permissions.can_see_ledger(request.user))
    checks = Act.objects.filter(kind=CHECKED).select_related("person").order_by("-pk")
    context = {
        "parts": _parts("audit-integrity"),
        "seal": newest_seal(),
        "checks": checks[:CHECKS_SHOWN],
        "anchors": Seal.objects.order_by("-number")[:CHECKS_SHOWN],
        "first_day": earliest_day(),
    }
    return render(request, "audit/integrity.html", context)


@require_POST
def check(request: SignedInRequest) -> HttpResponse:
    """Have the whole record checked in the background."""
    permissions.require(permissions.can_see_ledger(request.user))
    check_record.apply_async([request.user.pk], expires=600)
    messages.success(request, _("The check runs. What it finds is written down here."))
    return redirect("audit-integrity")


def _parts(current: str) -> list[dict[str, Any]]:
    """The tabs of Audit, for `c-tabs`."""
    names = {
        "audit": _("Changes"),
        "audit-reminders": _("Reminders and mail"),
        "audit-integrity": _("Integrity"),
    }
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label in names.items()
    ]


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
        "parts": _parts("audit-reminders"),
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
