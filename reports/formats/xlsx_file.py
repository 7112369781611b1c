"""XLSX: the About sheet, then a sheet a table; real dates and numbers, texts never formulas."""

import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from reports.columns import Column, Type
from reports.tables import Table

ROWS_A_SHEET = 200_000
PIECE_BYTES = 64 * 1024
# What a spreadsheet allows as the name of a sheet.
LONGEST_NAME = 31
UNNAMEABLE = re.compile(r"[\[\]:*?/\\]")
WIDTHS = {Type.TEXT: 40, Type.WORD: 18, Type.NUMBER: 10, Type.DATE: 12, Type.BOOLEAN: 8}


def write(issue: Any) -> Iterator[bytes]:
    """The finished file in pieces. It is made on disk: a spreadsheet cannot stream."""
    with tempfile.TemporaryFile() as file:
        _fill(issue, file)
        file.seek(0)
        while piece := file.read(PIECE_BYTES):
            yield piece


def _fill(issue: Any, file: Any) -> None:
    # Loaded by who writes a spreadsheet: a web worker that never does need not hold it.
    import xlsxwriter  # type: ignore[import-untyped]

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "yyyy-mm-dd",
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": issue.number, "created": issue.made_at.replace(tzinfo=None)})
        about = book.add_worksheet(_("About"))
        bold = book.add_format({"bold": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for table in issue.tables:
            _fill_table(book, table, bold, day)
        about.set_column(0, 0, 28, bold)
        about.set_column(1, 1, 80)
        for line, (item, value) in enumerate(issue.about().items()):
            about.write_string(line, 0, item)
            about.write_string(line, 1, "" if value is None else str(value))


def _fill_table(book: Any, table: Table, bold: Any, day: Any) -> None:
    sheet = _sheet(book, table, bold, 1)
    at = 0
    for number, row in enumerate(table.values()):
        if number and number % ROWS_A_SHEET == 0:
            sheet, at = _sheet(book, table, bold, number // ROWS_A_SHEET + 1), 0
        at += 1
        _row(sheet, at, row, table.columns, day)


def _sheet(book: Any, table: Table, bold: Any, number: int) -> Any:
    """An empty sheet of a table; its name is the title as far as a sheet's name may be."""
    ending = f" {number}" if number > 1 else ""
    title = UNNAMEABLE.sub(" ", str(table.title))[: LONGEST_NAME - len(ending)].strip(" '")
    if any(
        sheet.get_name().casefold() == (title + ending).casefold() for sheet in book.worksheets()
    ):
        title = table.code[: LONGEST_NAME - len(ending)]
    sheet = book.add_worksheet(title + ending)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, WIDTHS[column.type])
        sheet.write_string(0, place, str(column.label), bold)
    sheet.autofilter(0, 0, 0, len(table.columns) - 1)
    return sheet


def _row(sheet: Any, at: int, row: list[Any], columns: Sequence[Column], day: Any) -> None:
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        if value is None:
            continue
        if column.type is Type.NUMBER:
            sheet.write_number(at, place, value)
        elif column.type is Type.DATE:
            sheet.write_datetime(at, place, date.fromisoformat(value), day)
        elif column.type is Type.BOOLEAN:
            sheet.write_boolean(at, place, value)
        else:
            sheet.write_string(at, place, value)
