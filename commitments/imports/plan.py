"""A checked file, kept: confirming it writes exactly what was shown."""

import hashlib
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.db import transaction

from accounts.models import User
from commitments import permissions
from commitments.imports.columns import Field, Mapping, find_mapping, with_choices
from commitments.imports.match import Checked, check, policy_of
from commitments.imports.matching import Policy, Row
from commitments.imports.tables import SEPARATORS, Table, read_table
from commitments.models import ImportRow, ImportRun, Plan
from history import clock

BATCH = 1_000
# Larger files are read by a worker while the page waits.
LARGE = 400_000
# What was checked and never confirmed is forgotten after so long.
KEPT_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Choices:
    """What a person chose for a file; what is empty is found out from the file."""

    plan_id: int | None = None
    plan_title: str = ""
    sheet: str = ""
    encoding: str = ""
    day_first: bool | None = None


def make_run(
    content: bytes,
    file_name: str,
    *,
    by: User | None,
    mapping: Mapping | None = None,
    choices: Choices | None = None,
) -> ImportRun:
    """Read and check a file, and keep what it means. Nothing of the record is changed.

    `by` is None for the system itself. Raises `Refusal` when the file is no table, and
    `MappingError` when the mapping does not fit it.
    """
    run = _new_run(content, file_name, by, choices or Choices())
    fill(run, content, mapping=mapping)
    return run


def queue_run(content: bytes, file_name: str, *, by: User, choices: Choices) -> ImportRun:
    """Keep a large file for the worker that reads it; `background.read` takes it from there."""
    run = _new_run(content, file_name, by, choices)
    run.state, run.content = ImportRun.State.READING, content
    run.save()
    return run


def fill(run: ImportRun, content: bytes, *, mapping: Mapping | None = None) -> None:
    """Read and check the file of a run, and store both."""
    choices = Choices(**run.chosen)
    table = read_table(content, sheet=choices.sheet, encoding=choices.encoding)
    chosen = _chosen(mapping or find_mapping(table.header), choices, run.file_name)
    policy = policy_of(run.made_by)
    plan = Plan.objects.filter(pk=choices.plan_id or 0).first()
    checked = check(table, chosen, policy=policy, plan=plan)
    run.plan_id = checked.plan_id
    run.plan_title = checked.plan_title
    run.reading = _reading(table, checked, policy)
    run.counts = checked.counts
    run.state, run.content = ImportRun.State.CHECKED, None
    with transaction.atomic():
        run.save()
        for start in range(0, len(checked.rows), BATCH):
            rows = checked.rows[start : start + BATCH]
            ImportRow.objects.bulk_create([_kept(row, run) for row in rows])


def policy_words(policy: Policy) -> dict[str, Any]:
    """A policy as JSON keeps it: what was allowed when the file was checked (S7)."""
    own = policy.organisations
    return {**asdict(policy), "organisations": None if own is None else sorted(own)}


def _new_run(content: bytes, file_name: str, by: User | None, choices: Choices) -> ImportRun:
    if by is not None:
        permissions.require(permissions.can_import(by))
        _forget_old(by)
    return ImportRun(
        file_name=PurePath(file_name).name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        chosen=asdict(choices),
        made_by=by,
        made_at=clock.now(),
    )


def _forget_old(by: User) -> None:
    old = ImportRun.objects.filter(made_by=by, made_at__lt=clock.now() - KEPT_FOR)
    old.exclude(state=ImportRun.State.WRITTEN).delete()


def _chosen(mapping: Mapping, choices: Choices, file_name: str) -> Mapping:
    mapping = with_choices(mapping, day_first=choices.day_first)
    if choices.plan_title:
        return replace(mapping, plan={"title": choices.plan_title})
    if not mapping.plan:
        return replace(mapping, plan={"title": PurePath(file_name).stem[:200] or "import"})
    return mapping


def _reading(table: Table, checked: Checked, policy: Policy) -> dict[str, Any]:
    columns = checked.columns
    return {
        "format": table.format,
        "encoding": table.encoding,
        "encoding_guessed": table.encoding_guessed,
        "separator": SEPARATORS.get(table.separator, table.separator),
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "header": list(table.header),
        "columns": [[str(Field(name).label), columns.name(name)] for name in columns.index],
        "ignored": list(columns.ignored),
        "kept": list(columns.keep),
        "doubled": [*columns.doubled, *table.repeated],
        "profile": checked.mapping.name,
        "plan_code": checked.plan_code,
        "day_first": checked.mapping.day_first,
        "bodies": [asdict(body) for body in checked.bodies],
        "posts": checked.posts,
        "policy": policy_words(policy),
    }


def _kept(row: Row, run: ImportRun) -> ImportRow:
    return ImportRow(
        run=run,
        number=row.number,
        verdict=row.verdict,
        kind=row.kind,
        ref=row.ref[:100],
        parent_ref=row.parent_ref[:100],
        title=row.title,
        wanted=row.wanted,
        changes=row.changes,
        problems=[problem.as_dict() for problem in row.problems],
        notes=row.notes,
        # Only the file of problem rows gives the cells back.
        cells=row.cells if row.problems else [],
        object_id=row.object_id,
        version=row.version,
    )
