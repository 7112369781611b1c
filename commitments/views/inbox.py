"""The inbox (screen 22): opening it changes nothing, its buttons do."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments.models import Commitment
from commitments.reminders import choosing
from commitments.reminders import inbox as selector
from commitments.reminders.forms import MuteForm
from commitments.rules.dates import in_text
from commitments.selectors.paging import BadCursor
from commitments.views.bodies.common import answer, present_only
from history import clock

ALL = "all"
MUTED_FOR = timedelta(days=30)


@present_only
@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    everything = request.GET.get("show") == ALL
    try:
        page = selector.inbox(
            request.user, everything=everything, cursor=request.GET.get("page", "")
        )
    except BadCursor:
        return redirect("inbox")
    unread = selector.unread(request.user)
    done_at = _moment(request.GET.get("done", ""))
    context = {
        "inbox": page,
        "unread": unread,
        "everything": everything,
        "tabs": [
            _tab(_("Unread"), "", not everything, unread),
            _tab(_("All"), ALL, everything),
        ],
        "previous": _beside(everything, page.previous),
        "next": _beside(everything, page.next),
        "done_at": done_at.isoformat() if done_at else "",
        "done_count": selector.ticked_at(request.user, done_at) if done_at else 0,
        "days": selector.SHOWN_DAYS,
        "keys": [("X", _("Tick the row")), ("E", _("Mark ticked rows as done"))],
    }
    return render(request, "inbox/page.html", context)


@require_POST
def done(request: SignedInRequest) -> HttpResponse:
    """Mark one item, the ticked ones or all as done."""
    if request.POST.get("what") == ALL:
        at = selector.tick_all_off(request.user, up_to=_number(request.POST.get("newest", "")))
        return _back(request, at)
    one = request.POST.getlist("one")
    keys = {_number(value) for value in one or request.POST.getlist("ticked")} - {0}
    if not keys:
        messages.error(request, _("Tick what is done first."))
        return _back(request, None)
    return _back(request, selector.tick_off(request.user, keys))


@require_POST
def undo(request: SignedInRequest) -> HttpResponse:
    """Take back what was marked as done a moment ago."""
    moment = _moment(request.POST.get("moment", ""))
    if moment and selector.untick(request.user, moment):
        messages.success(request, _("It is unread again."))
    return _back(request, None)


@present_only
@require_http_methods(["GET", "POST"])
def mute(request: SignedInRequest, code: str) -> HttpResponse:
    """Choose until when a commitment is muted."""
    found = _found(request, code)
    form = MuteForm(request.POST or None, initial={"until": clock.real_today() + MUTED_FOR})

    def deed() -> None:
        choosing.mute(found, by=request.user, until=form.cleaned_data["until"])

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        told = {"code": found.code, "day": in_text(form.cleaned_data["until"])}
        messages.success(request, _("%(code)s is muted until %(day)s.") % told)
        return redirect("inbox")
    return answer(request, "inbox/mute.html", {"form": form, "commitment": found})


@require_POST
def unmute(request: SignedInRequest, code: str) -> HttpResponse:
    found = _found(request, code)
    choosing.unmute(found, by=request.user)
    messages.success(request, _("%(code)s is not muted any more.") % {"code": found.code})
    return redirect("settings" if request.POST.get("next") == "settings" else "inbox")


def _found(request: SignedInRequest, code: str) -> Commitment:
    return get_object_or_404(Commitment.objects.visible_to(request.user), code=code)


def _tab(label: str, show: str, current: bool, count: int | None = None) -> dict[str, Any]:
    return {
        "label": label,
        "url": _address({"show": show} if show else {}),
        "current": current,
        "count": count,
    }


def _beside(everything: bool, cursor: str) -> str:
    if not cursor:
        return ""
    return _address({**({"show": ALL} if everything else {}), "page": cursor})


def _address(query: dict[str, str]) -> str:
    return f"{reverse('inbox')}?{urlencode(query)}" if query else reverse("inbox")


def _back(request: SignedInRequest, done_at: datetime | None) -> HttpResponseRedirect:
    query = {"show": ALL} if request.POST.get("show") == ALL else {}
    if done_at:
        query["done"] = done_at.isoformat()
    return redirect(_address(query))


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
