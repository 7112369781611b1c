"""Tables of a report: rows flow as canonical CSV and are fingerprinted on their way."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from commitments.cells import guarded
from reports.columns import Column, Type, unguarded

PIECE_BYTES = 64 * 1024
ROWS_A_PIECE = 500

# Some rows as canonical CSV, and how many they are.
Piece = tuple[bytes, int]


@dataclass
class Flow:
    """What has flowed of a table so far: rows, bytes and their SHA-256."""

    rows: int = 0
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def take(self, piece: bytes, rows: int = 0) -> bytes:
        self.size += len(piece)
        self.rows += rows
        self._digest.update(piece)
        return piece

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())


@dataclass
class Table:
    """Typed columns and rows, which flow once, inside the transaction that reads the record."""

    # The name in files: `CODE.csv`, a sheet, a key in JSON.
    code: str
    title: Any
    columns: Sequence[Column]
    pieces: Callable[[], Iterator[Piece]]
    # How the rows are sorted, in words for people.
    order: Any = ""
    flow: Flow = field(default_factory=Flow)

    def canonical(self) -> Iterator[bytes]:
        """The table as CSV: UTF-8, commas, LF, no mark. The header first, and at once."""
        yield self.flow.take((",".join(column.code for column in self.columns) + "\n").encode())
        for piece, rows in self.pieces():
            yield self.flow.take(piece, rows)

    def values(self) -> Iterator[list[Any]]:
        """The rows as values: numbers, booleans, ISO dates, and texts as people wrote them."""
        return typed(self.canonical(), self.columns)


def of_rows(
    code: str, title: Any, rows: "QuerySet[Any]", columns: Sequence[Column], order: Any = ""
) -> Table:
    """A table made by the database alone: `rows` says which rows, and in which order."""
    chosen = selected(rows, columns)
    return Table(code, title, columns, lambda: copied(chosen), order)


def of_values(
    code: str, title: Any, rows: Iterable[Sequence[Any]], columns: Sequence[Column], order: Any = ""
) -> Table:
    """A table of values. What is read on the way is read when the table flows."""
    return Table(code, title, columns, lambda: written(rows, columns), order)


def selected(rows: "QuerySet[Any]", columns: Sequence[Column]) -> "QuerySet[Any, Any]":
    """Nothing but the columns of some rows, as COPY wants them."""
    sources = {f"c{place}": column.expression() for place, column in enumerate(columns)}
    return rows.annotate(**sources).values_list(*sources)


def fingerprint(tables: Sequence[Table]) -> str:
    """The data fingerprint of a report whose tables have flowed.

    Of one table its SHA-256; of several the SHA-256 of the list that `sha256sum *.csv` would
    print of them, in the order of the report.
    """
    if len(tables) == 1:
        return tables[0].flow.sha256
    lines = "".join(f"{table.flow.sha256}  {table.code}.csv\n" for table in tables)
    return hashlib.sha256(lines.encode()).hexdigest()


def copied(rows: "QuerySet[Any, Any]") -> Iterator[Piece]:
    """Rows made by the database alone, in pieces of 64 kB. Memory stays flat."""
    sql, params = rows.query.sql_with_params()
    # The driver's own cursor: Django's, where it counts queries, cannot copy with parameters.
    with connection.connection.cursor() as cursor:
        held, size = [], 0
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as stream:
            # The server sends a row at a time; one write a row to the reader would be slow.
            for row in stream:
                held.append(row)
                size += len(row)
                if size >= PIECE_BYTES:
                    yield b"".join(held), len(held)
                    held, size = [], 0
        if held:
            yield b"".join(held), len(held)


def written(rows: Iterable[Sequence[Any]], columns: Sequence[Column]) -> Iterator[Piece]:
    """Rows that were made from values, written as the database would write them."""
    convert = [_WRITE[column.type] for column in columns]
    held = io.StringIO(newline="")
    out, count = csv.writer(held, lineterminator="\n"), 0
    for row in rows:
        out.writerow([to(value) for to, value in zip(convert, row, strict=True)])
        count += 1
        if count == ROWS_A_PIECE:
            yield held.getvalue().encode(), count
            held.seek(0)
            held.truncate()
            count = 0
    if count:
        yield held.getvalue().encode(), count


def _text(value: Any) -> str:
    return guarded(str(value)) if value not in (None, "") else ""


def _word(value: Any) -> str:
    return "" if value is None else str(value)


def _day(value: date | None) -> str:
    return value.isoformat() if value else ""


_WRITE: dict[Type, Callable[[Any], str]] = {
    Type.TEXT: _text,
    Type.WORD: _word,
    Type.NUMBER: _word,
    Type.DATE: _day,
    Type.BOOLEAN: lambda value: "t" if value else "f",
}


def typed(pieces: Iterable[bytes], chosen: Sequence[Column]) -> Iterator[list[Any]]:
    """The rows of canonical CSV as values."""
    reader = csv.reader(
        io.TextIOWrapper(io.BufferedReader(_Stream(pieces)), encoding="utf-8", newline="")
    )
    next(reader)
    convert = [_READ[column.type] for column in chosen]
    for row in reader:
        yield [to(value) for to, value in zip(convert, row, strict=True)]


def _number(value: str) -> int | float | None:
    if not value:
        return None
    return float(value) if "." in value else int(value)


_READ: dict[Type, Callable[[str], Any]] = {
    Type.TEXT: lambda value: unguarded(value) or None,
    Type.WORD: lambda value: value or None,
    Type.NUMBER: _number,
    Type.DATE: lambda value: value or None,
    Type.BOOLEAN: lambda value: value == "t",
}


class _Stream(io.RawIOBase):
    """Pieces of bytes as a file, without ever joining them."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._rest = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = memoryview(piece)
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count
