from pathlib import Path
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from commitments.imports.choices import Choices
from commitments.imports.columns import Mapping, MappingError, read_mapping
from commitments.imports.plan import make_run
from commitments.imports.refusal import Refusal
from commitments.imports.undo import DAYS
from commitments.imports.write import write_run
from commitments.management.people import person_with
from commitments.models import ImportRow, ImportRun, Plan
from commitments.services.errors import Refused

SHOWN = 20


class Command(BaseCommand):
    help = (
        "Import a plan from CSV or XLSX: all of it or nothing. Exit code 1 when a row has a "
        "problem or the file is refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--mapping", type=Path, help="JSON file that says what columns mean")
        parser.add_argument("--dry-run", action="store_true", help="check, and write nothing")
        parser.add_argument("--plan", help="code of the plan that takes in the rows")
        parser.add_argument("--by", help="email of the person who imports; else the system")
        parser.add_argument("--sheet", default="", help="sheet of a workbook")
        parser.add_argument("--encoding", default="", help="in place of the one found out")
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", dest="day_first", action="store_true", default=None)
        order.add_argument("--month-first", dest="day_first", action="store_false")

    def handle(self, *args: Any, **options: Any) -> None:
        # A job, not a page: a large file may take its time (C4).
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '5min'")
        with transaction.atomic():
            run = self._check(options)
            self._tell(run)
            if run.counts["problem"]:
                raise CommandError("Nothing was imported: put the problems right first.")
            if options["dry_run"]:
                transaction.set_rollback(True)
                self.stdout.write("Dry run: nothing was written.")
                return
            if not run.to_write:
                self.stdout.write(
                    "Everything is in the record already: there is nothing to import."
                )
                return
            try:
                run = write_run(run, by=run.made_by)
            except (Refused, PermissionDenied) as refused:
                raise CommandError(str(refused)) from refused
        self.stdout.write(self.style.SUCCESS(f"Imported into “{run.plan_title}”."))
        self.stdout.write(f"To undo it within {DAYS} days: manage.py undo_import {run.pk}")

    def _check(self, options: dict[str, Any]) -> ImportRun:
        try:
            content = options["file"].read_bytes()
            return make_run(
                content,
                options["file"].name,
                by=person_with(options["by"]),
                mapping=self._mapping(options["mapping"]),
                choices=Choices(
                    plan_id=self._plan(options["plan"]),
                    sheet=options["sheet"],
                    encoding=options["encoding"],
                    day_first=options["day_first"],
                ),
            )
        except (Refusal, MappingError, OSError, LookupError) as refused:
            raise CommandError(str(refused)) from refused
        except PermissionDenied as denied:
            raise CommandError("This person may not import.") from denied

    def _tell(self, run: ImportRun) -> None:
        reading = run.reading
        how = f"as {reading['profile']}" if reading["profile"] else "by the names of its columns"
        self.stdout.write(f"{run.file_name}: {reading['format']}, read {how}")
        if reading["ignored"]:
            self.stdout.write(f"Left out: {', '.join(reading['ignored'])}")
        counts = run.counts
        self.stdout.write(
            f"New {counts['new']} · Changed {counts['changed']} · Same {counts['same']} · "
            f"Problem {counts['problem']}"
        )
        undated = run.rows.filter(kind="milestone", verdict="new", wanted__deadline=None).count()
        if undated:
            self.stdout.write(f"New milestones without a deadline: {undated}")
        if reading["bodies"] or reading["posts"]:
            self.stdout.write(
                f"Comes with it: {len(reading['bodies'])} organisations, "
                f"{len(reading['posts'])} vacant focal points"
            )
        self._tell_rows(run)

    def _tell_rows(self, run: ImportRun) -> None:
        for row in run.rows.filter(verdict=ImportRow.Verdict.CHANGED)[:SHOWN]:
            for name, (before, after) in row.changes.items():
                self.stdout.write(f"  row {row.number} {row.ref}: {name}: {before!r} → {after!r}")
        problems = run.rows.filter(verdict=ImportRow.Verdict.PROBLEM)
        for row in problems[:SHOWN]:
            for problem in row.problems:
                where = f", column {problem['column']}" if problem["column"] else ""
                value = f", {problem['value']!r}" if problem["value"] else ""
                self.stderr.write(
                    f"  row {row.number}{where}{value}: {problem['problem']} {problem['fix']}"
                )
        if (left := problems.count() - SHOWN) > 0:
            self.stderr.write(f"  and {left} more rows")

    def _plan(self, code: str | None) -> int | None:
        if not code:
            return None
        plan = Plan.objects.filter(code=code).first()
        if plan is None:
            codes = ", ".join(Plan.objects.values_list("code", flat=True)) or "none yet"
            raise CommandError(f"No plan has the code {code}. Plans: {codes}.")
        return plan.pk

    def _mapping(self, path: Path | None) -> Mapping | None:
        return read_mapping(path.read_text(encoding="utf-8")) if path else None
