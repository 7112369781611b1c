"""Which columns hold days such as 03/04/2026, and what else in them says how to read those."""

import re
from dataclasses import dataclass

from commitments.imports.dates import Doubt, read_date
from commitments.imports.tables import Table

_FIGURES = re.compile(r"(?<!\d)(\d{1,2})([-/])(\d{1,2})\2(?:\d{4}|\d\d)(?!\d)")


@dataclass
class DateOrder:
    """A column with a day that can mean two days."""

    # The first such cell, and its row.
    example: str
    row: int
    # How other cells of the column write the day: first, second, or (None) not to be told.
    day_first: bool | None = None
    # The cell that says so, and its row.
    proof: str = ""
    proof_row: int = 0


def date_orders(table: Table) -> dict[int, DateOrder]:
    """The columns, by their place, in which a day can be read in two ways."""
    found: dict[int, DateOrder] = {}
    proofs: dict[int, dict[bool, tuple[str, int]]] = {}
    for row in table.rows:
        for place, cell in enumerate(row.cells):
            if not isinstance(cell, str) or not (figures := _FIGURES.search(cell)):
                continue
            first, second = int(figures[1]), int(figures[3])
            if (first > 12) != (second > 12):
                proofs.setdefault(place, {}).setdefault(first > 12, (cell, row.number))
            elif place not in found and read_date(cell).doubt is Doubt.AMBIGUOUS:
                found[place] = DateOrder(cell[:60], row.number)
    for place, order in found.items():
        said = proofs.get(place, {})
        if len(said) == 1:
            [(order.day_first, (proof, order.proof_row))] = said.items()
            order.proof = proof[:60]
    return found
