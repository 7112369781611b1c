"""What the comparing of plans, commitments and milestones has in common."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from commitments.imports.bodies import Bodies
from commitments.imports.columns import Columns, Field
from commitments.imports.known import Held, Known
from commitments.imports.records import Problem, Record
from commitments.imports.structure import Node
from commitments.imports.words import key
from commitments.models import ImportRow
from commitments.source_words import LABELS

Verdict = ImportRow.Verdict


@dataclass(frozen=True)
class Policy:
    """What the importer may bring in."""

    # The names of the organisations that may lead; None means any.
    organisations: frozenset[str] | None = None
    # Rows arrive as agreed promises; otherwise as drafts for the coordinator.
    agrees: bool = True
    # 4.2: only an administrator brings in achieved milestones.
    may_achieve: bool = True


@dataclass
class Row:
    """What one row means for the record; stored as an `ImportRow`."""

    number: int | None
    kind: str
    ref: str
    parent_ref: str = ""
    title: str = ""
    verdict: str = Verdict.NEW
    wanted: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, list[str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    object_id: int | None = None
    version: int | None = None


@dataclass
class Matching:
    """One comparison of a file with the record."""

    columns: Columns
    policy: Policy
    known: Known
    bodies: Bodies
    # The plan that takes in what the file puts into no plan.
    collection: dict[str, Any]
    # What was found for each node, by its identity; parents come first.
    rows: dict[int, Row] = field(default_factory=dict)

    def row_of(self, node: Node) -> Row:
        """A new row for a node, with what reading it brought up."""
        source = node.record
        return Row(
            number=source.number,
            kind=node.kind,
            ref=node.ref,
            parent_ref=node.parent.ref if node.parent else node.parent_code,
            title=source.get(Field.TITLE)[:200],
            problems=source.problems,
            notes=source.notes,
            cells=[str(cell) for cell in source.cells],
        )

    def problem(self, row: Row, name: str, value: str, problem: str, fix: str) -> None:
        row.problems.append(Problem(self.columns.name(name), value, problem, fix))

    def check_own(self, row: Row, lead: str, source: Record) -> None:
        """A focal point brings in what the own organisation leads."""
        own = self.policy.organisations
        if own is not None and lead not in own:
            self.problem(
                row,
                Field.LEAD,
                lead or source.get(Field.LEAD),
                _("You import for %(own)s, and this row is led by another organisation.")
                % {"own": ", ".join(sorted(own)) or _("no organisation")},
                _("Remove the row, or ask a coordinator to import it."),
            )

    def check_agreed(self, row: Row, code: str) -> None:
        """What is agreed is changed by those who agree plans."""
        if not self.policy.agrees:
            row.problems.append(
                Problem(
                    "",
                    code,
                    _("%(code)s is agreed, so its text does not change by your import.")
                    % {"code": code},
                    _("Remove the row, or ask a coordinator to import it."),
                )
            )

    def compare(
        self, row: Row, held: Mapping[str, Any], fields: Mapping[str, str], source: Record
    ) -> None:
        """Keep of `wanted` only what the row states otherwise than the record.

        An empty cell says nothing, so it never empties a field of the record.
        """
        kept: dict[str, Any] = {}
        for name, column in fields.items():
            value, before = row.wanted.get(name), plain(held[name])
            if column in source.stated and value not in ("", None, []) and not _same(value, before):
                kept[name] = value
                row.changes[self.columns.name(column)] = [shown(before), shown(value)]
        row.wanted = kept
        row.verdict = Verdict.CHANGED if kept else Verdict.SAME

    def compare_words(self, row: Row, held: Held, source: Record) -> None:
        """The source's own words, where the row is known by the source's reference."""
        if Field.CODE in source.stated:
            return
        words, stored = source.words, held["source_words"]
        changed = {name for name, value in words.items() if stored.get(name) != value}
        if changed:
            row.wanted["source_words"] = {**stored, **words}
            row.verdict = Verdict.CHANGED
        for name in sorted(changed):
            label = _("Source: %(name)s") % {"name": LABELS.get(name, name)}
            row.changes[label] = [stored.get(name, ""), words[name]]

    def says_nothing_new(self, source: Record, held: Held, state_label: str) -> bool:
        """Whether the status word is the one known from the source, or the state itself."""
        word = key(source.get(Field.STATUS))
        return word in {
            "",
            key(held["source_words"].get("status", "")),
            key(held["state"]),
            key(state_label),
        }

    def settled(self, row: Row) -> Row:
        """The row with its last verdict: a problem outweighs everything."""
        if row.problems:
            row.verdict = Verdict.PROBLEM
        return row

    @staticmethod
    def plain(values: dict[str, Any]) -> dict[str, Any]:
        return {name: plain(value) for name, value in values.items()}


def plain(value: Any) -> Any:
    """A value as JSON keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def _same(value: Any, before: Any) -> bool:
    """Files write line ends in several ways; that is no change."""
    if isinstance(value, str) and isinstance(before, str):
        return value.splitlines() == _lines(before)
    return bool(value == before)


def _lines(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip().splitlines()


def shown(value: Any) -> str:
    """A value as it stands in "before" and "after"."""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if isinstance(value, bool):
        return str(_("yes")) if value else str(_("no"))
    return "" if value is None else str(value)
