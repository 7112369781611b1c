"""The ledger of reminders as CSV, a row at a time."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import UTC

from commitments.cells import guarded
from commitments.reminders.log import Asked, log_rows

MARK = "\ufeff"
# Codes and ISO, the same in every language: programs read it.
HEADER = (
    "planned_on", "rung", "reminder", "counts_from", "item", "title", "person", "post",
    "organisation", "stands_in_for", "because", "outcome", "day", "sent_at", "address", "why",
    "message_id", "text_version",
)  # fmt: skip


def log_file(asked: Asked) -> Iterator[str]:
    """The lines, with the mark by which spreadsheets know UTF-8; memory stays flat."""
    yield MARK + _line(HEADER)
    for row in log_rows(asked):
        of = row.columns
        sent_at = of.letter__settled_at.astimezone(UTC) if of.letter__settled_at else None
        yield _line(
            [
                of.planned_on.isoformat(),
                of.rung,
                row.rung,
                of.counts_from.isoformat(),
                row.code,
                row.title,
                of.person__name,
                of.post__title or "",
                of.post__organisation__short_name or "",
                of.stands_in_for__name or "",
                of.because,
                of.outcome,
                row.came_on.isoformat() if row.came_on else "",
                sent_at.isoformat(timespec="seconds") if sent_at else "",
                of.letter__address or "",
                of.withdrawn or of.unmailed or row.why,
                of.letter__message_id or "",
                str(of.letter__text_version or ""),
            ]
        )


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text).writerow(guarded(cell) for cell in cells)
    return text.getvalue()
