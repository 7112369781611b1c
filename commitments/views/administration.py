"""Administration (screen 21): where things are kept, and how background work goes."""

from datetime import timedelta

from celery import current_app
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.reminders.models import Letter
from commitments.reminders.trying_again import trouble, try_again
from commitments.selectors.jobs import job_lines
from commitments.services.errors import Refused
from history.acts import act


@require_safe
def administration(request: SignedInRequest) -> HttpResponse:
    """The pages of whoever keeps the tracker."""
    permissions.require(permissions.can_operate(request.user))
    return render(request, "administration/index.html", {})


@require_safe
def jobs(request: SignedInRequest) -> HttpResponse:
    """Background tasks, and the letters that did not leave."""
    permissions.require(permissions.can_operate(request.user))
    if request.as_of is not None:
        return redirect("jobs")
    context = {"jobs": job_lines(_schedule()), "trouble": trouble()}
    return render(request, "administration/jobs.html", context)


@require_POST
def call_job(request: SignedInRequest, name: str) -> HttpResponse:
    """Call a task of the clock now. It finds in the record what is due, so this does no harm."""
    permissions.require(permissions.can_operate(request.user))
    if name not in _schedule():
        raise Http404
    try:
        current_app.send_task(name, expires=60)
    except Exception:
        # Whatever the queue raises: redis, kombu and the socket each have errors of their own.
        messages.error(request, _("The queue does not answer. The clock calls it again by itself."))
    else:
        with act("job.called", by=request.user, reason=name):
            messages.success(request, _("Called. It runs as soon as a worker is free."))
    return redirect("jobs")


@require_POST
def letter_again(request: SignedInRequest, pk: int) -> HttpResponse:
    """Try one letter again."""
    permissions.require(permissions.can_operate(request.user))
    letter = get_object_or_404(Letter, pk=pk)
    try:
        try_again(letter, by=request.user)
    except Refused as refused:
        messages.error(request, refused.problem)
    else:
        messages.success(request, _("It leaves with the next run, within a minute."))
    return redirect("jobs")


def _schedule() -> dict[str, timedelta]:
    """The tasks of the clock and how often each is called."""
    return {
        entry["task"]: timedelta(seconds=entry["schedule"])
        for entry in current_app.conf.beat_schedule.values()
    }
