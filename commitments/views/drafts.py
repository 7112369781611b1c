"""From a first draft to an agreed plan (screen 5)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.drafts import (
    AGREE,
    CommitmentForm,
    DecideForm,
    MilestoneForm,
    NewCommitmentForm,
    ProposeForm,
)
from commitments.models import Commitment, Milestone
from commitments.rights import Right, has_anywhere
from commitments.rules.words import MilestoneState
from commitments.selectors.plan_check import plan_check
from commitments.services import drafts
from commitments.services.errors import Refused
from commitments.views.present import present_only

FORM = ["GET", "HEAD", "POST"]


@require_http_methods(FORM)
def new(request: SignedInRequest) -> HttpResponse:
    """Start a draft."""
    if request.as_of is not None:
        return redirect("commitments")
    permissions.require(has_anywhere(request.user.standing, Right.DRAFT))
    form = NewCommitmentForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        code: list[str] = []

        def deed() -> str:
            facts = {**form.facts(), "main_objective": form.cleaned_data["main_objective"].pk}
            made = drafts.draft_commitment(form.cleaned_data["plan"], by=request.user, **facts)
            code.append(made.code)
            return made.code

        if form.carry_out(request, deed):
            messages.success(request, _("Draft saved. Add its milestones next."))
            return redirect("commitment", code[0]) if code else redirect("commitments")
    return answer(request, "drafts/new.html", {"form": form})


@require_http_methods(FORM)
@present_only("commitment")
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Change the text of a draft or of a plan that waits."""
    commitment = find(request, code)
    permissions.require(permissions.can_draft(request.user, commitment))
    form = CommitmentForm(
        request.POST or None,
        user=request.user,
        version=commitment.version,
        instance=Commitment.objects.get(pk=commitment.pk),
    )
    if request.method == "POST" and form.is_valid():
        based_on = form.cleaned_data["based_on"]

        def deed() -> None:
            drafts.change_draft(commitment, by=request.user, based_on=based_on, **form.facts())

        if form.carry_out(request, deed):
            messages.success(request, _("Draft saved."))
            return redirect(commitment)
    return answer(request, "drafts/edit.html", {"form": form, "commitment": commitment})


@require_http_methods(FORM)
@present_only("commitment-milestones")
def milestone_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Add a milestone to a draft."""
    commitment = find(request, code)
    permissions.require(permissions.can_draft(request.user, commitment))
    form = MilestoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():

        def deed() -> None:
            drafts.add_milestone(commitment, by=request.user, **form.facts())

        if form.carry_out(request, deed):
            messages.success(request, _("Milestone added."))
            again = "commitment-milestones"
            if "another" in request.POST:
                again = "milestone-new"
            return redirect(again, code)
    context = {"form": form, "commitment": commitment, "milestone": None}
    return answer(request, "drafts/milestone.html", context)


@require_http_methods(FORM)
@present_only("milestone")
def milestone_edit(request: SignedInRequest, code: str) -> HttpResponse:
    """Change a draft milestone, or take it away."""
    visible = Milestone.objects.visible_to(request.user).select_related("commitment")
    milestone = get_object_or_404(visible, code=code)
    may = permissions.can_draft(request.user, milestone.commitment)
    permissions.require(may and milestone.state == MilestoneState.DRAFT)
    form = MilestoneForm(
        request.POST or None,
        version=milestone.version,
        instance=Milestone.objects.get(pk=milestone.pk),
    )
    back = reverse("commitment-milestones", args=[milestone.commitment.code])
    if request.method == "POST" and "remove" in request.POST:
        try:
            drafts.remove_milestone(milestone, by=request.user)
        except Refused as refused:
            messages.error(request, refused.problem)
        else:
            messages.success(request, _("Milestone removed from the draft."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        based_on = form.cleaned_data["based_on"]

        def deed() -> None:
            drafts.change_milestone_draft(
                milestone, by=request.user, based_on=based_on, **form.facts()
            )

        if form.carry_out(request, deed):
            messages.success(request, _("Milestone saved."))
            return redirect(back)
    context = {"form": form, "commitment": milestone.commitment, "milestone": milestone}
    return answer(request, "drafts/milestone.html", context)


@require_http_methods(FORM)
@present_only("commitment")
def propose(request: SignedInRequest, code: str) -> HttpResponse:
    """Check what was written and send it for agreement."""
    commitment = find(request, code)
    permissions.require(permissions.can_propose(request.user, commitment))
    form = ProposeForm(request.POST or None, version=commitment.version)
    if request.method == "POST" and form.is_valid():
        based_on = form.cleaned_data["based_on"]

        def deed() -> None:
            drafts.propose_commitment(commitment, by=request.user, based_on=based_on)

        if form.carry_out(request, deed):
            messages.success(request, _("Sent for agreement. The coordinator decides."))
            return redirect(commitment)
    return answer(request, "drafts/propose.html", {"form": form, **_answers(commitment)})


@require_http_methods(FORM)
@present_only("commitment")
def agree(request: SignedInRequest, code: str) -> HttpResponse:
    """Agree a plan or return it with comments."""
    commitment = find(request, code)
    permissions.require(permissions.can_agree(request.user, commitment))
    context = _answers(commitment)
    form = DecideForm(
        request.POST or None,
        version=commitment.version,
        has_warnings=bool(context["check"].warnings),
    )
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data
        agrees = chosen["decision"] == AGREE
        service = drafts.agree_plan if agrees else drafts.return_plan

        def deed() -> None:
            service(
                commitment,
                by=request.user,
                reason=chosen["reason"],
                based_on=chosen["based_on"],
            )

        if form.carry_out(request, deed):
            done = _("Plan agreed. Its first deadlines are fixed.") if agrees else _("Returned.")
            messages.success(request, done)
            return redirect(commitment)
    return answer(request, "drafts/agree.html", {"form": form, **context})


def find(request: SignedInRequest, code: str) -> Commitment:
    """The commitment, or the same 404 for what is foreign and what is not (A1)."""
    visible = Commitment.objects.visible_to(request.user).select_related(
        "lead_organisation", "accountable_post", "main_objective", "plan"
    )
    return get_object_or_404(visible, code=code)


def answer(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form page: 200, 422 with problems, 409 when somebody changed the record meanwhile."""
    form = context["form"]
    if form.conflict:
        stored = form.conflict.current
        if hasattr(form, "show_both"):
            context["conflict"] = form.show_both(stored, stored.version)
        else:
            form.rebase(stored.version)
    status = 409 if form.conflict else 422 if form.errors else 200
    return render(request, template, context, status=status)


def _answers(commitment: Commitment) -> dict[str, Any]:
    """What was written, to check before it is sent or agreed."""
    milestones = commitment.milestones.select_related("responsible_post").order_by("number")
    return {
        "commitment": commitment,
        "milestones": milestones[:100],
        "partners": commitment.partners.select_related("organisation")[:100],
        "check": plan_check(commitment),
    }
