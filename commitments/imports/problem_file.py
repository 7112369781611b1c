"""The rows with problems, as they came, and beside them what is wrong and how to fix it."""

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from commitments.cells import guarded
from commitments.models import ImportRow, ImportRun


def added_columns() -> tuple[str, str, str]:
    """The columns that stand beside those of the file: which row, what is wrong, how to fix it."""
    return _("Row"), _("Problem"), _("How to fix")


def problem_file(run: ImportRun) -> Iterator[str]:
    """The lines of a CSV file, with the mark by which spreadsheets know UTF-8."""
    yield "\ufeff"
    header = run.reading["header"]
    row_name, *further = added_columns()
    yield _line([row_name, *header, *further])
    for row in run.rows.filter(verdict=ImportRow.Verdict.PROBLEM).iterator(chunk_size=1_000):
        cells = [guarded(cell) for cell in row.cells]
        problems = [
            f"{p['column']}: {p['problem']}" if p["column"] else p["problem"] for p in row.problems
        ]
        fixes = [p["fix"] for p in row.problems]
        empty = [""] * (len(header) - len(cells))
        yield _line([str(row.number), *cells, *empty, "\n".join(problems), "\n".join(fixes)])


def _line(cells: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(cells)
    return text.getvalue()
