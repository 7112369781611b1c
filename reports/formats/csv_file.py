"""CSV: the canonical data and the About part, two files in one archive that streams."""

import csv
import io
import zipfile
from collections.abc import Iterator
from typing import Any

from commitments.cells import guarded
from reports.kinds import progress

MARK = b"\xef\xbb\xbf"


def write(issue: Any) -> Iterator[bytes]:
    """An archive that is not compressed, so that it flows as fast as the database gives.

    `progress.csv` begins with a byte-order mark, by which spreadsheets know UTF-8; the data
    fingerprint is over the file without it. `about.csv` comes last, when the fingerprint is known.
    """
    out = _Buffer()
    moment = issue.made_at.timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        table = zipfile.ZipInfo(f"{progress.KIND}.csv", moment)
        with archive.open(table, "w", force_zip64=True) as entry:
            entry.write(MARK)
            for piece in issue.rows():
                entry.write(piece)
                yield out.take()
        archive.writestr(zipfile.ZipInfo("about.csv", moment), MARK + _about(issue))
    yield out.take()


def write_plain(issue: Any) -> Iterator[bytes]:
    """The canonical data as it is."""
    yield from issue.rows()


def _about(issue: Any) -> bytes:
    text = io.StringIO()
    # Its own line end, CR LF: a writer quotes no CR that is none of its line end.
    lines = csv.writer(text)
    lines.writerow(["item", "value"])
    for item, value in issue.about().items():
        lines.writerow([item, "" if value is None else guarded(str(value))])
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
