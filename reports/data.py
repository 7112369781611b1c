"""The canonical data of a report: CSV made by the database, fingerprinted as it flows."""

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from reports.columns import Column, Type, unguarded
from reports.kinds import progress

COMMITMENTS_A_PIECE = 1_000
PIECE_BYTES = 64 * 1024


@dataclass
class Flow:
    """What has flowed so far: rows, bytes and their SHA-256."""

    rows: int = 0
    size: int = 0
    _digest: Any = field(default_factory=hashlib.sha256)

    def take(self, piece: bytes) -> bytes:
        self.size += len(piece)
        self._digest.update(piece)
        return piece

    @property
    def sha256(self) -> str:
        return str(self._digest.hexdigest())


def header(chosen: list[Column], flow: Flow) -> bytes:
    """The first line. It needs nothing of the record, so a reader gets it at once."""
    return flow.take((",".join(column.code for column in chosen) + "\n").encode())


def canonical(commitment_ids: list[int], chosen: list[Column], flow: Flow) -> Iterator[bytes]:
    """All rows as CSV (UTF-8, commas, LF, no mark), piece by piece, after the header.

    Call it inside a transaction. Memory stays flat: each piece holds at most the rows of
    COMMITMENTS_A_PIECE commitments, in the order that the ids are given in.
    """
    for start in range(0, len(commitment_ids), COMMITMENTS_A_PIECE):
        piece = commitment_ids[start : start + COMMITMENTS_A_PIECE]
        yield from _copy(progress.rows(piece, chosen), flow)


def _copy(rows: "QuerySet[Any, Any]", flow: Flow) -> Iterator[bytes]:
    sql, params = rows.query.sql_with_params()
    # The driver's own cursor: Django's, where it counts queries, cannot copy with parameters.
    with connection.connection.cursor() as cursor:
        held, size = [], 0
        with cursor.copy(f"COPY ({sql}) TO STDOUT (FORMAT csv)", params) as copied:
            # The server sends a row at a time; one write a row to the reader would be slow.
            for row in copied:
                held.append(row)
                size += len(row)
                if size >= PIECE_BYTES:
                    yield flow.take(b"".join(held))
                    flow.rows += len(held)
                    held, size = [], 0
        if held:
            yield flow.take(b"".join(held))
            flow.rows += len(held)


def typed(pieces: Iterable[bytes], chosen: list[Column]) -> Iterator[list[Any]]:
    """The rows of canonical CSV as values: numbers, booleans, ISO dates, texts as they were."""
    reader = csv.reader(
        io.TextIOWrapper(io.BufferedReader(_Stream(pieces)), encoding="utf-8", newline="")
    )
    next(reader)
    convert = [_CONVERT[column.type] for column in chosen]
    for row in reader:
        yield [to(value) for to, value in zip(convert, row, strict=True)]


_CONVERT = {
    Type.TEXT: lambda value: unguarded(value) or None,
    Type.WORD: lambda value: value or None,
    Type.NUMBER: lambda value: int(value) if value else None,
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
