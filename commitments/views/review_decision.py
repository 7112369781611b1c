"""Decide a submission: what was sent on one side, the decision on the other (screen 6)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.review import ReviewForm
from commitments.models import Milestone, Submission
from commitments.rights import Right
from commitments.rules.words import ReviewOutcome
from commitments.selectors.changes import what_changed
from commitments.selectors.milestone import MilestonePage, milestone_page, reviewers_besides
from commitments.services.errors import AlreadyDecided
from commitments.services.ratings import rate_commitment
from commitments.services.reviews import (
    accept_milestone,
    close_on_review,
    nothing_waits,
    return_milestone,
)
from commitments.views.milestones import find_milestone
from commitments.views.present import present_only
from commitments.web import said_and_done

DONE = {
    ReviewOutcome.ACCEPTED: lambda: _("Accepted as achieved: %(title)s."),
    ReviewOutcome.RETURNED: lambda: _("Returned for changes: %(title)s."),
    ReviewOutcome.CLOSED: lambda: _("Closed, not achieved: %(title)s."),
}


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def review(request: SignedInRequest, code: str) -> HttpResponse:
    """Read what was sent and decide. Nobody decides their own (M5), nobody decides twice (C2)."""
    user = request.user
    milestone = find_milestone(request, code)
    permissions.require(permissions.reaches(user, Right.REVIEW, milestone.commitment))
    page = milestone_page(milestone, user, writing=True)
    submission = page.submission
    if not permissions.can_review(user, milestone, submission):
        return _somebody_else(request, milestone, submission)
    if submission is None or not submission.is_waiting:
        return _decided(request, milestone, nothing_waits(milestone))
    form = ReviewForm(
        request.POST or None,
        milestone=milestone,
        submission=submission,
        may_rate=permissions.can_rate(user, milestone.commitment),
        # "Accept…" and "Return…" of the queue open the form with that answer chosen.
        initial={"outcome": request.GET.get("outcome", "")},
    )
    if request.method == "POST" and form.is_valid() and _decide(request, milestone, form):
        words = DONE[ReviewOutcome(form.cleaned_data["outcome"])]() % {"title": milestone.title}
        messages.success(request, said_and_done(words, f"review {submission.pk}"))
        return redirect(_next(request, milestone))
    if isinstance(form.refusal, AlreadyDecided):
        return _decided(request, milestone, form.refusal)
    return _page(request, milestone, page, form)


def _decide(request: SignedInRequest, milestone: Milestone, form: ReviewForm) -> bool:
    user = request.user
    given = form.cleaned_data

    def deed() -> None:
        facts = {
            "by": user,
            "verdicts": form.verdicts(),
            "reasons": given["reasons"],
            "based_on": given["based_on"],
        }
        match given["outcome"]:
            case ReviewOutcome.ACCEPTED:
                accept_milestone(milestone, achieved_on=given["achieved_on"], **facts)
            case ReviewOutcome.RETURNED:
                return_milestone(milestone, **facts)
            case _:
                closing = {name: given[name] for name in ("closed_reason", "replaced_by")}
                close_on_review(milestone, **facts, **closing)
        if form.rates:
            rate_commitment(
                milestone.commitment,
                by=user,
                confidence=given["rating"],
                reason=given["rating_reason"],
            )

    return form.carry_out(request, deed)


def _page(
    request: SignedInRequest, milestone: Milestone, page: MilestonePage, form: ReviewForm
) -> HttpResponse:
    changed = None
    if form.conflict:
        changed = what_changed(form.conflict.current, since=form.cleaned_data["based_on"])
        form.rebase(form.conflict.current.version)
    context = {
        "milestone": milestone,
        "page": page,
        "claim": page.submission,
        "form": form,
        "changed": changed,
        "next": asked_next(request),
    }
    status = 409 if form.conflict else 422 if form.errors else 200
    return render(request, "milestones/review.html", context, status=status)


def _somebody_else(
    request: SignedInRequest, milestone: Milestone, submission: Submission | None
) -> HttpResponse:
    user = request.user
    context = {
        "milestone": milestone,
        "owns": permissions.owns(user, milestone.commitment),
        "reviewers": reviewers_besides(user),
        "waits": submission is not None and submission.is_waiting,
    }
    return render(request, "milestones/review_elsewhere.html", context, status=403)


def _decided(
    request: SignedInRequest, milestone: Milestone, refusal: AlreadyDecided
) -> HttpResponse:
    """C2: who decided, and when. What was typed can still be copied from the page."""
    context = {
        "milestone": milestone,
        "refusal": refusal,
        "reasons": request.POST.get("reasons", ""),
        "next": asked_next(request),
    }
    return render(request, "milestones/decided.html", context, status=409)


def asked_next(request: SignedInRequest) -> str:
    """The page of this site that the person came from and wants to return to, or ""."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if allowed and asked.startswith("/") else ""


def _next(request: SignedInRequest, milestone: Milestone) -> str:
    return asked_next(request) or milestone.get_absolute_url()
