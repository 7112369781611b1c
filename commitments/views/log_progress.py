"""Log progress: from the commitment, or from one of its milestones (screen 7)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.log_progress import LogForm
from commitments.models import Commitment, Milestone, Update
from commitments.rights import Right
from commitments.rules.words import CommitmentState
from commitments.selectors.log_progress import (
    LogPage,
    clash,
    log_page,
    merged,
    named_in,
    next_update_in_words,
    suggestions_after,
)
from commitments.selectors.mail_drafts import Mailed, mails_in
from commitments.services.mail_drafts import end_mail_drafts
from commitments.services.progress import confirm_unchanged, log_progress
from commitments.views.milestones import find_milestone
from commitments.views.present import present_only
from commitments.web import DeedForm

CLASHING = ("confidence", "happened", "problem", "help_needed", "help_from", "next_step")


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("commitment")
def log(request: SignedInRequest, code: str) -> HttpResponse:
    user = request.user
    found = get_object_or_404(Commitment.objects.visible_to(user), code=code)
    return _log(request, found, None)


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def log_from_milestone(request: SignedInRequest, code: str) -> HttpResponse:
    """The same form with this milestone first: where the links of letters lead."""
    milestone = find_milestone(request, code)
    return _log(request, milestone.commitment, milestone)


def _log(request: SignedInRequest, commitment: Commitment, first: Milestone | None) -> HttpResponse:
    user = request.user
    permissions.require(permissions.reaches(user, Right.LOG, commitment))
    if commitment.state != CommitmentState.ACTIVE:
        words = _("%(code)s is %(state)s, so there is nothing to log now.")
        facts = {"code": commitment.code, "state": commitment.get_state_display()}
        messages.info(request, words % facts)
        return redirect(first or commitment)
    page = log_page(commitment, user, first=first, named=named_in(request.POST))
    if request.method != "POST":
        return _page(request, page, first, _form(page, mailed=page.mailed))
    if request.POST.get("deed") == "unchanged":
        return _unchanged(request, page, first)
    if request.POST.get("deed") == "discard":
        return _discard(request, commitment)
    form = _form(page, merged(page, request.POST), request.FILES)
    published: list[int] = []

    def deed() -> int:
        published.append(_publish(form, commitment, user))
        end_mail_drafts(user, commitment, mails_in(request.POST))
        return published[0]

    if form.is_valid() and form.carry_out(request, deed):
        return _published(commitment, published)
    return _page(request, page, first, form)


def _form(page: LogPage, *sent: Any, mailed: Mailed | None = None) -> LogForm:
    return LogForm(
        *sent,
        initial={"happened": mailed.text} if mailed else None,
        version=page.commitment.version,
        milestones=page.milestones,
        happened_label=page.happened_label,
        confidence_hint=page.confidence_hint,
    )


def _publish(form: LogForm, commitment: Commitment, user: Any) -> int:
    given = form.cleaned_data
    update = log_progress(
        commitment,
        by=user,
        confidence=given["confidence"],
        happened=given["happened"],
        problem=given["problem"],
        help_needed=given["help_needed"],
        help_from=given["help_from"],
        next_step=given["next_step"],
        visibility=given["visibility"],
        milestones=form.words(),
        evidence=form.evidence(),
        based_on=given["based_on"],
    )
    return int(update.pk)


def _unchanged(request: SignedInRequest, page: LogPage, first: Milestone | None) -> HttpResponse:
    form = DeedForm(request.POST)
    published: list[int] = []
    user = request.user

    def deed() -> int:
        based_on = form.cleaned_data["based_on"]
        update = confirm_unchanged(page.commitment, by=user, based_on=based_on)
        published.append(int(update.pk))
        return published[0]

    if form.is_valid() and form.carry_out(request, deed):
        return _published(page.commitment, published)
    if form.refusal:
        messages.error(request, f"{form.refusal.problem} {form.refusal.fix}")
    status = 409 if form.conflict else 422
    return _page(request, log_page(page.commitment, user, first=first), first, _form(page), status)


def _discard(request: SignedInRequest, commitment: Commitment) -> HttpResponse:
    """What came by mail is not wanted."""
    if end_mail_drafts(request.user, commitment, mails_in(request.POST)):
        messages.success(request, _("The draft from your mail is discarded."))
    return redirect(request.path)


def _published(commitment: Commitment, published: list[int]) -> HttpResponse:
    # Sent twice, the form changed once; its update is the newest then.
    if published:
        return redirect("commitment-logged", commitment.code, published[0])
    newest = commitment.updates.first()
    return redirect("commitment-logged", commitment.code, newest.pk if newest else 0)


def _page(
    request: SignedInRequest,
    page: LogPage,
    first: Milestone | None,
    form: LogForm,
    status: int = 200,
) -> HttpResponse:
    user = request.user
    clashing = None
    if form.conflict:
        page = log_page(form.conflict.current, user, first=first, named=named_in(request.POST))
        labels = {name: form[name].label for name in CLASHING}
        since = form.cleaned_data["based_on"]
        clashing = clash(page, form.data, since=since, texts=labels)
        form.rebase(form.conflict.current.version)
    if status == 200 and form.errors:
        status = 409 if form.conflict else 422
    rows = form.rows()
    for row in rows:
        row["timing"] = page.timings.get(row["milestone"].pk)
        row["open"] = row["open"] or (first is not None and row["milestone"].pk == first.pk)
    context = {
        "page": page,
        "commitment": page.commitment,
        "first": first,
        "form": form,
        "rows": rows[: page.checked],
        "more": rows[page.checked :],
        "clash": clashing,
        "unchanged": DeedForm(version=page.commitment.version),
        # A mail that came while the form was being filled in waits for the next one.
        "mail": mails_in(form.data) if form.is_bound else page.mailed and page.mailed.pks,
    }
    return render(request, "log_progress/log.html", context, status=status)


@require_safe
def logged(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """What was published, when the next update is due, and what to do now."""
    user = request.user
    commitment = get_object_or_404(Commitment.objects.visible_to(user), code=code)
    update = get_object_or_404(Update.objects.filter(commitment=commitment), pk=pk)
    writing = request.as_of is None
    context = {
        "commitment": commitment,
        "update": update,
        "next_update": next_update_in_words(commitment),
        "suggestions": suggestions_after(update) if writing else [],
    }
    return render(request, "log_progress/logged.html", context)
