"""A file from upload to checked: read, matched, checked, kept. Confirming writes what was shown."""

import hashlib
from dataclasses import asdict, replace
from itertools import islice
from pathlib import PurePath
from typing import Any

from django.db import transaction
from django.utils.text import Truncator

from accounts.models import User
from commitments import permissions
from commitments.imports.choices import Choices
from commitments.imports.columns import Field, Mapping, find_mapping, with_choices
from commitments.imports.date_orders import date_orders
from commitments.imports.match import Checked, check, policy_of
from commitments.imports.matching import Policy, Row
from commitments.imports.problem_file import added_columns
from commitments.imports.tables import SEPARATORS, Table, read_table
from commitments.models import ImportRow, ImportRun, Plan
from history import clock

State = ImportRun.State
BATCH = 1_000
# Larger files are read and checked by a worker while the page waits.
LARGE = 400_000
SAMPLES = 3
LONGEST_SAMPLE = 80


def make_run(
    content: bytes,
    file_name: str,
    *,
    by: User | None,
    mapping: Mapping | None = None,
    choices: Choices | None = None,
) -> ImportRun:
    """Read and check a file in one go, and keep what it means. Nothing of the record is changed.

    `by` is None for the system itself. Raises `Refusal` when the file is no table, and
    `MappingError` when the mapping does not fit it.
    """
    choices = choices or Choices()
    if mapping is not None:
        choices = replace(choices, mapping=mapping.as_json())
    run = new_run(content, file_name, by=by, choices=choices)
    table = _table(run)
    _keep_table(run, table)
    _check(run, table)
    return run


def new_run(content: bytes, file_name: str, *, by: User | None, choices: Choices) -> ImportRun:
    """A run that waits to be read, not saved yet."""
    if by is not None:
        permissions.require(permissions.can_import(by))
    return ImportRun(
        state=State.READING,
        content=content,
        file_name=PurePath(file_name).name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        chosen=choices.as_json(),
        made_by=by,
        made_at=clock.now(),
    )


def read(run: ImportRun) -> None:
    """Read the table of a run, so that its columns can be matched. Raises `Refusal`."""
    _keep_table(run, _table(run))
    run.state, run.reason = State.MATCHING, ""
    run.save()


def check_run(run: ImportRun) -> None:
    """Check a run as it was chosen to be read. Raises `Refusal` and `MappingError`."""
    _check(run, _table(run))


def chosen(run: ImportRun) -> Choices:
    """What was chosen for a run."""
    return Choices(**run.chosen)


def matched(run: ImportRun) -> Mapping:
    """How the columns of a run that was read are matched: as chosen, else as found out."""
    choices, header = chosen(run), tuple(run.reading["header"])
    found = choices.chosen_mapping or _remembered(run) or find_mapping(header)
    return with_choices(found, day_first=choices.day_first)


def policy_words(policy: Policy) -> dict[str, Any]:
    """A policy as JSON keeps it: what was allowed when the file was checked (S7)."""
    own = policy.organisations
    return {**asdict(policy), "organisations": None if own is None else sorted(own)}


def _table(run: ImportRun) -> Table:
    choices = chosen(run)
    return read_table(bytes(run.content or b""), sheet=choices.sheet, encoding=choices.encoding)


def _remembered(run: ImportRun) -> Mapping | None:
    """How the same person matched the same columns last, also when the rows had problems."""
    if run.made_by_id is None:
        return None
    same = ImportRun.objects.filter(
        made_by=run.made_by_id, reading__own_columns=run.reading["own_columns"]
    )
    last = same.exclude(pk=run.pk).exclude(chosen__mapping={}).defer("content").first()
    return chosen(last).chosen_mapping if last else None


def _keep_table(run: ImportRun, table: Table) -> None:
    run.reading = {
        "format": table.format,
        "encoding": table.encoding,
        "encoding_guessed": table.encoding_guessed,
        "separator": SEPARATORS.get(table.separator, table.separator),
        "sheet": table.sheet,
        "sheets": list(table.sheets),
        "header": list(table.header),
        # Without what the file of problem rows adds, so that it is known again.
        "own_columns": [name for name in table.header if name not in added_columns()],
        "repeated": list(table.repeated),
        "row_count": len(table.rows),
        "samples": [_samples(table, place) for place in range(len(table.header))],
        "date_orders": {place: asdict(order) for place, order in date_orders(table).items()},
    }


def _samples(table: Table, place: int) -> list[str]:
    """The first values of a column that differ."""
    filled = (str(row.cells[place]) for row in table.rows if row.cells[place] != "")
    shortened = (
        Truncator(" ".join(v.split())).chars(LONGEST_SAMPLE) for v in islice(filled, 1_000)
    )
    return list(dict.fromkeys(shortened))[:SAMPLES]


def _check(run: ImportRun, table: Table) -> None:
    choices, policy = chosen(run), policy_of(run.made_by)
    mapping = _into_a_plan(matched(run), choices, run.file_name)
    plan = Plan.objects.filter(pk=choices.plan_id or 0).first()
    checked = check(table, mapping, policy=policy, plan=plan)
    run.plan_id = checked.plan_id
    run.plan_title = checked.plan_title
    run.reading |= _found(table, checked, policy)
    run.counts = checked.counts
    run.state, run.reason = State.CHECKED, ""
    with transaction.atomic():
        run.save()
        run.rows.all().delete()
        for start in range(0, len(checked.rows), BATCH):
            rows = checked.rows[start : start + BATCH]
            ImportRow.objects.bulk_create([_kept(row, run) for row in rows])


def _into_a_plan(mapping: Mapping, choices: Choices, file_name: str) -> Mapping:
    if choices.plan_title:
        return replace(mapping, plan={"title": choices.plan_title})
    if not mapping.plan:
        return replace(mapping, plan={"title": PurePath(file_name).stem[:200] or "import"})
    return mapping


def _found(table: Table, checked: Checked, policy: Policy) -> dict[str, Any]:
    columns = checked.columns
    return {
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
