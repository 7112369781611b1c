"""An uploaded file into one table: a header and rows of text and dates, within limits (I1, I3)."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commitments.imports import workbook
from commitments.imports.decode import decode, kind_of
from commitments.imports.refusal import Refusal

LARGEST_FILE_MB = 25
MOST_ROWS = 100_000
MOST_COLUMNS = 200
# What a spreadsheet cell can hold; longer ones come from a lost quotation mark.
LONGEST_CELL = 32_767

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}

Cell = str | date


@dataclass(frozen=True)
class Row:
    """One row below the header. `number` is the row that a spreadsheet program shows."""

    number: int
    cells: tuple[Cell, ...]
    # Cells beyond the last column: the row does not fit the header.
    surplus: tuple[Cell, ...] = ()
    # A cell has swallowed what looks like further rows.
    is_torn: bool = False


@dataclass(frozen=True)
class Table:
    """A header and its rows; each row has as many cells as the header."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    format: str
    encoding: str = ""
    encoding_guessed: bool = False
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    # Names that stand over more than one column; the later ones got a number.
    repeated: tuple[str, ...] = ()


def read_table(content: bytes, *, sheet: str = "", encoding: str = "") -> Table:
    """Read a CSV or XLSX file; raises `Refusal` with the reason for anything else."""
    if len(content) > LARGEST_FILE_MB * 1024 * 1024:
        raise Refusal("too_big", limit=LARGEST_FILE_MB)
    if workbook.looks_like_one(content):
        found = workbook.read(content, sheet=sheet)
        table = _shape(found.rows, format="xlsx")
        return replace(table, sheet=found.sheet, sheets=tuple(found.sheets))
    if content.startswith(b"PK\x03\x04"):
        raise Refusal("no_table", kind=kind_of(content))
    decoded = decode(content, encoding=encoding)
    text, separator = _separator(decoded.text)
    return replace(
        _shape(_csv_rows(text, separator), format="csv", separator=separator),
        encoding=decoded.encoding,
        encoding_guessed=decoded.guessed,
        separator=separator,
    )


def _separator(text: str) -> tuple[str, str]:
    """The text with plain line ends, and the separator that cuts it most evenly."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    first, _newline, rest = text.partition("\n")
    if first.lower().startswith("sep=") and len(first) == 5:
        # A hint that Excel reads. The empty line keeps the row numbers right.
        return "\n" + rest, first[4]
    sample = text[:200_000]
    best, evenness = "", 0.0
    for separator in SEPARATORS:
        widths = Counter(_widths(sample, separator))
        if widths:
            width, rows = widths.most_common(1)[0]
            score = (width > 1) * width * (rows / widths.total()) ** 2
            best, evenness = (separator, score) if score > evenness else (best, evenness)
    if not best:
        raise Refusal("no_columns")
    return text, best


def _widths(sample: str, separator: str) -> Iterator[int]:
    try:
        for row in csv.reader(io.StringIO(sample, newline=""), delimiter=separator):
            if any(row):
                yield len(row)
    except csv.Error:
        return


def _csv_rows(text: str, separator: str) -> Iterator[tuple[int, list[Cell]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    while True:
        line = reader.line_num + 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _explained(str(error), line, reader.line_num) from None
        number += 1
        yield number, [cell.strip() for cell in row]


def _explained(error: str, first_line: int, last_line: int) -> Refusal:
    if "field larger" in error:
        return Refusal("huge_cell", line=first_line, limit=LONGEST_CELL)
    if "unexpected end" in error:
        return Refusal("open_quote", line=first_line)
    return Refusal("torn_quote", line=last_line)


def _shape(
    found: Iterable[tuple[int, Sequence[Cell]]], *, format: str, separator: str = ""
) -> Table:
    """Find the header, square the rows, keep the numbers."""
    filled = ((number, row) for number, row in found if any(cell != "" for cell in row))
    before: list[tuple[int, Sequence[Cell]]] = []
    header: list[str] = []
    for number, row in filled:
        # Titles above a table stand alone in their row.
        if sum(cell != "" for cell in row) > 1:
            header = [str(cell).strip() for cell in row]
            break
        before.append((number, row))
        if len(before) > 20:
            break
    if not header:
        raise Refusal("no_columns" if before else "empty")
    while header and not header[-1]:
        header.pop()
    if len(header) > MOST_COLUMNS:
        raise Refusal("too_many_columns", limit=MOST_COLUMNS)
    rows = tuple(_squared(filled, len(header), separator))
    if not rows:
        raise Refusal("headers_only")
    names, repeated = _distinct(header)
    return Table(header=names, rows=rows, format=format, repeated=repeated)


def _squared(
    filled: Iterable[tuple[int, Sequence[Cell]]], width: int, separator: str
) -> Iterator[Row]:
    for count, (number, row) in enumerate(filled, start=1):
        if count > MOST_ROWS:
            raise Refusal("too_many_rows", limit=f"{MOST_ROWS:,}")
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            raise Refusal("huge_cell", line=number, limit=f"{LONGEST_CELL:,}")
        surplus = tuple(cell for cell in row[width:] if cell != "")
        short = width - len(row)
        yield Row(
            number=number,
            cells=(*row[:width], *[""] * short),
            surplus=surplus,
            is_torn=bool(separator) and short > 0 and _swallowed(row, separator, width),
        )


def _swallowed(row: Sequence[Cell], separator: str, width: int) -> bool:
    """A short row with a cell whose later lines are cut like rows: a quotation mark was lost."""
    return any(
        line.count(separator) >= max(2, width // 2)
        for cell in row
        if isinstance(cell, str) and "\n" in cell
        for line in cell.split("\n")[1:]
    )


def _distinct(header: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name each column once: the second "Status" becomes "Status (2)", a blank "Column D"."""
    seen: Counter[str] = Counter()
    names, repeated = [], []
    for index, given in enumerate(header):
        name = " ".join(given.split()) or f"Column {column_letters(index)}"
        seen[name] += 1
        if seen[name] > 1:
            repeated.append(name)
            name = f"{name} ({seen[name]})"
        names.append(name)
    return tuple(names), tuple(dict.fromkeys(repeated))


def column_letters(index: int) -> str:
    """The letters over a column in a spreadsheet program: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
