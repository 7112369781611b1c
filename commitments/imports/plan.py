"""A checked file, kept: confirming it writes exactly what was shown."""

import hashlib
from dataclasses import asdict, replace
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


def make_run(
    content: bytes,
    file_name: str,
    *,
    by: User | None,
    mapping: Mapping | None = None,
    plan: Plan | None = None,
    plan_title: str = "",
    sheet: str = "",
    encoding: str = "",
    day_first: bool | None = None,
) -> ImportRun:
    """Read and check a file, and keep what it means. Nothing of the record is changed.

    `by` is None for the system itself. Raises `Refusal` when the file is no table, and
    `MappingError` when the mapping does not fit it.
    """
    if by is not None:
        permissions.require(permissions.can_import(by))
    table = read_table(content, sheet=sheet, encoding=encoding)
    chosen = with_choices(mapping or find_mapping(table.header), day_first=day_first)
    if plan_title:
        chosen = replace(chosen, plan={"title": plan_title})
    elif not chosen.plan:
        chosen = replace(chosen, plan={"title": PurePath(file_name).stem or "import"})
    policy = policy_of(by)
    checked = check(table, chosen, policy=policy, plan=plan)
    with transaction.atomic():
        run = ImportRun.objects.create(
            plan_id=checked.plan_id,
            plan_title=checked.plan_title,
            file_name=PurePath(file_name).name[:200],
            sha256=hashlib.sha256(content).hexdigest(),
            size=len(content),
            reading=_reading(table, checked, policy),
            counts=checked.counts,
            made_by=by,
            made_at=clock.now(),
        )
        ImportRow.objects.bulk_create((_kept(row, run) for row in checked.rows), batch_size=BATCH)
    return run


def policy_words(policy: Policy) -> dict[str, Any]:
    """A policy as JSON keeps it: what was allowed when the file was checked (S7)."""
    own = policy.organisations
    return {**asdict(policy), "organisations": None if own is None else sorted(own)}


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
        "columns": {str(Field(name).label): columns.name(name) for name in columns.index},
        "ignored": list(columns.ignored),
        "kept": list(columns.keep),
        "doubled": [*columns.doubled, *table.repeated],
        "profile": checked.mapping.name,
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
