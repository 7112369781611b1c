"""Follow up in bulk: select, leave out, write, preview, send; then who answered (screen 10)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.calendars import coordinating_calendar
from commitments.forms.follow_up import FollowUpForm
from commitments.models import FollowUp, Milestone
from commitments.reminders.follow_up import LISTED, Composition, Leave, compose
from commitments.rules.follow_up import PEOPLE_AT_MOST, Letter, reply_by, text_of
from commitments.selectors.follow_up import answers_of, follow_ups, status_of, to_follow_up
from commitments.selectors.review.overdue import every_overdue
from commitments.services.follow_up import follow_up as send_follow_up
from commitments.services.follow_up import too_many
from history import clock

PAGE = 25


@dataclass(frozen=True)
class Selected:
    """What is asked about: ticked rows, all that match, or what nobody answered."""

    steps: list[Milestone]
    is_all: bool
    again: FollowUp | None = None


@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: SignedInRequest) -> HttpResponse:
    """Write to the owners of what was ticked. Nothing is sent before the last button."""
    permissions.require(permissions.can_follow_up(request.user))
    if request.as_of is not None:
        return redirect("review-queue", "overdue")
    selected = _selected(request)
    is_first = request.method != "POST"
    form = FollowUpForm(_begin(request, selected) if is_first else _chosen(request))
    is_valid = form.is_valid()
    found = compose(selected.steps, _leave(form))
    tried = not is_first and request.POST.get("step") == "send"
    if tried and is_valid and (made := _send(request, form, found, selected)):
        return redirect(made)
    if not tried:
        form.errors.clear()
    context = {
        "form": form,
        "found": found,
        "previews": _previews(form, found),
        "selected": selected,
        "more": max(0, len(found.groups) - LISTED),
        "problem": too_many(len(found.groups)) if len(found.groups) > PEOPLE_AT_MOST else None,
        "query": request.GET.urlencode(),
    }
    return render(request, "follow_up/page.html", context, status=422 if tried else 200)


@require_safe
def sent(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who was asked, and who answered."""
    permissions.require(permissions.can_see_queues(request.user))
    found = get_object_or_404(follow_ups(request.user), pk=pk)
    status = status_of(found, request.user)
    may = request.as_of is None and permissions.can_follow_up(request.user)
    context = {
        "follow_up": found,
        "status": status,
        "may_ask_again": may and bool(status.open_codes),
    }
    return render(request, "follow_up/sent.html", context)


@require_safe
def follow_up_list(request: SignedInRequest) -> HttpResponse:
    """What was sent, the newest first."""
    permissions.require(permissions.can_see_queues(request.user))
    page = Paginator(follow_ups(request.user), PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    answers = answers_of(rows)
    context = {
        "page": page,
        "rows": [{"sent": row, "answered": answers.get(row.pk, 0)} for row in rows],
    }
    return render(request, "follow_up/list.html", context)


def _selected(request: SignedInRequest) -> Selected:
    rows = to_follow_up(request.user)
    if request.GET.get("all") == "on":
        late = every_overdue(request.user, request.GET)
        return Selected(list(rows.filter(pk__in=late.values("pk"))), True)
    given = request.POST if request.method == "POST" else request.GET
    again = None
    codes = given.getlist("ticked")
    if request.GET.get("again", "").isdigit():
        again = follow_ups(request.user).filter(pk=int(request.GET["again"])).first()
        if again and request.method != "POST":
            codes = status_of(again, request.user).open_codes
    return Selected(list(rows.filter(code__in=codes)), False, again)


def _begin(request: SignedInRequest, selected: Selected) -> dict[str, Any]:
    letter = Letter.SECOND if selected.again else Letter.FIRST
    until = reply_by(clock.real_today(), calendar=coordinating_calendar())
    return {
        "leave_away": "on",
        # Who is asked again was asked lately, on purpose.
        "leave_asked": "" if selected.again else "on",
        "leave_requested": "on",
        "letter": letter,
        "text": text_of(letter),
        "reply_by": until.isoformat(),
        "copies": "on" if letter == Letter.SECOND else "",
        "once": FollowUpForm().fields["once"].initial,
    }


def _chosen(request: SignedInRequest) -> Any:
    """What was sent; with another message to start from, its words instead."""
    data = request.POST.copy()
    letter = data.get("letter", "")
    if data.get("step") == "letter" and letter in Letter.values:
        data["text"] = text_of(letter)
        data["copies"] = "on" if letter == Letter.SECOND else ""
    return data


def _leave(form: FollowUpForm) -> Leave:
    read = getattr(form, "cleaned_data", {})
    return Leave(
        away=read.get("leave_away", True),
        asked=read.get("leave_asked", True),
        requested=read.get("leave_requested", True),
    )


def _previews(form: FollowUpForm, found: Composition) -> list[dict[str, Any]]:
    read = form.cleaned_data
    text, until = read.get("text", ""), read.get("reply_by")
    return [
        {"group": group, "words": group.preview(text, until) if until else ""}
        for group in found.groups[:LISTED]
    ]


def _send(
    request: SignedInRequest, form: FollowUpForm, found: Composition, selected: Selected
) -> FollowUp | None:
    made: list[FollowUp] = []

    def deed() -> None:
        made.append(
            send_follow_up(found.asked, by=request.user, again=selected.again, **form.message)
        )

    if not form.carry_out(request, deed):
        return None
    people = len(found.groups)
    words = ngettext("Sent to %(n)d person.", "Sent to %(n)d people.", people) % {"n": people}
    messages.success(request, f"{words} {found.warning}".strip())
    newest = made[0] if made else follow_ups(request.user).filter(sent_by=request.user).first()
    if newest is None:
        messages.info(request, _("It was sent before."))
    return newest
