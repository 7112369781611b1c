"""Typed columns of a report's tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from django.db.models import CharField, F, Func
from django.db.models.expressions import Combinable
from django.utils.functional import Promise

APOSTROPHE = "'"


class Type(Enum):
    """How a column's values stand in files."""

    # Written by people: guarded against being taken for a formula.
    TEXT = auto()
    # A code or a word of ours.
    WORD = auto()
    NUMBER = auto()
    DATE = auto()
    BOOLEAN = auto()


@dataclass(frozen=True)
class Column:
    """One column: its code in files, its label for people, its type, and where it comes from."""

    code: str
    label: "str | Promise"
    type: Type
    # Empty where the rows are made from values.
    source: "str | Combinable" = ""
    # What its codes are called in front of people.
    words: "Mapping[str, str | Promise]" = field(default_factory=dict)
    # Sentences of people: on paper they stand under the row.
    prose: bool = False

    @property
    def is_number(self) -> bool:
        return self.type is Type.NUMBER

    def expression(self) -> Combinable:
        """The column as COPY writes it: dates as ISO, texts guarded (I4)."""
        value: Any = F(self.source) if isinstance(self.source, str) else self.source
        return Guarded(value) if self.type is Type.TEXT else value


class Guarded(Func):
    """A text with an apostrophe before what a spreadsheet would take for a formula.

    A text that begins with an apostrophe gets one too, so that `unguarded` gives back exactly
    what was there. Comparing the first letter is several times faster than a pattern.
    """

    output_field = CharField()

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **extra: Any
    ) -> tuple[str, list[Any]]:
        text, params = compiler.compile(self.source_expressions[0])
        risky = r"'=', '+', '-', '@', E'\t', E'\r', E'\n', ''''"
        sql = f"CASE WHEN left({text}, 1) IN ({risky}) THEN '''' || {text} ELSE {text} END"
        return sql, [*params, *params, *params]


def unguarded(text: str) -> str:
    """What `Guarded` was given."""
    return text[1:] if text.startswith(APOSTROPHE) else text
