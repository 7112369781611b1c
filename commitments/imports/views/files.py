"""Files of an import: the rows with problems, and the import's own form of a plan."""

from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from commitments.imports.problem_file import problem_file
from commitments.imports.template import template
from commitments.imports.views.common import importer, run_of
from commitments.models import Plan


@require_GET
def problems(request: HttpRequest, run: str) -> StreamingHttpResponse:
    """The rows with problems as a file, to put right and to choose again."""
    return _csv(problem_file(run_of(importer(request), run)), "problems.csv")


@require_GET
def blank(request: HttpRequest) -> StreamingHttpResponse:
    """The columns that an import knows; with `plan`, filled with what the person may see of it."""
    user = importer(request)
    plan = None
    if code := request.GET.get("plan"):
        plan = get_object_or_404(Plan, code=code)
    return _csv(iter([template(plan, user=user)]), f"{plan.code if plan else 'template'}.csv")


def _csv(lines: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
