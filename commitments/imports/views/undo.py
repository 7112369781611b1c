"""Take a whole import back."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commitments.imports import background
from commitments.imports.undo import blocks, can_undo, last_day, undo_run
from commitments.imports.views.common import hurry, importer, run_of
from commitments.models import ImportRun
from commitments.services.errors import Refused


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, run: str) -> HttpResponse:
    """What goes and what holds again what it held, or what stands in the way; then do it."""
    user = importer(request)
    found = run_of(user, run)
    if not can_undo(found, by=user):
        return redirect("import-run", run=found.pk)
    if request.method != "POST":
        return render(request, "imports/undo.html", _context(found))
    if sum(found.counts.values()) > background.MANY_ROWS:
        background.begin_undoing(found)
        found.refresh_from_db(fields=["state"])
        transaction.on_commit(lambda: hurry(found))
        return redirect("import-run", run=found.pk)
    try:
        undo_run(found, by=user)
    except Refused as refused:
        found.reason = refused.problem
        return render(request, "imports/undo.html", _context(found), status=409)
    return redirect("import-run", run=found.pk)


def _context(run: ImportRun) -> dict[str, Any]:
    return {"run": run, "blocks": blocks(run), "until": last_day(run)}
