"""Stocktakes: prepare, order, talk through, record; agenda and minutes on paper (screen 12)."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.escalations import DecisionForm
from commitments.forms.stocktakes import AddItemForm, PrepareForm
from commitments.models import AgendaItem, Commitment, Milestone, Stocktake
from commitments.selectors import stocktakes as selectors
from commitments.services import stocktakes as services
from commitments.services.errors import Refused
from commitments.web import DeedForm, said_and_done

PAGE = 25


@require_safe
def stocktakes(request: SignedInRequest) -> HttpResponse:
    """All meetings."""
    page = Paginator(selectors.stocktakes(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "stocktakes/list.html", {"page": page, "may_run": _may(request)})


@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: SignedInRequest) -> HttpResponse:
    """A day and a scope give a proposed agenda."""
    if request.as_of is not None:
        return redirect("stocktakes")
    permissions.require(permissions.can_run_stocktakes(request.user))
    form = PrepareForm(request.POST or None, initial={"title": _("Stocktake")})
    made: list[Stocktake] = []
    if request.method == "POST" and form.is_valid():
        read = form.filled_in
        scope = selectors.Scope(read["objective"], read["level"], read["organisation"])
        proposals = selectors.propose(request.user, read["meets_on"], scope)

        def deed() -> None:
            made.append(services.prepare(by=request.user, proposals=proposals, **read))

        if form.carry_out(request, deed):
            return redirect(made[0] if made else "stocktakes")
    status = 422 if form.errors else 200
    return render(request, "stocktakes/prepare.html", {"form": form}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def stocktake(request: SignedInRequest, pk: int) -> HttpResponse:
    """The agenda: to order and to open; with a code it takes one more item."""
    found = get_object_or_404(selectors.stocktakes(request.user), pk=pk)
    may_run = _may(request)
    form = AddItemForm(request.POST or None) if may_run else None
    if request.method == "POST":
        permissions.require(form is not None)
        if form and form.is_valid() and _add(request, found, form):
            return redirect(found)
    context = {
        "stocktake": found,
        "items": selectors.agenda(found, request.user),
        "form": form,
        "may_run": may_run,
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "stocktakes/page.html", context, status=status)


@require_safe
def minutes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agenda and minutes on one page, for paper."""
    found = get_object_or_404(selectors.stocktakes(request.user), pk=pk)
    items = selectors.agenda(found, request.user)
    return render(request, "stocktakes/minutes.html", {"stocktake": found, "items": items})


@require_http_methods(["GET", "HEAD", "POST"])
def item(request: SignedInRequest, pk: int, item: int) -> HttpResponse:
    """The brief of one item, and what the meeting decides of it."""
    found = get_object_or_404(selectors.stocktakes(request.user), pk=pk)
    brief = selectors.brief(found, item, request.user, writing=request.as_of is None)
    if brief is None:
        raise Http404
    may_run = _may(request)
    form = None
    if may_run:
        initial = {"decision": brief.item.decision}
        form = DecisionForm(request.POST or None, commitment=brief.item.commitment, initial=initial)
    if request.method == "POST":
        permissions.require(form is not None)
        if form and form.is_valid() and _decide(request, brief.item, form):
            return redirect(brief.next or found)
    context = {"stocktake": found, "brief": brief, "item": brief.item, "form": form}
    status = 422 if form is not None and form.errors else 200
    return render(request, "stocktakes/item.html", context, status=status)


@require_POST
def move(request: SignedInRequest, pk: int, item: int, way: str) -> HttpResponse:
    """One place up or down, or off the agenda."""
    permissions.require(permissions.can_run_stocktakes(request.user))
    rows = AgendaItem.objects.select_related("stocktake", "commitment", "milestone")
    found = get_object_or_404(rows, pk=item, stocktake=pk)
    form = DeedForm(request.POST)

    def deed() -> None:
        if way == "remove":
            services.remove_item(found, by=request.user)
        else:
            services.move_item(found, by=request.user, up=way == "up")

    if form.is_valid() and not form.carry_out(request, deed) and form.refusal:
        messages.error(request, form.refusal.problem)
    return redirect(f"{reverse('stocktake', args=[pk])}#item-{item}")


def _may(request: SignedInRequest) -> bool:
    return request.as_of is None and permissions.can_run_stocktakes(request.user)


def _add(request: SignedInRequest, found: Stocktake, form: AddItemForm) -> bool:
    code = form.cleaned_data["code"].strip().upper()
    rows: Any = Milestone.objects.select_related("commitment")
    rows = rows if "-M" in code else Commitment.objects
    subject = rows.visible_to(request.user).filter(code=code).first()

    def deed() -> None:
        if subject is None:
            raise Refused(_("There is no commitment or milestone of this code."), field="code")
        services.add_item(found, subject, by=request.user)

    return form.carry_out(request, deed)


def _decide(request: SignedInRequest, item: AgendaItem, form: DecisionForm) -> bool:
    def deed() -> None:
        decision = form.cleaned_data["decision"]
        services.decide_item(item, by=request.user, decision=decision, tasks=form.tasks)

    if not form.carry_out(request, deed):
        return False
    messages.success(request, said_and_done(_("The decision is saved."), f"agenda {item.pk}"))
    return True
