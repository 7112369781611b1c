""" "Not me": the page that a letter leads to when it reached the wrong person."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.asking import SignedInRequest
from commitments.models import Commitment, Milestone
from commitments.reminders.not_mine import quiet_until, say_not_mine, was_told
from commitments.rules.dates import near_with_long_weekday
from commitments.views.present import present_only
from commitments.web import DeedForm
from history import clock


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def milestone_not_mine(request: SignedInRequest, code: str) -> HttpResponse:
    rows = Milestone.objects.visible_to(request.user).select_related(
        "commitment__accountable_post__organisation", "commitment__lead_organisation"
    )
    return _not_mine(request, get_object_or_404(rows, code=code))


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("commitment")
def commitment_not_mine(request: SignedInRequest, code: str) -> HttpResponse:
    rows = Commitment.objects.visible_to(request.user).select_related(
        "accountable_post__organisation", "lead_organisation"
    )
    return _not_mine(request, get_object_or_404(rows, code=code))


def _not_mine(request: SignedInRequest, subject: Commitment | Milestone) -> HttpResponse:
    """Opening it changes nothing; the button says wrong person."""
    if not was_told(subject, request.user):
        messages.info(request, _("You get no reminders of this."))
        return redirect(subject)
    until = quiet_until(subject)
    form = DeedForm(request.POST or None)

    def deed() -> None:
        say_not_mine(subject, by=request.user)

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        day = near_with_long_weekday(until, on=clock.today())
        words = _("The coordinators are told. You are not reminded of it until %(day)s.")
        messages.success(request, words % {"day": day})
        return redirect(subject)
    context = {"subject": subject, "until": until, "form": form}
    return render(request, "reminders/not_mine.html", context, status=422 if form.errors else 200)
