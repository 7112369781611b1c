"""One promise: its page, and the coordinator's moves on it (screen 6)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions, source_words
from commitments.forms.steering import CloseForm, PauseForm, ReopenForm, ResumeForm
from commitments.models import Milestone
from commitments.reminders.ledger import ledger_of
from commitments.rules.states import allowed_moves
from commitments.selectors.changes import what_changed
from commitments.selectors.escalations import open_escalation_of
from commitments.selectors.milestone import milestone_page, milestones_of_page
from commitments.services import steering
from commitments.views.present import present_only
from commitments.web import DeedForm, said_and_done


def find_milestone(request: SignedInRequest, code: str) -> Milestone:
    """The milestone as its pages name it; the same 404 for a foreign and an unknown one (A1)."""
    return get_object_or_404(milestones_of_page(request.user), code=code)


@require_safe
def milestone(request: SignedInRequest, code: str) -> HttpResponse:
    found = find_milestone(request, code)
    page = milestone_page(
        found,
        request.user,
        writing=request.as_of is None,
    )
    waiting = page.waiting_request
    context = {
        "page": page,
        "ledger": ledger_of(found, requested_on=waiting.asked_on if waiting else None),
        "milestone": found,
        "commitment": found.commitment,
        "may": page.may,
        "escalations": [one] if (one := open_escalation_of(found)) else [],
        "source_words": source_words.shown(found.source_words),
        "parts": milestone_parts(found, "milestone"),
    }
    return render(request, "milestones/milestone.html", context)


def milestone_parts(found: Milestone, current: str) -> list[dict[str, Any]]:
    """The tabs of a milestone, for `c-tabs`."""
    names = {"milestone": _("Milestone"), "milestone-history": _("History")}
    return [
        {"label": label, "url": reverse(name, args=[found.code]), "current": name == current}
        for name, label in names.items()
    ]


@dataclass(frozen=True)
class Steering:
    """One of the coordinator's moves: what is asked, which service, what is said."""

    form: type[DeedForm]
    service: Callable[..., Milestone]
    title: Any
    purpose: Any
    button: Any
    done: Any


STEERING = {
    "pause": Steering(
        PauseForm,
        steering.pause_milestone,
        gettext_lazy("Pause this milestone"),
        gettext_lazy("While paused it is not overdue, and nobody is reminded."),
        gettext_lazy("Pause milestone"),
        gettext_lazy("Paused."),
    ),
    "resume": Steering(
        ResumeForm,
        steering.resume_milestone,
        gettext_lazy("Resume this milestone"),
        gettext_lazy("It returns to where it was. Its deadline is unchanged."),
        gettext_lazy("Resume milestone"),
        gettext_lazy("Resumed. The deadline is unchanged."),
    ),
    "close": Steering(
        CloseForm,
        steering.close_milestone,
        gettext_lazy("Close this milestone, not achieved"),
        gettext_lazy("It stays on the record with its dates and your reasons."),
        gettext_lazy("Close milestone"),
        gettext_lazy("Closed, not achieved."),
    ),
    "reopen": Steering(
        ReopenForm,
        steering.reopen_milestone,
        gettext_lazy("Reopen this milestone"),
        gettext_lazy("It is in progress again. The history keeps what was decided."),
        gettext_lazy("Reopen milestone"),
        gettext_lazy("Reopened. It is in progress again."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def steer(request: SignedInRequest, code: str, move: str) -> HttpResponse:
    """Pause, resume, close or reopen."""
    chosen = STEERING.get(move)
    if chosen is None:
        raise Http404
    found = find_milestone(request, code)
    permissions.require(permissions.can_steer(request.user, found.commitment))
    if request.method != "POST" and move not in {m.name for m in allowed_moves(found.state)}:
        words = _("%(code)s is %(state)s, so this cannot be done now.")
        facts = {"code": found.code, "state": found.get_state_display()}
        messages.info(request, words % facts)
        return redirect(found)
    form = chosen.form(request.POST or None, version=found.version, milestone=found)
    if request.method == "POST" and form.is_valid():
        facts = {k: v for k, v in form.cleaned_data.items() if k != "once"}

        def deed() -> None:
            chosen.service(found, by=request.user, **facts)

        if form.carry_out(request, deed):
            messages.success(request, said_and_done(str(chosen.done), f"steer {found.code}"))
            return redirect(found)
    changed = None
    if form.conflict:
        changed = what_changed(form.conflict.current, since=form.cleaned_data["based_on"])
        form.rebase(form.conflict.current.version)
    status = 409 if form.conflict else 422 if form.errors else 200
    context = {"milestone": found, "form": form, "steering": chosen, "changed": changed}
    return render(request, "milestones/steer.html", context, status=status)
