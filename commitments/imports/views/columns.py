"""Match columns."""

import json
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commitments.imports.columns import MappingError
from commitments.imports.columns_form import ColumnsForm
from commitments.imports.plan import LARGE, check_run, matched, read
from commitments.imports.refusal import Refusal
from commitments.imports.views.common import hurry, importer, run_of, steps
from commitments.models import ImportRun

State = ImportRun.State
# While its columns can still be chosen.
OPEN = (State.MATCHING, State.CHECKED)


@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, run: str) -> HttpResponse:
    """Say what each column holds; then the rows are checked, by a worker when they are many."""
    user = importer(request)
    found = run_of(user, run)
    if found.state not in OPEN or not found.reading.get("header"):
        return redirect("import-run", run=found.pk)
    if request.method != "POST":
        return render(request, "imports/columns.html", _context(found, ColumnsForm(run=found)))
    form = ColumnsForm(request.POST, run=found)
    with transaction.atomic():
        # Two presses at once are one after the other.
        fresh = ImportRun.objects.select_for_update(of=("self",)).get(pk=found.pk)
        if fresh.state not in OPEN or (form.is_valid() and _take_on(fresh, form)):
            return redirect("import-run", run=found.pk)
    return render(request, "imports/columns.html", _context(found, form), status=422)


def _take_on(run: ImportRun, form: ColumnsForm) -> bool:
    """Read or check the run as chosen; False with the reason at the form."""
    again = form.asks_to_read_again
    run.chosen = form.choices.as_json()
    run.state = State.READING if again else State.CHECKING
    if run.size > LARGE:
        run.reason = ""
        run.save(update_fields=["chosen", "state", "reason"])
        transaction.on_commit(lambda: hurry(run))
        return True
    try:
        with transaction.atomic():
            read(run) if again else check_run(run)
    except (Refusal, MappingError) as refusal:
        form.add_error("encoding" if "encoding" in form.fields and again else None, str(refusal))
        return False
    return True


def _context(run: ImportRun, form: ColumnsForm) -> dict[str, Any]:
    return {
        "run": run,
        "form": form,
        "lines": list(form.lines()),
        "matched": len(run.reading["header"]) - len(form.left_out),
        "left_out": form.left_out,
        "steps": steps(run),
        "open_defaults": any(field.value() or field.errors for field in form.defaults()),
    }


@require_GET
def mapping(request: HttpRequest, run: str) -> HttpResponse:
    """How the columns of a run are matched, as a file that `import_plan --mapping` takes."""
    found = run_of(importer(request), run)
    if not found.reading.get("header"):
        return redirect("import-run", run=found.pk)
    text = json.dumps(matched(found).as_json(), ensure_ascii=False, indent=2)
    response = HttpResponse(text + "\n", content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="mapping.json"'
    return response
