"""JSON: the rows of each table by the codes of its columns, then the About part."""

import json
from collections.abc import Iterator
from typing import Any

from reports.tables import Table

ROWS_A_PIECE = 500


def write(issue: Any) -> Iterator[bytes]:
    """An object with a list for each table, and `about` last, when the fingerprint is known."""
    yield b"{"
    for table in issue.tables:
        yield f'"{table.code}": ['.encode()
        yield from _rows(table)
        yield b"\n], "
    about = json.dumps(issue.about(), ensure_ascii=False)
    yield f'"about": {about}}}\n'.encode()


def _rows(table: Table) -> Iterator[bytes]:
    codes = [column.code for column in table.columns]
    held: list[str] = []
    joint = "\n"
    for row in table.values():
        held.append(json.dumps(dict(zip(codes, row, strict=True)), ensure_ascii=False))
        if len(held) == ROWS_A_PIECE:
            yield (joint + ",\n".join(held)).encode()
            held, joint = [], ",\n"
    if held:
        yield (joint + ",\n".join(held)).encode()
