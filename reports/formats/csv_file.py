"""CSV: the canonical data and the About part, two files in one archive that streams."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from commitments.cells import guarded

MARK = b"\xef\xbb\xbf"


def write(issue: Any) -> Iterator[bytes]:
    """An archive that is not compressed, so that it flows as fast as the database gives.

    Each table begins with a byte-order mark, by which spreadsheets know UTF-8; its fingerprint is
    over the file without it. `about.csv` comes last, when the fingerprints are known.
    """
    out = _Buffer()
    moment = issue.made_at.timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for table in issue.tables:
            name = zipfile.ZipInfo(f"{table.code}.csv", moment)
            with archive.open(name, "w", force_zip64=True) as entry:
                entry.write(MARK)
                for piece in table.canonical():
                    entry.write(piece)
                    yield out.take()
        archive.writestr(zipfile.ZipInfo("about.csv", moment), MARK + _about(issue))
    yield out.take()


def write_plain(issue: Any) -> Iterator[bytes]:
    """The canonical data of the one table as it is."""
    (table,) = issue.tables
    yield from table.canonical()


def _about(issue: Any) -> bytes:
    text = io.StringIO()
    # Its own line end, CR LF: a writer quotes no CR that is none of its line end.
    lines = csv.writer(text)
    lines.writerow(["item", "value"])
    for item, value in issue.about().items():
        lines.writerow([item, "" if value is None else guarded(str(value))])
    if len(issue.tables) > 1:
        lines.writerows([f"{table.code}.csv", table.flow.sha256] for table in issue.tables)
    return text.getvalue().encode()


class _Buffer(io.RawIOBase):
    """What was written since the last `take`. It cannot be sought in, so the archive streams."""

    def __init__(self) -> None:
        self._held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self._held.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        held, self._held = b"".join(self._held), []
        return held
