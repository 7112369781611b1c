"""Reporting rounds: the list, one of them, and what a coordinator does with it (F4)."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.rounds import ChangeRoundForm, RoundForm
from commitments.models import ReportingRound
from commitments.rules.dates import in_text
from commitments.rules.rounds import Phase
from commitments.selectors import rounds as selector
from commitments.services import rounds as services
from commitments.services.errors import Refused
from commitments.views.bodies.common import answer, present_only
from history import clock

MISSING = "missing"


@require_safe
def rounds(request: SignedInRequest) -> HttpResponse:
    _require_a_post(request)
    context = {
        "listed": selector.rounds_listed(request.user, request.GET.get("page", "")),
        "can_run": _now(request) and permissions.can_run_rounds(request.user),
    }
    return render(request, "rounds/list.html", context)


@require_safe
def round_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who has reported and who has not."""
    _require_a_post(request)
    found = _found(pk)
    show = MISSING if request.GET.get("show") == MISSING else ""
    shown = selector.followed(request.user, found, show=show, page=request.GET.get("page", ""))
    can_run = _now(request) and permissions.can_run_rounds(request.user) and not found.is_closed
    context = {
        "followed": shown,
        "round": found,
        "objectives": selector.objectives_of(found),
        "tabs": _tabs(found, shown),
        "can_run": can_run,
        "can_close": can_run and shown.phase != Phase.AHEAD,
        "days_left": (found.closes_on - clock.today()).days,
    }
    return render(request, "rounds/round.html", context)


@present_only
@require_http_methods(["GET", "POST"])
def add_round(request: SignedInRequest) -> HttpResponse:
    permissions.require(permissions.can_run_rounds(request.user))
    form = RoundForm(request.POST or None, initial={"opens_on": clock.real_today()})
    made: list[ReportingRound] = []

    def deed() -> None:
        names = (
            "title", "period_from", "period_to", "opens_on", "closes_on", "level", "objectives",
            "organisation",
        )  # fmt: skip
        read = form.cleaned_data
        made.append(services.open_round(by=request.user, **{name: read[name] for name in names}))

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("The round is set. Owners are told when it opens."))
        return redirect(made[0]) if made else redirect("rounds")
    return answer(request, "rounds/form.html", {"form": form, "round": None})


@present_only
@require_http_methods(["GET", "POST"])
def change_round(request: SignedInRequest, pk: int) -> HttpResponse:
    permissions.require(permissions.can_run_rounds(request.user))
    found = _found(pk)
    form = ChangeRoundForm(request.POST or None, found=found)

    def deed() -> None:
        read = form.cleaned_data
        services.change_round(
            found, by=request.user, title=read["title"], closes_on=read["closes_on"]
        )

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        day = in_text(form.cleaned_data["closes_on"])
        messages.success(request, _("The last day is %(day)s.") % {"day": day})
        return redirect(found)
    return answer(request, "rounds/form.html", {"form": form, "round": found})


@require_POST
def close_round(request: SignedInRequest, pk: int) -> HttpResponse:
    """Close it today, or call it off where it has not opened yet."""
    permissions.require(permissions.can_run_rounds(request.user))
    found = _found(pk)
    try:
        if found.phase(on=clock.real_today()) == Phase.AHEAD:
            services.call_off_round(found, by=request.user)
            messages.success(request, _("The round is called off."))
            return redirect("rounds")
        services.close_round(found, by=request.user)
    except Refused as refused:
        messages.error(request, refused.problem)
    else:
        messages.success(request, _("The round is closed. What it knew stays as it was."))
    return redirect(found)


def _tabs(found: ReportingRound, shown: selector.Followed) -> list[dict[str, Any]]:
    address = reverse("round", args=[found.pk])
    return [
        {
            "label": _("All in scope"),
            "url": address,
            "current": not shown.show,
            "count": shown.coverage.asked,
        },
        {
            "label": _("Not reported"),
            "url": f"{address}?{urlencode({'show': MISSING})}",
            "current": shown.show == MISSING,
            "count": shown.coverage.missing,
        },
    ]


def _found(pk: int) -> ReportingRound:
    rows = ReportingRound.objects.select_related("organisation", "opened_by", "closed_by")
    return get_object_or_404(rows, pk=pk)


def _require_a_post(request: SignedInRequest) -> None:
    """Rounds are part of the internal record."""
    if not request.user.standing.posts:
        raise PermissionDenied


def _now(request: SignedInRequest) -> bool:
    return request.as_of is None
