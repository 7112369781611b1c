"""One file a format. Each draws the same data and the same About part."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from reports.formats import csv_file, json_file, xlsx_file


@dataclass(frozen=True)
class Format:
    """How a report is written: `write(issue)` yields the file piece by piece."""

    name: str
    ending: str
    media_type: str
    write: Callable[[Any], Iterator[bytes]]


FORMATS = {
    "csv": Format("csv", "csv.zip", "application/zip", csv_file.write),
    "xlsx": Format(
        "xlsx",
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        xlsx_file.write,
    ),
    "json": Format("json", "json", "application/json", json_file.write),
    # The bare table, for programs that read one CSV file; its About part is on the report's page.
    "csv-plain": Format("csv-plain", "csv", "text/csv; charset=utf-8", csv_file.write_plain),
}
