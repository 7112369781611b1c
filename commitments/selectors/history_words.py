"""What acts changed, in the words of the people who read it: labels, choices, names."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments import source_words
from commitments.models import (
    AgendaItem,
    Commitment,
    CommitmentPartner,
    Contributor,
    DateRequest,
    Escalation,
    EscalationAnswer,
    Evidence,
    Milestone,
    Rating,
    Review,
    Submission,
    Task,
    Update,
)
from commitments.rules.dates import in_table
from commitments.rules.words import Verdict
from history.changes import Difference, RowChange

LONG = 160

# What the entry itself says (who, when, about what), and what services keep for themselves.
SILENT = frozenset(
    {
        "id", "version", "code", "number", "commitment", "milestone", "submission", "update",
        "evidence_count", "unchanged_updates", "paused_from", "paused_with_commitment",
        "last_update_on", "owner_rated_on", "coordinator_rated_on", "is_waiting", "is_invented",
        "published_on", "published_at", "published_by", "submitted_at", "submitted_by",
        "submitted_on", "returned_on", "asked_on", "asked_at", "asked_by", "decided_on",
        "decided_at", "decided_by",
        "decided_post", "rated_on", "rated_at", "rated_by", "added_on", "added_by", "post",
        "file", "sort_key", "open_escalations", "opened_on", "opened_at", "opened_by",
        "closed_at", "closed_by", "answered_on", "answered_at", "answered_by", "escalation",
        "set_on", "set_by", "done_by", "agenda_item", "position",
    }
)  # fmt: skip
# A contributor is a post, and nothing else.
TOLD: dict[type[models.Model], frozenset[str]] = {Contributor: frozenset({"post"})}
LABELS = {
    "owner_rating": gettext_lazy("Owner's rating"),
    "coordinator_rating": gettext_lazy("Coordinator's rating"),
    "visibility": gettext_lazy("Who can see it"),
    "kind": gettext_lazy("Kind"),
}
NAMES: dict[type[models.Model], Any] = {
    Commitment: gettext_lazy("Commitment"),
    Milestone: gettext_lazy("Milestone"),
    Update: gettext_lazy("Update"),
    Rating: gettext_lazy("Coordinator's rating"),
    Submission: gettext_lazy("Submission"),
    Review: gettext_lazy("Review decision"),
    DateRequest: gettext_lazy("Date request"),
    Escalation: gettext_lazy("Escalation"),
    EscalationAnswer: gettext_lazy("Answer to an escalation"),
    AgendaItem: gettext_lazy("Stocktake"),
    Task: gettext_lazy("Task"),
    Evidence: gettext_lazy("Evidence"),
    CommitmentPartner: gettext_lazy("Partner"),
    Contributor: gettext_lazy("Contributor"),
}
# Rows without a name of their own are called by what they point to.
POINTS: dict[type[models.Model], str] = {
    CommitmentPartner: "organisation",
    Contributor: "post",
    Submission: "milestone",
    DateRequest: "milestone",
}


@dataclass(frozen=True)
class LineWords:
    """One field: its label and its value before and after; "" is nothing."""

    label: str
    before: str
    after: str

    @property
    def is_long(self) -> bool:
        return max(len(self.before), len(self.after)) > LONG


@dataclass(frozen=True)
class ChangeWords:
    """One row that an act changed: what it is, whether it came or went, and its lines."""

    what: str
    # insert, update or delete
    label: str
    lines: list[LineWords] = field(default_factory=list)


def in_words(changes: dict[int, list[RowChange]]) -> dict[int, list[ChangeWords]]:
    """The changes of each act in words. One query for each kind of thing that is named."""
    names = _Names(change for found in changes.values() for change in found)
    told = {
        act: [_change(change, names) for change in found if _is_told(change)]
        for act, found in changes.items()
    }
    return told


def fields_to_filter() -> list[tuple[str, str]]:
    """The fields by which a history can be filtered, by their labels."""
    found: dict[str, str] = {}
    for model in (Commitment, Milestone):
        for column in model._meta.concrete_fields:
            if column.name not in SILENT:
                found.setdefault(column.name, label_of_field(column))
    return sorted(found.items(), key=lambda one: one[1])


def label_of_field(column: Any) -> str:
    """The label of a field, with a capital letter."""
    return str(LABELS.get(column.name) or capfirst(str(column.verbose_name)))


def _is_told(change: RowChange) -> bool:
    return change.label != "update" or bool(_told_fields(change))


def _told_fields(change: RowChange) -> list[Difference]:
    told = TOLD.get(change.model, frozenset())
    return [
        one
        for one in change.differences
        if (one.column.name not in SILENT or one.column.name in told)
        and (change.label == "update" or one.after not in (None, "", [], {}, False))
    ]


def _change(change: RowChange, names: "_Names") -> ChangeWords:
    lines = [
        LineWords(
            label_of_field(one.column),
            names.words(one.column, one.before),
            names.words(one.column, one.after),
        )
        for one in _told_fields(change)
    ]
    return ChangeWords(_what(change, names), change.label, lines)


def _what(change: RowChange, names: "_Names") -> str:
    """The kind of thing and which one: "Milestone M03 Open the help desk"."""
    kind = str(NAMES.get(change.model, change.model._meta.verbose_name))
    row = change.row
    if change.model is Milestone:
        return f"{kind} {row.code.rpartition('-')[2]} {row.title}"
    if change.model is Evidence:
        return f"{kind}: {row.title}"
    if change.model in POINTS:
        return f"{kind}: {names.pointed_at(change)}"
    return kind


class _Names:
    """The names of all rows that some changes point to, read once for each kind."""

    def __init__(self, changes: Iterable[RowChange]) -> None:
        wanted: dict[type[models.Model], set[Any]] = defaultdict(set)
        for change in changes:
            for one in change.differences:
                if one.column.related_model and one.column.name not in SILENT:
                    wanted[one.column.related_model] |= {one.before, one.after} - {None}
            if column := self._pointer(change):
                wanted[column.related_model].add(getattr(change.row, column.attname))
        self._read = {
            model: model._base_manager.in_bulk(list(keys)) for model, keys in wanted.items() if keys
        }

    @staticmethod
    def _pointer(change: RowChange) -> Any:
        name = POINTS.get(change.model)
        return change.model._meta.get_field(name) if name else None

    def pointed_at(self, change: RowChange) -> str:
        """What a row without a name of its own belongs to."""
        column = self._pointer(change)
        key = getattr(change.row, column.attname)
        row = self._read.get(column.related_model, {}).get(key)
        if isinstance(row, Milestone):
            return row.code.rpartition("-")[2]
        return str(row) if row else f"#{key}"

    def words(self, column: Any, value: Any) -> str:
        """A stored value as people read it."""
        if value is None or value == "" or value == [] or value == {}:
            return ""
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        if column.is_relation:
            row = self._read.get(column.related_model, {}).get(value)
            return str(row) if row else f"#{value}"
        if column.choices:
            return str(dict(column.flatchoices).get(value, value))
        if isinstance(value, datetime | date):
            return in_table(value)
        if isinstance(value, list):
            return _listed(value)
        if isinstance(value, dict):
            return "\n".join(f"{name}: {words}" for name, words in source_words.shown(value))
        return str(value)


def _listed(values: list[Any]) -> str:
    """Answers and verdicts point by point; anything else with commas."""
    if not all(isinstance(value, dict) for value in values):
        return ", ".join(str(value) for value in values)
    lines = []
    for value in values:
        said = value.get("answer") or value.get("verdict") or ""
        if said in Verdict.values:
            said = str(Verdict(said).label)
        lines.append(f"{value.get('point', '')}: {said}")
    return "\n".join(lines)
