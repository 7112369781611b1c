"""Large imports: read, checked, written and undone by a worker. The rows are the queue."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from commitments.imports.columns import MappingError
from commitments.imports.plan import check_run
from commitments.imports.plan import read as read_table_of
from commitments.imports.refusal import Refusal
from commitments.imports.undo import undo_run
from commitments.imports.write import write_run
from commitments.models import ImportRun
from commitments.services.errors import Refused
from history import clock

logger = structlog.get_logger(__name__)
State = ImportRun.State
# From so many rows on, a worker writes.
MANY_ROWS = 2_000
# What was chosen and never imported is forgotten after so long, with its file.
KEPT_FOR = timedelta(days=7)


def read(run_id: UUID | str) -> None:
    """Read the file that waits in a run; harmless to repeat."""
    _work(run_id, State.READING, _read)


def check(run_id: UUID | str) -> None:
    """Check a run whose columns are matched; harmless to repeat."""
    _work(run_id, State.CHECKING, _check)


def write(run_id: UUID | str) -> None:
    """Write a run that was confirmed; harmless to repeat."""
    _work(run_id, State.WRITING, _write)


def sweep() -> None:
    """Do what still waits for a worker, whose message was lost (S6)."""
    jobs = {
        State.READING: read,
        State.CHECKING: check,
        State.WRITING: write,
        State.UNDOING: undo,
    }
    waiting = ImportRun.objects.filter(state__in=jobs).order_by("made_at")
    for run_id, state in waiting.values_list("pk", "state"):
        try:
            jobs[State(state)](run_id)
        except Exception:
            # One that fails keeps none of the others waiting.
            logger.exception("import_failed", run=str(run_id), state=state)


def forget_old() -> int:
    """Remove the runs of a week ago that were never imported; returns how many."""
    old = ImportRun.objects.filter(made_at__lt=clock.now() - KEPT_FOR, written_at=None)
    return old.exclude(state=State.WRITING).delete()[1].get("commitments.ImportRun", 0)


def begin_writing(run: ImportRun) -> None:
    """Mark a checked run as confirmed, so that a worker writes it."""
    ImportRun.objects.filter(pk=run.pk, state=State.CHECKED).update(state=State.WRITING, reason="")


def undo(run_id: UUID | str) -> None:
    """Take back a run that is to be undone; harmless to repeat."""
    _work(run_id, State.UNDOING, _undo)


def begin_undoing(run: ImportRun) -> None:
    """Mark an import as to be undone, so that a worker does it."""
    ImportRun.objects.filter(pk=run.pk, state=State.WRITTEN).update(state=State.UNDOING, reason="")


def _work(run_id: UUID | str, state: State, job: Callable[[ImportRun], None]) -> None:
    """Do the job if the run still waits for it and no other worker has it in hand."""
    with transaction.atomic():
        waiting = ImportRun.objects.filter(pk=run_id, state=state).select_related("made_by")
        run = waiting.select_for_update(of=("self",), skip_locked=True).first()
        if run is None:
            return
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '5min'")
        job(run)


def _read(run: ImportRun) -> None:
    was_read = bool(run.reading)
    try:
        with transaction.atomic():
            read_table_of(run)
    except Refusal as refusal:
        if was_read:
            # Another sheet or encoding was asked for; the one read before is still there.
            _settle(run, State.MATCHING, str(refusal))
        else:
            _settle(run, State.REFUSED, str(refusal), content=None)


def _check(run: ImportRun) -> None:
    try:
        with transaction.atomic():
            check_run(run)
    except (Refusal, MappingError) as refusal:
        _settle(run, State.MATCHING, str(refusal))


def _write(run: ImportRun) -> None:
    try:
        with transaction.atomic():
            write_run(run, by=run.made_by)
    except Refused as refused:
        _settle(run, State.CHECKED, f"{refused.problem} {refused.fix}".strip())
    except PermissionDenied as denied:
        _settle(run, State.CHECKED, str(denied))


def _undo(run: ImportRun) -> None:
    try:
        with transaction.atomic():
            undo_run(run, by=run.made_by)
    except Refused as refused:
        _settle(run, State.WRITTEN, f"{refused.problem} {refused.fix}".strip())
    except PermissionDenied as denied:
        _settle(run, State.WRITTEN, str(denied))


def _settle(run: ImportRun, state: State, reason: str, **values: None) -> None:
    ImportRun.objects.filter(pk=run.pk).update(state=state, reason=reason, **values)
