"""What a file means row by row, confirming it, and the result."""

from typing import Any

from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from commitments.imports import background
from commitments.imports.undo import can_undo, last_day
from commitments.imports.views.common import hurry, importer, run_of, steps
from commitments.imports.write import write_run
from commitments.models import Commitment, ImportRow, ImportRun, Milestone
from commitments.services.errors import Refused

PAGE = 50
State = ImportRun.State
Verdict = ImportRow.Verdict
WAITING = (State.READING, State.CHECKING, State.WRITING, State.UNDOING)


@require_http_methods(["GET", "HEAD", "POST"])
def run_page(request: HttpRequest, run: str) -> HttpResponse:
    """What a file means, tab by tab; confirming it imports exactly that; then the result."""
    user = importer(request)
    found = run_of(user, run)
    if found.state in WAITING:
        hurry(found)
        return render(request, "imports/waiting.html", {"run": found})
    if found.state == State.MATCHING:
        return redirect("import-columns", run=found.pk)
    if found.state == State.REFUSED:
        return render(request, "imports/refused.html", {"run": found})
    if request.method == "POST":
        return _confirm(request, found, user)
    return render(request, "imports/run.html", _context(request, found, user))


def _confirm(request: HttpRequest, run: ImportRun, user: User) -> HttpResponse:
    if sum(run.counts.values()) > background.MANY_ROWS:
        background.begin_writing(run)
        run.refresh_from_db(fields=["state"])
        transaction.on_commit(lambda: hurry(run))
        return redirect("import-run", run=run.pk)
    try:
        write_run(run, by=user)
    except Refused as refused:
        run.reason = f"{refused.problem} {refused.fix}".strip()
        return render(request, "imports/run.html", _context(request, run, user), status=409)
    return redirect("import-run", run=run.pk)


def _context(request: HttpRequest, run: ImportRun, user: User) -> dict[str, Any]:
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
        "is_written": run.written_at is not None,
        "undo_until": last_day(run) if can_undo(run, by=user) else None,
        "steps": steps(run),
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
