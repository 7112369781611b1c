"""What the pages of an import share: who may, which run, its steps, its worker."""

from typing import Any

import structlog
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.models import User
from commitments import permissions
from commitments.imports.tasks import check_import, read_import, undo_import, write_import
from commitments.models import ImportRun

logger = structlog.get_logger(__name__)
State = ImportRun.State
_TASKS = {
    State.READING: read_import,
    State.CHECKING: check_import,
    State.WRITING: write_import,
    State.UNDOING: undo_import,
}


def importer(request: HttpRequest) -> User:
    """The person signed in, who may import."""
    user: User = request.user  # type: ignore[assignment]
    permissions.require(permissions.can_import(user))
    return user


def run_of(user: User, run: Any) -> ImportRun:
    """The person's own run, without the file; those of others are unknown."""
    runs = ImportRun.objects.filter(made_by=user).defer("content").select_related("plan")
    return get_object_or_404(runs, pk=run)


def hurry(run: ImportRun) -> None:
    """The rows are the queue: a message that was lost is sent again, and twice does no harm."""
    try:
        if task := _TASKS.get(State(run.state)):
            task.delay(str(run.pk))
    except OperationalError:
        logger.warning("import_not_sent", run=str(run.pk))


def steps(run: ImportRun) -> list[dict[str, Any]]:
    """Where a run is on its way from the file to the result."""
    columns = reverse("import-columns", args=[run.pk])
    at = {State.MATCHING: 1, State.CHECKED: 2}.get(State(run.state), 3)
    labels = [
        (_("Choose a file"), reverse("imports")),
        (_("Match columns"), columns if at < 3 else ""),
        (_("Check rows"), ""),
        (_("Result"), ""),
    ]
    return [
        {"label": label, "url": url, "state": _step(n, at)} for n, (label, url) in enumerate(labels)
    ]


def _step(number: int, at: int) -> str:
    if number == at:
        return "current"
    return "done" if number < at else "later"
