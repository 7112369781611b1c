"""Choose a file."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commitments.imports.forms import UploadForm
from commitments.imports.plan import LARGE, new_run, read
from commitments.imports.refusal import Refusal
from commitments.imports.views.common import hurry, importer
from commitments.models import ImportRun, Plan

RUNS_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; a small one is read at once, a large one by a worker."""
    user = importer(request)
    is_sent = request.method == "POST"
    form = UploadForm(request.POST, request.FILES) if is_sent else UploadForm()
    if is_sent and form.is_valid():
        run = _take_in(form, user)
        if run is not None:
            return redirect("import-run", run=run.pk)
    runs = ImportRun.objects.filter(made_by=user).defer("content")[:RUNS_SHOWN]
    context = {"form": form, "runs": runs, "more": _has_choices(form), "plans": Plan.objects.all()}
    return render(request, "imports/upload.html", context, status=422 if is_sent else 200)


def _take_in(form: UploadForm, user: User) -> ImportRun | None:
    """The run of a file, or None with the reason at the form."""
    file = form.cleaned_data["file"]
    run = new_run(file.read(), file.name or "import", by=user, choices=form.choices)
    if run.size > LARGE:
        run.save()
        transaction.on_commit(lambda: hurry(run))
        return run
    try:
        read(run)
    except Refusal as refusal:
        form.add_error("file", str(refusal))
        return None
    return run


def _has_choices(form: UploadForm) -> bool:
    """Whether the further choices stand open: something was chosen there, or is wrong."""
    names = ("plan", "plan_title", "encoding")
    return form.is_bound and any(form[name].data or form[name].errors for name in names)
