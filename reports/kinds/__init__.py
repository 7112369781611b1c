"""The kinds of report: one module each. It says what stands in the report, no format."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from reports.kinds import changes, exceptions, overview, progress
from reports.kinds.asked import Asked
from reports.sections import Section
from reports.words import ReportKind


@dataclass(frozen=True)
class Kind:
    """A kind of report. `draw` is called while the record stands at the day that is asked."""

    word: ReportKind
    # For what it is good, in one line.
    purpose: Any
    draw: Callable[[Asked], Sequence[Section]]
    # A list and nothing else: no page, no paper.
    is_list: bool = False
    # It says something only beside an earlier day.
    compares: bool = False

    @property
    def code(self) -> str:
        return self.word.value

    @property
    def title(self) -> Any:
        return self.word.label


KINDS = {
    one.code: one
    for one in (
        Kind(ReportKind.OVERVIEW, overview.PURPOSE, overview.draw),
        Kind(ReportKind.PROGRESS, progress.PURPOSE, progress.draw, is_list=True),
        Kind(ReportKind.CHANGES, changes.PURPOSE, changes.draw, compares=True),
        Kind(ReportKind.OVERDUE_AT_RISK, exceptions.PURPOSE, exceptions.draw),
    )
}
