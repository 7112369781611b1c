"""Naming who else takes part (screen 4e)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.drafts import ContributorForm, PartnerForm
from commitments.models import CommitmentPartner, Contributor
from commitments.services import partners as services
from commitments.views.drafts import FORM, answer, find
from commitments.views.present import present_only


@require_http_methods(FORM)
@present_only("commitment-partners")
def partner_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Name an organisation with a role."""
    commitment = find(request, code)
    permissions.require(permissions.can_name_partners(request.user, commitment))
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {name: form.cleaned_data[name] for name in ("organisation", "role", "does")}

        def deed() -> None:
            services.add_partner(commitment, by=request.user, **facts)

        if form.carry_out(request, deed):
            messages.success(request, _("Partner added."))
            return redirect("commitment-partners", code)
    context = {"form": form, "commitment": commitment, "title": _("Add a partner")}
    return answer(request, "drafts/partner.html", context)


@require_http_methods(FORM)
@present_only("commitment-partners")
def contributor_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Name a post that does work and may log progress."""
    commitment = find(request, code)
    permissions.require(permissions.can_name_partners(request.user, commitment))
    form = ContributorForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        post = form.cleaned_data["post"]

        def deed() -> None:
            services.add_contributor(commitment, by=request.user, post=post)

        if form.carry_out(request, deed):
            messages.success(request, _("Contributor added."))
            return redirect("commitment-partners", code)
    context = {"form": form, "commitment": commitment, "title": _("Add a contributor")}
    return answer(request, "drafts/partner.html", context)


@require_POST
def partner_remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Take a partner away. Doing it twice changes nothing."""
    commitment = find(request, code)
    permissions.require(permissions.can_name_partners(request.user, commitment))
    partner = get_object_or_404(CommitmentPartner, pk=pk, commitment=commitment)
    services.remove_partner(partner, by=request.user)
    messages.success(request, _("Partner removed."))
    return redirect("commitment-partners", code)


@require_POST
def contributor_remove(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """Take a contributor away. Doing it twice changes nothing."""
    commitment = find(request, code)
    permissions.require(permissions.can_name_partners(request.user, commitment))
    contributor = get_object_or_404(Contributor, pk=pk, commitment=commitment)
    services.remove_contributor(contributor, by=request.user)
    messages.success(request, _("Contributor removed."))
    return redirect("commitment-partners", code)
