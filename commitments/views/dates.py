"""Ask for a new date, in two steps; decide about it (screen 11)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.dates import AskDateForm, DecideDateForm
from commitments.forms.parts import brought
from commitments.models import DateRequest, Milestone
from commitments.rules.dates import in_text
from commitments.rules.words import OPEN_STATES, DateOutcome
from commitments.selectors.changes import what_changed
from commitments.selectors.date_requests import date_request_page
from commitments.selectors.milestone import milestone_page
from commitments.services.dates import (
    already_decided,
    ask_for_date,
    decide_date,
    problems_of_request,
    withdraw_date_request,
)
from commitments.services.errors import AlreadyDecided, Refused
from commitments.views.keeping import keep_evidence
from commitments.views.milestones import find_milestone
from commitments.views.present import present_only
from commitments.views.review_decision import asked_next
from commitments.web import DeedForm, said_and_done

ASKED = ("asked_deadline", "cause", "explanation", "differently")
DONE = {
    DateOutcome.APPROVED: lambda: _("Approved. The deadline is now %(day)s."),
    DateOutcome.APPROVED_OTHER: lambda: _("Another date approved. The deadline is now %(day)s."),
    DateOutcome.REFUSED: lambda: _("Refused. The deadline stays %(day)s."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def ask(request: SignedInRequest, code: str) -> HttpResponse:
    """Ask for another deadline: the form, the answers to check, sent."""
    milestone = find_milestone(request, code)
    permissions.require(permissions.can_ask_date(request.user, milestone))
    if request.method != "POST":
        return _first_page(request, milestone)
    form = AskDateForm(request.POST, request.FILES, milestone=milestone)
    is_whole = form.is_valid()
    kept = _keep_evidence(request, milestone, form)
    step = request.POST.get("step")
    if is_whole and not form.errors and step != "change":
        form.add_problems(problems_of_request(milestone, **_asked(form)))
    if form.errors or step == "change":
        return _ask_page(request, milestone, form)
    if step == "send":
        return _send(request, milestone, form)
    earlier = milestone.deadline and form.cleaned_data["asked_deadline"] < milestone.deadline
    context = {"milestone": milestone, "form": form, "kept": kept, "earlier": earlier}
    return render(request, "milestones/date_check.html", context)


def _first_page(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    if milestone.state not in OPEN_STATES or milestone.deadline is None:
        words = _("This milestone is %(state)s, so its deadline cannot move now.")
        if milestone.state in OPEN_STATES:
            words = _("This milestone has no agreed deadline to move.")
        messages.info(request, words % {"state": milestone.get_state_display()})
        return redirect(milestone)
    if waiting := milestone.date_requests.waiting().first():
        messages.info(request, _("A request for this milestone waits already."))
        return redirect("date-request", waiting.pk)
    return _ask_page(request, milestone, AskDateForm(milestone=milestone))


def _ask_page(request: SignedInRequest, milestone: Milestone, form: AskDateForm) -> HttpResponse:
    changed = None
    if form.conflict:
        changed = what_changed(form.conflict.current, since=form.cleaned_data["based_on"])
        form.rebase(form.conflict.current.version)
    user = request.user
    context = {
        "milestone": milestone,
        "form": form,
        "changed": changed,
        "page": milestone_page(milestone, user, writing=False),
    }
    asked_again = request.POST.get("step") == "change"
    status = 409 if form.conflict else 422 if form.errors and not asked_again else 200
    return render(request, "milestones/date.html", context, status=status)


def _keep_evidence(request: SignedInRequest, milestone: Milestone, form: AskDateForm) -> list[Any]:
    kept = []
    for item in brought(form.cleaned_data, "file", "link"):
        field = "file" if item.file is not None else "link"
        try:
            kept.append(keep_evidence(request, milestone, item, field))
        except Refused as refused:
            form.add_error(field, refused.problem)
    return kept


def _asked(form: AskDateForm) -> dict[str, Any]:
    return {name: form.cleaned_data[name] for name in ASKED}


def _send(request: SignedInRequest, milestone: Milestone, form: AskDateForm) -> HttpResponse:
    user = request.user
    sent: list[DateRequest] = []

    def deed() -> None:
        based_on = form.cleaned_data["based_on"]
        sent.append(ask_for_date(milestone, by=user, based_on=based_on, **_asked(form)))

    if not form.carry_out(request, deed):
        return _ask_page(request, milestone, form)
    words = _("Sent. The overdue count keeps running until it is decided.")
    if sent and sent[0].outcome == DateOutcome.APPROVED:
        words = _("The earlier deadline holds from now on. It needs no approval.")
    messages.success(request, said_and_done(words, f"date {milestone.code}"))
    return redirect(milestone)


@require_http_methods(["GET", "HEAD", "POST"])
def date_request(request: SignedInRequest, pk: int) -> HttpResponse:
    """A request with all that a decision rests on; the decision for who may take it."""
    asked, milestone = _find(request, pk)
    user = request.user
    page = date_request_page(asked, milestone, user, writing=request.as_of is None)
    form = None
    if page.can_decide:
        form = DecideDateForm(
            request.POST or None,
            date_request=asked,
            needs_agreement=page.needs_agreement,
            # "Approve…" and "Refuse…" of the queue open the form with that answer chosen.
            initial={"outcome": request.GET.get("outcome", "")},
        )
    if request.method == "POST":
        if form is None and asked.outcome != DateOutcome.WAITING:
            return _decided(request, milestone, already_decided(asked))
        permissions.require(form is not None)
        if form and form.is_valid() and _decide(request, asked, form):
            return redirect(asked_next(request) or milestone.get_absolute_url())
        if form and isinstance(form.refusal, AlreadyDecided):
            return _decided(request, milestone, form.refusal)
    context = {
        "asked": asked,
        "milestone": milestone,
        "page": page,
        "form": form,
        "next": asked_next(request),
    }
    status = 422 if form and form.errors else 200
    return render(request, "milestones/date_request.html", context, status=status)


def _find(request: SignedInRequest, pk: int) -> tuple[DateRequest, Milestone]:
    user = request.user
    visible = DateRequest.objects.visible_to(user).select_related(
        "asked_by", "post", "decided_by", "milestone"
    )
    asked = get_object_or_404(visible, pk=pk)
    return asked, find_milestone(request, asked.milestone.code)


def _decide(request: SignedInRequest, asked: DateRequest, form: DecideDateForm) -> bool:
    user = request.user
    given = form.filled_in

    def deed() -> None:
        decide_date(asked, by=user, **given)

    if not form.carry_out(request, deed):
        return False
    asked.milestone.refresh_from_db()
    day = in_text(asked.milestone.deadline) if asked.milestone.deadline else ""
    words = DONE[given["outcome"]]() % {"day": day}
    messages.success(request, said_and_done(words, f"decide date {asked.pk}"))
    return True


def _decided(
    request: SignedInRequest, milestone: Milestone, refusal: AlreadyDecided
) -> HttpResponse:
    context = {
        "milestone": milestone,
        "refusal": refusal,
        "reasons": request.POST.get("reason", ""),
        "next": asked_next(request),
    }
    return render(request, "milestones/decided.html", context, status=409)


@require_POST
def date_request_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a request back before it is decided."""
    asked, milestone = _find(request, pk)
    user = request.user
    form = DeedForm(request.POST)

    def deed() -> None:
        withdraw_date_request(asked, by=user)

    if form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("The request is withdrawn. The deadline is unchanged."))
    elif form.refusal:
        messages.error(request, form.refusal.problem)
    return redirect(milestone)
