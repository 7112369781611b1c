"""JSON: rows by the codes of the columns, then the About part, when the fingerprint is known."""

import json
from collections.abc import Iterator
from typing import Any

from reports.data import typed

ROWS_A_PIECE = 500


def write(issue: Any) -> Iterator[bytes]:
    codes = [column.code for column in issue.columns]
    yield b'{"milestones": ['
    held: list[str] = []
    joint = "\n"
    for row in typed(issue.rows(), issue.columns):
        held.append(json.dumps(dict(zip(codes, row, strict=True)), ensure_ascii=False))
        if len(held) == ROWS_A_PIECE:
            yield (joint + ",\n".join(held)).encode()
            held, joint = [], ",\n"
    if held:
        yield (joint + ",\n".join(held)).encode()
    about = json.dumps(issue.about(), ensure_ascii=False)
    yield f'\n], "about": {about}}}\n'.encode()
