"""XLSX into rows: checked before it is unpacked, then read in a process of its own (I3)."""

import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

from commitments.imports.refusal import Refusal

MOST_PARTS = 2_000
LARGEST_UNPACKED_MB = 300
SECONDS = 60
# An XML document may define entities only before its first element.
_PROLOGUE = 65_536
_BITE = 65_536
_READER = Path(__file__).parent / "workbook_reader.py"


@dataclass(frozen=True)
class Found:
    """The rows of one sheet with their row numbers, and the names of all sheets."""

    rows: Iterator[tuple[int, Sequence[str | date]]]
    sheet: str
    sheets: list[str]


def looks_like_one(content: bytes) -> bool:
    """Whether the bytes are a workbook, whatever the file is called; old ones are refused."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refusal("old_workbook")
    if not content.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            return any(name.startswith("xl/workbook") for name in parts.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, struct.error, NotImplementedError):
        raise Refusal("broken_workbook") from None


def read(content: bytes, *, sheet: str = "") -> Found:
    """The values of one sheet: the named one, else the fullest one."""
    _check_parts(content)
    answer = _ask_reader(content, sheet)
    if refused := answer.get("refused"):
        raise Refusal(refused, **answer.get("details", {}))
    rows = ((number, [_cell(value) for value in row]) for number, row in answer["rows"])
    return Found(rows, answer["sheet"], answer["sheets"])


def _cell(value: str | list[str]) -> str | date:
    """Dates cross the process border as a list of one text, so that they stay dates."""
    return date.fromisoformat(value[0]) if isinstance(value, list) else value


def _ask_reader(content: bytes, sheet: str) -> dict[str, Any]:
    """Run the reader apart: a workbook that hangs, crashes or swells ends only that process."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(_READER), sheet],
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Refusal("too_slow", limit=SECONDS) from None
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise Refusal("swollen_workbook")
    if done.returncode > 0:
        raise Refusal("broken_workbook")
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _check_parts(content: bytes) -> None:
    """Refuse what unpacks too large or defines entities, by unpacking within a limit.

    The sizes written in a packed file may lie, so they are not asked.
    """
    left = LARGEST_UNPACKED_MB * 1024 * 1024
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            entries = parts.infolist()
            if len(entries) > MOST_PARTS:
                raise Refusal("unpacks_too_big", limit=LARGEST_UNPACKED_MB)
            for entry in entries:
                if entry.flag_bits & 1:
                    raise Refusal("old_workbook")
                for start, piece in _unpacked(content, entry, left):
                    left -= len(piece)
                    if left < 0:
                        raise Refusal("unpacks_too_big", limit=LARGEST_UNPACKED_MB)
                    if start and _defines_entities(piece[:_PROLOGUE]):
                        raise Refusal("unsafe_workbook")
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, struct.error) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal("broken_workbook") from None


def _unpacked(content: bytes, entry: zipfile.ZipInfo, limit: int) -> Iterator[tuple[bool, bytes]]:
    """The unpacked bytes in pieces, the first marked; never more than `limit` and one piece."""
    name_size, extra_size = struct.unpack_from("<HH", content, entry.header_offset + 26)
    start = entry.header_offset + 30 + name_size + extra_size
    packed = memoryview(content)[start : start + entry.compress_size]
    if entry.compress_type == zipfile.ZIP_STORED:
        yield True, bytes(packed)
        return
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile
    unpacker = zlib.decompressobj(-15)
    given, first = 0, True
    for at in range(0, len(packed), _BITE):
        rest = bytes(packed[at : at + _BITE])
        while rest and not unpacker.eof and given <= limit:
            piece = unpacker.decompress(rest, 1 << 20)
            rest = unpacker.unconsumed_tail
            given += len(piece)
            if piece:
                yield first, piece
                first = False


def _defines_entities(start: bytes) -> bool:
    plain = start.replace(b"\0", b"").lower()
    return b"<!doctype" in plain or b"<!entity" in plain
