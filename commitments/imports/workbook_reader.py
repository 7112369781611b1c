"""A program of its own: a workbook on standard input, one sheet as JSON on standard output.

It stands alone and imports nothing of the tracker, so that it starts at once and holds no
connection. `workbook.py` runs it.
"""

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO

import python_calamine

MOST_SHEETS = 100
MOST_ROWS = 100_000
MOST_COLUMNS = 200
ABOVE_THE_TABLE = 20
MEMORY_MB = 2_048
CPU_SECONDS = 55

Cells = tuple[int, list[str | list[str]]]


def main() -> None:
    _limit()
    content = sys.stdin.buffer.read()
    json.dump(_read(content, sys.argv[1]), sys.stdout, ensure_ascii=True, separators=(",", ":"))


def _limit() -> None:
    try:
        import resource  # only where the system has it
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_MB << 20, MEMORY_MB << 20))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))


def _read(content: bytes, wanted: str) -> dict[str, object]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content))
    except python_calamine.PasswordError:
        return {"refused": "old_workbook"}
    except python_calamine.CalamineError:
        return {"refused": "broken_workbook"}
    names = [
        sheet.name
        for sheet in book.sheets_metadata
        if sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        and sheet.visible == python_calamine.SheetVisibleEnum.Visible
    ]
    if len(names) > MOST_SHEETS:
        return {"refused": "too_many_sheets", "details": {"limit": MOST_SHEETS}}
    if wanted and wanted not in names:
        listed = ", ".join(names[:10])
        return {"refused": "no_such_sheet", "details": {"sheet": wanted, "sheets": listed}}
    best: tuple[str, list[Cells]] = ("", [])
    for name in [wanted] if wanted else names:
        try:
            rows = _rows(book.get_sheet_by_name(name))
        except python_calamine.CalamineError:
            return {"refused": "broken_workbook"}
        # The table is the fullest sheet; notes and "About" sheets hold less.
        if _filled(rows) > _filled(best[1]):
            best = name, rows
    name, rows = best
    if not rows:
        return {"refused": "empty"}
    if len(rows) > MOST_ROWS + ABOVE_THE_TABLE:
        return {"refused": "too_many_rows", "details": {"limit": f"{MOST_ROWS:,}"}}
    if any(len(row) > MOST_COLUMNS for _number, row in rows):
        return {"refused": "too_many_columns", "details": {"limit": MOST_COLUMNS}}
    return {"sheet": name, "sheets": names, "rows": rows}


def _filled(rows: list[Cells]) -> int:
    return sum(1 for _number, cells in rows for cell in cells if cell != "")


def _rows(sheet: python_calamine.CalamineSheet) -> list[Cells]:
    """The filled rows with their numbers, without the empty cells at their ends."""
    left = sheet.start[1] if sheet.start else 0
    rows = []
    for number, row in enumerate(sheet.iter_rows(), start=1):
        cells: list[str | list[str]] = [*[""] * left, *map(_plain, row)]
        while cells and cells[-1] == "":
            cells.pop()
        if cells:
            rows.append((number, cells))
        if len(rows) > MOST_ROWS + ABOVE_THE_TABLE:
            break
    return rows


def _plain(value: object) -> str | list[str]:
    """Dates as [ISO text], everything else as the text that a person sees."""
    match value:
        case datetime() if value.time() == time():
            return [value.date().isoformat()]
        case datetime():
            return value.isoformat(" ", "minutes")
        case date():
            return [value.isoformat()]
        case bool():
            return "yes" if value else "no"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case time() | timedelta():
            return str(value)
    return str(value).strip()


if __name__ == "__main__":
    main()
