"""The coordinator's moves of a whole commitment (4.4)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.commitment_steering import (
    CloseCommitmentForm,
    CompleteCommitmentForm,
    PauseCommitmentForm,
    ReopenCommitmentForm,
    ResumeCommitmentForm,
)
from commitments.models import Commitment
from commitments.selectors.changes import what_changed
from commitments.services import steering
from commitments.views.present import present_only
from commitments.web import DeedForm


@dataclass(frozen=True)
class Steering:
    """One move: what is asked, which service, what the page and the button say."""

    form: type[DeedForm]
    service: Callable[..., Any]
    title: Any
    purpose: Any
    button: Any
    done: Any


STEERING = {
    "pause": Steering(
        PauseCommitmentForm,
        steering.pause_commitment,
        _("Pause this commitment"),
        _("Its open milestones pause with it. Nothing is overdue while paused."),
        _("Pause commitment"),
        _("Paused."),
    ),
    "resume": Steering(
        ResumeCommitmentForm,
        steering.resume_commitment,
        _("Resume this commitment"),
        _("The milestones that were paused with it return to where they were."),
        _("Resume commitment"),
        _("Resumed. Deadlines are unchanged."),
    ),
    "complete": Steering(
        CompleteCommitmentForm,
        steering.complete_commitment,
        _("Complete this commitment"),
        _("You confirm that all its milestones are achieved or closed."),
        _("Complete commitment"),
        _("Completed."),
    ),
    "close": Steering(
        CloseCommitmentForm,
        steering.close_commitment,
        _("Close this commitment early"),
        _("Every milestone that is not yet decided is closed, not achieved."),
        _("Close commitment"),
        _("Closed early."),
    ),
    "reopen": Steering(
        ReopenCommitmentForm,
        steering.reopen_commitment,
        _("Reopen this commitment"),
        _("Its milestones stay as they are and are reopened one by one."),
        _("Reopen commitment"),
        _("Reopened. It is active again."),
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("commitment")
def steer(request: SignedInRequest, code: str, move: str) -> HttpResponse:
    """Pause, resume, complete, close or reopen."""
    chosen = STEERING.get(move)
    if chosen is None:
        raise Http404
    found = get_object_or_404(Commitment.objects.visible_to(request.user), code=code)
    permissions.require(permissions.can_steer(request.user, found))
    form = chosen.form(request.POST or None, version=found.version)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "once"}

        def deed() -> None:
            chosen.service(found, by=request.user, **facts)

        if form.carry_out(request, deed):
            messages.success(request, str(chosen.done))
            return redirect(found)
    changed = None
    if form.conflict:
        changed = what_changed(form.conflict.current, since=form.cleaned_data["based_on"])
        form.rebase(form.conflict.current.version)
    status = 409 if form.conflict else 422 if form.errors else 200
    context = {"commitment": found, "form": form, "steering": chosen, "changed": changed}
    return render(request, "commitments/steer.html", context, status=status)
