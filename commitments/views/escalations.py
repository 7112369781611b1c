"""Escalations: the list, one of them, and what is done with it (screen 12)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.escalations import (
    AnswerForm,
    DecisionForm,
    EndForm,
    EscalateForm,
    HeadForm,
    SteeringGroupForm,
)
from commitments.models import Commitment, Escalation, Milestone, Task
from commitments.selectors.escalations import (
    escalation_page,
    escalations_of_page,
    escalations_page,
    open_escalation_of,
)
from commitments.selectors.paging import BadCursor
from commitments.services import escalations as services
from commitments.services.errors import AlreadyDecided
from commitments.views.commitment import cursor_url
from commitments.views.present import present_only
from commitments.web import DeedForm, said_and_done


@require_safe
def escalations(request: SignedInRequest) -> HttpResponse:
    """Those that the person may see; open ones unless the ended are asked for."""
    ended = request.GET.get("show") == "ended"
    try:
        found = escalations_page(request.user, ended=ended, cursor=request.GET.get("cursor", ""))
    except BadCursor as bad:
        raise Http404(str(bad)) from bad
    here = reverse("escalations")
    context = {
        "rows": found.rows,
        "ended": ended,
        "tabs": [
            {"label": _("Open"), "url": here, "current": not ended, "count": found.open},
            {"label": _("Ended"), "url": f"{here}?show=ended", "current": ended},
        ],
        "previous_url": cursor_url(request, found.page.previous),
        "next_url": cursor_url(request, found.page.next),
    }
    return render(request, "escalations/list.html", context)


@require_safe
def escalation(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _found(request, pk)
    page = escalation_page(found, request.user, writing=request.as_of is None)
    context = {"page": page, "escalation": found, "may": page.may}
    return render(request, "escalations/page.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def escalate_milestone(request: SignedInRequest, code: str) -> HttpResponse:
    """Open one of a milestone by hand."""
    rows = Milestone.objects.visible_to(request.user).select_related("commitment")
    return _escalate(request, get_object_or_404(rows, code=code))


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("commitment")
def escalate_commitment(request: SignedInRequest, code: str) -> HttpResponse:
    """Open one of a whole commitment by hand."""
    return _escalate(
        request, get_object_or_404(Commitment.objects.visible_to(request.user), code=code)
    )


@dataclass(frozen=True)
class Step:
    """One thing that is done with an escalation: what is asked, what is said."""

    form: Callable[..., DeedForm]
    carry_out: Callable[[Escalation, Any, Any], object]
    may: str
    title: Any
    purpose: Any
    button: Any
    done: Any


STEPS = {
    "answer": Step(
        AnswerForm,
        lambda one, form, user: services.answer_escalation(one, by=user, **form.answer),
        "answer",
        gettext_lazy("Answer the escalation"),
        gettext_lazy("At least two ways out, and which of them you recommend."),
        gettext_lazy("Send answer"),
        gettext_lazy("Answered. A coordinator sees it in the list of escalations."),
    ),
    "head": Step(
        HeadForm,
        lambda one, form, user: services.send_to_head(one, by=user, **form.filled_in),
        "raise_it",
        gettext_lazy("Take it to the head of the organisation"),
        gettext_lazy("They are written to at once, and have 10 working days to answer."),
        gettext_lazy("Confirm level 2"),
        gettext_lazy("Level 2. The head of the organisation is written to."),
    ),
    "steering-group": Step(
        SteeringGroupForm,
        lambda one, form, user: services.send_to_steering_group(one, by=user, **form.filled_in),
        "raise_it",
        gettext_lazy("Send it to the steering group"),
        gettext_lazy("It stands on the agenda of the next stocktake."),
        gettext_lazy("Send to the steering group"),
        gettext_lazy("Level 3. It stands on the agenda of the next stocktake."),
    ),
    "decide": Step(
        DecisionForm,
        lambda one, form, user: services.decide_escalation(
            one, by=user, decision=form.cleaned_data["decision"], tasks=form.tasks
        ),
        "decide",
        gettext_lazy("Record the decision"),
        gettext_lazy("What was decided, and who does what by when."),
        gettext_lazy("Save decision"),
        gettext_lazy("The decision is saved."),
    ),
    "close": Step(
        EndForm,
        lambda one, form, user: services.close_escalation(one, by=user, **form.filled_in),
        "close",
        gettext_lazy("End the escalation"),
        gettext_lazy("It stays on the record with its answers and decisions."),
        gettext_lazy("End escalation"),
        gettext_lazy("The escalation has ended."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("escalation")
def step(request: SignedInRequest, pk: int, move: str) -> HttpResponse:
    """Answer, raise, decide or end."""
    chosen = STEPS.get(move)
    if chosen is None:
        raise Http404
    found = _found(request, pk)
    page = escalation_page(found, request.user, writing=True)
    if not found.is_open:
        messages.info(request, _("This escalation has ended."))
        return redirect(found)
    permissions.require(getattr(page.may, chosen.may))
    form = chosen.form(request.POST or None, **_naming(chosen.form, found))
    if request.method == "POST" and form.is_valid():

        def deed() -> None:
            chosen.carry_out(found, form, request.user)

        if form.carry_out(request, deed):
            messages.success(request, said_and_done(str(chosen.done), f"{move} escalation {pk}"))
            return redirect(found)
        if isinstance(form.refusal, AlreadyDecided):
            messages.info(request, form.refusal.problem)
            return redirect(found)
    context = {
        "escalation": found,
        "page": page,
        "form": form,
        "step": chosen,
        "draft": f"{move} escalation {pk}",
    }
    return render(request, "escalations/step.html", context, status=422 if form.errors else 200)


@require_POST
def task_done(request: SignedInRequest, pk: int) -> HttpResponse:
    """Mark a task as done."""
    rows = Task.objects.visible_to(request.user).select_related("commitment", "escalation")
    task = get_object_or_404(rows, pk=pk)
    form = DeedForm(request.POST)

    def deed() -> None:
        services.finish_task(task, by=request.user)

    if form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("Done: %(what)s") % {"what": task.what})
    return redirect(task.escalation or task.commitment)


def _escalate(request: SignedInRequest, subject: Commitment | Milestone) -> HttpResponse:
    commitment = subject.commitment if isinstance(subject, Milestone) else subject
    permissions.require(permissions.can_escalate(request.user, commitment))
    if present := open_escalation_of(subject):
        messages.info(request, _("It is escalated already."))
        return redirect(present)
    form = EscalateForm(request.POST or None)
    made: list[Escalation] = []
    if request.method == "POST" and form.is_valid():

        def deed() -> None:
            reason = form.cleaned_data["reason"]
            made.append(services.escalate(subject, by=request.user, reason=reason))

        if form.carry_out(request, deed):
            words = _("Escalated. The focal point is written to.")
            messages.success(request, said_and_done(words, f"escalate {subject.code}"))
            return redirect(made[0] if made else subject)
    context = {"subject": subject, "form": form, "draft": f"escalate {subject.code}"}
    return render(request, "escalations/escalate.html", context, status=422 if form.errors else 200)


def _naming(form: Any, found: Escalation) -> dict[str, Any]:
    """What a form needs that names posts."""
    if form is HeadForm:
        return {"escalation": found}
    return {"commitment": found.commitment} if form is DecisionForm else {}


def _found(request: SignedInRequest, pk: int) -> Escalation:
    return get_object_or_404(escalations_of_page(request.user), pk=pk)
