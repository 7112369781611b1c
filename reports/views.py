"""The archive of reports, the export, and the check that anybody can make."""

from collections.abc import Iterator

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments.services.errors import Problems
from reports.editions import Differs, Issue, flow, made_again, read_again, start_issue
from reports.forms import ExportForm, VerifyForm
from reports.kinds import KINDS
from reports.models import Edition
from reports.scope import Scope
from reports.verify import verify
from reports.words import ReportKind

PAGE_SIZE = 25
# What is more is in the files.
ROWS_A_TABLE = 200


@require_safe
def reports(request: SignedInRequest) -> HttpResponse:
    """The archive, newest first, with the form that issues another."""
    return _archive(request, ExportForm(initial={"as_of": request.as_of}))


@require_safe
def report(request: SignedInRequest, number: str) -> HttpResponse:
    """One report: what was asked, what was found, and its fingerprints."""
    visible = Edition.objects.visible_to(request.user)
    edition = get_object_or_404(visible, number=number)
    again = visible.filter(data_sha256=edition.data_sha256).exclude(pk=edition.pk)
    kind = KINDS[edition.kind]
    context = {"edition": edition, "kind": kind, "same_data": again.order_by("id")[:10]}
    return render(request, "reports/report.html", context)


@require_POST
def export(request: SignedInRequest) -> HttpResponseBase:
    """Issue a progress report and send it while it is made."""
    # Lists export the progress report, without asking which.
    form = ExportForm({"kind": ReportKind.PROGRESS.value, **request.POST.dict()})
    if not form.is_valid():
        return _archive(request, form, status=422)
    asked = form.cleaned_data
    scope = Scope(request.user, asked["query"], asked["as_of"])
    try:
        issue = start_issue(
            scope,
            asked["format"],
            kind=asked["kind"],
            compared_with=asked["compare_with"],
        )
    except Problems as problems:
        for field, problem in problems.problems.items():
            form.add_error(field if field in form.fields else None, problem)
        return _archive(request, form, status=422)

    return _sent(issue, flow(issue))


@require_safe
def report_file(request: SignedInRequest, number: str) -> HttpResponseBase:
    """The file of an issued report, made again from the record and the same to the byte."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), number=number)
    return _sent(*made_again(edition))


@require_safe
def report_page(request: SignedInRequest, number: str) -> HttpResponse:
    """What an issued report says, read again from the record, with the first rows of its tables."""
    edition = get_object_or_404(Edition.objects.visible_to(request.user), number=number)
    kind = KINDS[edition.kind]
    if kind.is_list:
        return redirect(edition)
    try:
        found, differs = read_again(edition, most=ROWS_A_TABLE), False
    except Differs:
        found, differs = [], True
    context = {"edition": edition, "kind": kind, "parts": found, "differs": differs}
    return render(request, "reports/page.html", context)


@login_not_required
@require_safe
def verify_report(request: HttpRequest) -> HttpResponse:
    """Whether a number and a fingerprint are ours. For anybody, signed in or not."""
    asked = "fingerprint" in request.GET
    form = VerifyForm(request.GET if asked else None)
    found = verify(**form.cleaned_data) if asked and form.is_valid() else None
    context = {"form": form, "found": found}
    return render(request, "reports/verify.html", context, status=422 if form.errors else 200)


def _sent(issue: Issue, pieces: Iterator[bytes]) -> HttpResponseBase:
    answer = StreamingHttpResponse(pieces, content_type=issue.format.media_type)
    answer["Content-Disposition"] = f'attachment; filename="{issue.file_name}"'
    answer["X-Report-Number"] = issue.number
    return answer


def _archive(request: SignedInRequest, form: ExportForm, status: int = 200) -> HttpResponse:
    editions = Edition.objects.visible_to(request.user)
    page = Paginator(editions, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "form": form, "can_issue": request.as_of is None}
    return render(request, "reports/list.html", context, status=status)
