"""Why a file is refused: one sentence each, with what to do instead."""

from typing import Any

from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Any] = {
    "empty": _("The file is empty. Choose the file that holds the table."),
    "too_big": _("The file is larger than %(limit)s MB. Split it and import the parts."),
    "no_table": _(
        "This is %(kind)s, not a table. Save the table as CSV or XLSX and choose that file."
    ),
    "binary": _(
        "The file holds data that is no text. Save the table as CSV (UTF-8) or XLSX and choose "
        "that file."
    ),
    "encoding": _(
        "The characters of the file cannot be read as %(encoding)s. Save it as CSV (UTF-8), or "
        "choose another encoding."
    ),
    "no_columns": _(
        "No comma, semicolon or tab separates columns in this file. Save the table as CSV or XLSX "
        "and choose that file."
    ),
    "open_quote": _(
        "A quotation mark opens a cell in line %(line)s and nothing closes it. Close it, or "
        "remove it."
    ),
    "torn_quote": _(
        "In line %(line)s a quotation mark stands inside a cell. Write it twice, or remove it."
    ),
    "huge_cell": _(
        "A cell near line %(line)s is longer than %(limit)s characters. Shorten it, or check "
        "whether a quotation mark is missing."
    ),
    "headers_only": _("The sheet has headers but no rows."),
    "too_many_rows": _("The sheet has more than %(limit)s rows. Split it and import the parts."),
    "too_many_columns": _(
        "The sheet has more than %(limit)s columns. Remove those that are no part of the plan."
    ),
    "too_many_sheets": _("The workbook has more than %(limit)s sheets. Keep the one to import."),
    "no_such_sheet": _("The workbook has no sheet “%(sheet)s”. It has: %(sheets)s."),
    "unpacks_too_big": _(
        "The workbook unpacks to more than %(limit)s MB. Keep only the sheet to import."
    ),
    "old_workbook": _(
        "This is an old .xls workbook or one with a password. Save it as .xlsx without a password "
        "and choose that file."
    ),
    "broken_workbook": _(
        "The workbook is damaged and cannot be opened. Open it in a spreadsheet program, save it "
        "again as .xlsx and choose that file."
    ),
    "swollen_workbook": _(
        "The sheet needs more memory than an import may use. A filled cell far away from the table "
        "is often the cause: copy the table to a new sheet and choose that file."
    ),
    "unsafe_workbook": _(
        "The workbook holds document definitions that no spreadsheet program writes. Save it "
        "again as .xlsx and choose that file."
    ),
    "too_slow": _(
        "Reading the workbook took more than %(limit)s seconds. Save the sheet as CSV and choose "
        "that file."
    ),
}


class Refusal(ValueError):
    """The file as a whole cannot be imported; `str()` is the sentence that says why."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details

    def __str__(self) -> str:
        return str(REASONS[self.code] % self.details)
