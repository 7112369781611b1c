"""Evidence: brought by hand, and handed out (I2)."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.forms.evidence import EvidenceForm
from commitments.models import Commitment, Evidence
from commitments.services.evidence import add_evidence
from commitments.views.milestones import find_milestone
from commitments.views.present import present_only


@require_http_methods(["GET", "HEAD", "POST"])
@present_only("milestone")
def evidence_add(request: SignedInRequest, code: str) -> HttpResponse:
    """Add a file or a link to a milestone."""
    milestone = find_milestone(request, code)
    permissions.require(permissions.can_log(request.user, milestone.commitment))
    form = EvidenceForm(request.POST or None, request.FILES or None, version=milestone.version)

    def deed() -> int:
        user = request.user
        row = add_evidence(milestone.commitment, by=user, item=form.item(), milestone=milestone)
        return row.pk

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("Added. It is kept with its fingerprint."))
        return redirect(milestone)
    context = {"milestone": milestone, "form": form}
    return render(request, "milestones/evidence.html", context, status=422 if form.errors else 200)


@require_safe
def evidence(request: SignedInRequest, pk: int) -> FileResponse:
    """A file that was kept, to who may see its commitment; never opened in the page."""
    user = request.user
    visible = Commitment.objects.visible_to(user)
    row = get_object_or_404(Evidence.objects.filter(commitment__in=visible).exclude(file=""), pk=pk)
    try:
        file = default_storage.open(str(row.file.name), "rb")
    except FileNotFoundError:
        raise Http404 from None
    # Content that somebody brought is never drawn with our name: saved, unguessed, without rights.
    answer = FileResponse(
        file,
        as_attachment=True,
        filename=row.file_name,
        content_type=row.media_type or "application/octet-stream",
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    return answer
