"""Import a spreadsheet: choose it, see what it means row by row, confirm (screen 20)."""

from typing import Any

import structlog
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from kombu.exceptions import OperationalError

from accounts.models import User
from commitments import permissions
from commitments.imports import background
from commitments.imports.columns import MappingError
from commitments.imports.forms import UploadForm
from commitments.imports.plan import LARGE, make_run, queue_run
from commitments.imports.problem_file import problem_file
from commitments.imports.refusal import Refusal
from commitments.imports.tasks import read_import, write_import
from commitments.imports.template import template
from commitments.imports.write import write_run
from commitments.models import Commitment, ImportRow, ImportRun, Milestone, Plan
from commitments.services.errors import Refused

logger = structlog.get_logger(__name__)

PAGE = 50
State = ImportRun.State
Verdict = ImportRow.Verdict


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; a small one is read at once, a large one by a worker."""
    user = _importer(request)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        run = _take_in(form, user)
        if run is not None:
            return redirect("import-run", run=run.pk)
    runs = ImportRun.objects.filter(made_by=user).defer("content")[:10]
    context = {"form": form, "runs": runs, "more": _has_choices(form), "plans": Plan.objects.all()}
    return render(request, "imports/upload.html", context, status=422 if is_sent else 200)


def _take_in(form: UploadForm, user: User) -> ImportRun | None:
    """The run of a file, or None with the reason at the form."""
    file = form.cleaned_data["file"]
    content, name = file.read(), file.name or "import"
    try:
        if len(content) <= LARGE:
            return make_run(content, name, by=user, choices=form.choices)
    except (Refusal, MappingError) as refusal:
        form.add_error("file", str(refusal))
        return None
    run = queue_run(content, name, by=user, choices=form.choices)
    transaction.on_commit(lambda: _hurry(run))
    return run


@require_http_methods(["GET", "HEAD", "POST"])
def run_page(request: HttpRequest, run: str) -> HttpResponse:
    """What a file means, tab by tab; confirming it imports exactly that; then the result."""
    user = _importer(request)
    found = get_object_or_404(ImportRun.objects.filter(made_by=user).defer("content"), pk=run)
    if request.method == "POST":
        return _confirm(request, found, user)
    if found.state in (State.READING, State.WRITING):
        _hurry(found)
        return render(request, "imports/waiting.html", {"run": found})
    if found.state == State.REFUSED:
        return render(request, "imports/refused.html", {"run": found})
    return render(request, "imports/run.html", _context(request, found))


def _confirm(request: HttpRequest, run: ImportRun, user: User) -> HttpResponse:
    if sum(run.counts.values()) > background.MANY_ROWS:
        background.begin_writing(run)
        run.refresh_from_db(fields=["state"])
        transaction.on_commit(lambda: _hurry(run))
        return redirect("import-run", run=run.pk)
    try:
        write_run(run, by=user)
    except Refused as refused:
        run.reason = f"{refused.problem} {refused.fix}".strip()
        return render(request, "imports/run.html", _context(request, run), status=409)
    return redirect("import-run", run=run.pk)


def _hurry(run: ImportRun) -> None:
    """The rows are the queue: a message that was lost is sent again, and twice does no harm."""
    task = {State.READING: read_import, State.WRITING: write_import}.get(State(run.state))
    try:
        if task is not None:
            task.delay(str(run.pk))
    except OperationalError:
        logger.warning("import_not_sent", run=str(run.pk))


def _context(request: HttpRequest, run: ImportRun) -> dict[str, Any]:
    counts = {verdict: run.counts.get(verdict, 0) for verdict in Verdict.values}
    first = next((v for v in ("problem", "changed", "new", "same") if counts[v]), "new")
    shown = request.GET.get("show", "")
    shown = shown if shown in Verdict.values else first
    rows = run.rows.filter(verdict=shown).exclude(number=None).order_by("number")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return {
        "run": run,
        "counts": counts,
        "shown": Verdict(shown),
        "tabs": [
            {
                "label": verdict.label,
                "url": f"?show={verdict}",
                "current": verdict == shown,
                "count": counts[verdict],
            }
            for verdict in (Verdict.NEW, Verdict.CHANGED, Verdict.SAME, Verdict.PROBLEM)
        ],
        "page": page,
        "rows": _with_codes(list(page.object_list)),
        "brought": run.rows.filter(number=None).exclude(verdict=Verdict.PROBLEM),
        "can_confirm": run.state == State.CHECKED
        and not counts["problem"]
        and (counts["new"] or counts["changed"]),
        "is_written": run.state == State.WRITTEN,
        "steps": _steps(run),
    }


def _with_codes(rows: list[ImportRow]) -> list[ImportRow]:
    """Each row with the code of what it stands for in the record, if that is there yet."""
    ids: dict[str, list[int]] = {}
    for row in rows:
        if row.object_id:
            ids.setdefault(row.kind, []).append(row.object_id)
    commitments = Commitment.objects.filter(pk__in=ids.get("commitment", ()))
    milestones = Milestone.objects.filter(
        pk__in=[*ids.get("milestone", ()), *ids.get("indicator", ())]
    )
    codes = {("commitment", pk): code for pk, code in commitments.values_list("pk", "code")}
    for pk, code in milestones.values_list("pk", "code"):
        codes["milestone", pk] = codes["indicator", pk] = code
    for row in rows:
        row.code = codes.get((row.kind, row.object_id or 0), "")
    return rows


def _steps(run: ImportRun) -> list[dict[str, Any]]:
    written = run.state == State.WRITTEN
    return [
        {"label": _("Choose a file"), "url": reverse("imports"), "state": "done"},
        {"label": _("Check rows"), "url": "", "state": "done" if written else "current"},
        {"label": _("Result"), "url": "", "state": "current" if written else "later"},
    ]


@require_GET
def problems(request: HttpRequest, run: str) -> StreamingHttpResponse:
    """The rows with problems as a file, to put right and to choose again."""
    user = _importer(request)
    found = get_object_or_404(ImportRun.objects.filter(made_by=user).defer("content"), pk=run)
    return _csv(problem_file(found), "problems.csv")


@require_GET
def blank(request: HttpRequest) -> StreamingHttpResponse:
    """The columns that an import knows; with `plan`, filled with what the person may see of it."""
    user = _importer(request)
    plan = None
    if code := request.GET.get("plan"):
        plan = get_object_or_404(Plan, code=code)
    return _csv(iter([template(plan, user=user)]), f"{plan.code if plan else 'template'}.csv")


def _csv(lines: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _importer(request: HttpRequest) -> User:
    user: User = request.user  # type: ignore[assignment]
    permissions.require(permissions.can_import(user))
    return user


def _has_choices(form: UploadForm) -> bool:
    """Whether the further choices stand open: something was chosen there, or is wrong."""
    names = ("plan", "plan_title", "dates", "sheet", "encoding")
    return form.is_bound and any(form[name].data or form[name].errors for name in names)
