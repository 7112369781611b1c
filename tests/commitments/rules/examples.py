"""The worked examples M1 to M15 of PRODUCT.md 4.3, row by row, on 16 June 2026."""

from datetime import date
from typing import NamedTuple

from commitments.rules.facts import MilestoneFacts


class Row(NamedTuple):
    facts: MilestoneFacts
    days_overdue: int
    effective_finish: date | None
    slippage: int | None
    code: str
    tone: str
    label: str
    note: str = ""
    moved: int = 0


def on(month: int, day: int, year: int = 2026) -> date:
    return date(year, month, day)


ROWS = {
    "M1": Row(
        MilestoneFacts("in_progress", on(6, 30), on(6, 30)),
        0, on(6, 30), 0, "due_soon", "due_soon", "Due in 14 days",
    ),
    "M2": Row(
        MilestoneFacts("in_progress", on(6, 16), on(6, 16)),
        0, on(6, 16), 0, "due_today", "due_soon", "Due today",
    ),
    "M3": Row(
        MilestoneFacts("in_progress", on(6, 15), on(6, 15)),
        1, on(6, 16), 1, "overdue", "overdue", "Overdue by 1 day",
    ),
    "M4": Row(
        MilestoneFacts("in_progress", on(5, 29), on(5, 29), expected=on(7, 10)),
        18, on(7, 10), 42, "overdue", "overdue", "Overdue by 18 days · expected 10 July",
    ),
    "M5": Row(
        MilestoneFacts("in_progress", on(3, 31), on(6, 30), expected=on(7, 14)),
        0, on(7, 14), 105, "due_soon", "due_soon", "Due in 14 days · expected 14 days late",
        moved=91,
    ),
    "M6": Row(
        MilestoneFacts("in_progress", on(7, 31), on(7, 31), expected=on(6, 10)),
        0, on(7, 31), 0, "expected_passed", "due_soon", "Expected date has passed",
    ),
    "M7": Row(
        MilestoneFacts(
            "submitted", on(6, 12), on(6, 12), achieved=on(6, 10), submitted_on=on(6, 11)
        ),
        0, on(6, 10), -2, "waiting_for_review", "review", "Waiting for review",
        note="due Thu 18 Jun",
    ),
    "M8": Row(
        MilestoneFacts("submitted", on(5, 29), on(5, 29), achieved=on(6, 4), submitted_on=on(6, 5)),
        0, on(6, 4), 6, "review_late", "review", "Review late by 2 working days",
        note="was due Fri 12 Jun",
    ),
    "M9": Row(
        MilestoneFacts("returned", on(6, 12), on(6, 12), returned_on=on(6, 15)),
        4, on(6, 16), 4, "overdue", "overdue", "Overdue by 4 days",
        note="returned 15 June",
    ),
    "M10": Row(
        MilestoneFacts("achieved", on(4, 30), on(5, 31), achieved=on(5, 20)),
        0, on(5, 20), 20, "achieved", "achieved", "Achieved on time",
        moved=31,
    ),
    "M11": Row(
        MilestoneFacts("achieved", on(4, 30), on(4, 30), achieved=on(4, 21)),
        0, on(4, 21), -9, "achieved", "achieved", "Achieved on time",
    ),
    "M12": Row(
        MilestoneFacts("planned", on(9, 30), on(9, 30), expected=on(12, 15)),
        0, on(12, 15), 76, "expected_late", "due_soon", "Expected 76 days late",
    ),
    "M13": Row(
        MilestoneFacts("paused", on(4, 30), on(4, 30), paused_until=on(9, 28)),
        0, None, None, "paused", "paused", "Paused, look again by 28 September 2026",
    ),
    "M14": Row(
        MilestoneFacts("closed", on(1, 31), on(1, 31), closed_reason="cancelled"),
        0, None, None, "closed", "closed", "Closed, not achieved",
    ),
    "M15": Row(
        MilestoneFacts(
            "achieved", on(5, 29), on(5, 29), achieved=on(5, 28), submitted_on=on(6, 8)
        ),
        0, on(5, 28), -1, "achieved", "achieved", "Achieved on time · reported 10 days late",
    ),
}  # fmt: skip
