"""Submit a milestone for review, in two steps; take it back (screen 6)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.calendars import coordinating_calendar
from commitments.forms.submission import SubmitForm
from commitments.models import Milestone, Submission
from commitments.rules.dates import in_text, near_with_long_weekday
from commitments.rules.timing import REVIEW_WORKING_DAYS
from commitments.rules.words import OPEN_STATES
from commitments.selectors.changes import what_changed
from commitments.selectors.milestone import evidence_of
from commitments.services.errors import Refused
from commitments.services.reviews import waiting_submission
from commitments.services.submissions import (
    problems_of_claim,
    submit_milestone,
    withdraw_submission,
)
from commitments.views.keeping import keep_evidence
from commitments.views.milestones import find_milestone
from commitments.views.present import present_only
from commitments.web import DeedForm, said_and_done
from history import clock


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def submit(request: SignedInRequest, code: str) -> HttpResponse:
    """Three short questions, then the answers to check, then sent."""
    milestone = find_milestone(request, code)
    permissions.require(permissions.can_submit(request.user, milestone))
    if request.method != "POST":
        return _ask(request, milestone)
    form = SubmitForm(request.POST, request.FILES, milestone=milestone, kept=evidence_of(milestone))
    is_whole = form.is_valid()
    _keep_evidence(request, milestone, form)
    step = request.POST.get("step")
    if is_whole and not form.errors and step != "change":
        form.add_problems(_problems(milestone, form))
    if form.errors or step == "change":
        return _page(request, milestone, form)
    if step == "send" and _send(request, milestone, form):
        return redirect(milestone)
    if form.errors:
        return _page(request, milestone, form)
    context = {"milestone": milestone, "form": form, "rows": form.checked()}
    return render(request, "milestones/submit_check.html", context)


def _ask(request: SignedInRequest, milestone: Milestone) -> HttpResponse:
    if milestone.state not in OPEN_STATES:
        words = _("This milestone is %(state)s, so there is nothing to submit now.")
        messages.info(request, words % {"state": milestone.get_state_display()})
        return redirect(milestone)
    return _page(request, milestone, SubmitForm(milestone=milestone, kept=evidence_of(milestone)))


def _page(request: SignedInRequest, milestone: Milestone, form: SubmitForm) -> HttpResponse:
    changed = None
    if form.conflict:
        changed = what_changed(form.conflict.current, since=form.cleaned_data["based_on"])
        form.rebase(form.conflict.current.version)
    asked_again = request.POST.get("step") == "change" and not form.errors
    status = 409 if form.conflict else 422 if form.errors and not asked_again else 200
    context = {"milestone": milestone, "form": form, "changed": changed}
    return render(request, "milestones/submit.html", context, status=status)


def _keep_evidence(request: SignedInRequest, milestone: Milestone, form: SubmitForm) -> None:
    """Files cannot be put back into a form, so what came along is kept at once, and ticked."""
    for number, field, item in form.brought():
        try:
            form.keep(number, keep_evidence(request, milestone, item, field))
        except Refused as refused:
            form.add_error(field, refused.problem)


def _problems(milestone: Milestone, form: SubmitForm) -> dict[str, str]:
    if form.achieved is None:
        return {}
    return problems_of_claim(milestone, achieved_on=form.achieved, **form.claim())


def _send(request: SignedInRequest, milestone: Milestone, form: SubmitForm) -> bool:
    def deed() -> None:
        user = request.user
        submit_milestone(
            milestone,
            by=user,
            achieved_on=form.cleaned_data["achieved_on"],
            based_on=form.cleaned_data["based_on"],
            **form.claim(),
        )

    if not form.carry_out(request, deed):
        return False
    messages.success(request, said_and_done(_sent_in_words(), f"submit {milestone.code}"))
    return True


def _sent_in_words() -> str:
    today = clock.real_today()
    due = coordinating_calendar().add_working_days(today, REVIEW_WORKING_DAYS)
    return _(
        "Submitted on %(day)s. Review is due by %(due)s. The deadline clock has stopped for you."
    ) % {"day": in_text(today), "due": near_with_long_weekday(due, on=today)}


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def withdraw(request: SignedInRequest, code: str) -> HttpResponse:
    """Take a submission back before it is decided."""
    milestone = find_milestone(request, code)
    submission: Submission | None = waiting_submission(milestone)
    user = request.user
    permissions.require(permissions.can_withdraw(user, milestone, submission))
    form = DeedForm(request.POST or None, version=milestone.version)

    def deed() -> None:
        withdraw_submission(milestone, by=user)

    if request.method == "POST" and form.is_valid():
        if form.carry_out(request, deed):
            messages.success(request, _("Taken back. The milestone is in progress again."))
        else:
            messages.error(request, form.refusal.problem if form.refusal else "")
        return redirect(milestone)
    if submission is None:
        messages.info(request, _("Nothing waits for review here."))
        return redirect(milestone)
    context = {"milestone": milestone, "form": form, "submission": submission}
    return render(request, "milestones/withdraw.html", context)
