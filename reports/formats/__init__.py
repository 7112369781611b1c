"""One file a format. Each draws the same sections and the same About part."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.formats import csv_file, json_file, pdf_file, xlsx_file
from reports.kinds import Kind


@dataclass(frozen=True)
class Format:
    """How a report is written: `write(issue)` yields the file piece by piece."""

    name: str
    label: Any
    ending: str
    media_type: str
    write: Callable[[Any], Iterator[bytes]]
    # For kinds that are one list only, or for those that are more than a list.
    of_lists: bool = True
    of_pages: bool = True

    def holds(self, kind: Kind) -> bool:
        """Whether a kind of report can be written so."""
        return self.of_lists if kind.is_list else self.of_pages


FORMATS = {
    one.name: one
    for one in (
        Format("pdf", _("PDF"), "pdf", "application/pdf", pdf_file.write, of_lists=False),
        Format(
            "csv",
            _("CSV (tables and an About part, zipped)"),
            "csv.zip",
            "application/zip",
            csv_file.write,
        ),
        Format(
            "xlsx",
            _("XLSX (spreadsheet)"),
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            xlsx_file.write,
        ),
        Format("json", _("JSON"), "json", "application/json", json_file.write),
        # For programs that read one CSV file; its About part is on the report's page.
        Format(
            "csv-plain",
            _("CSV, the bare table"),
            "csv",
            "text/csv; charset=utf-8",
            csv_file.write_plain,
            of_pages=False,
        ),
    )
}
CHOICES = [(one.name, one.label) for one in FORMATS.values()]
