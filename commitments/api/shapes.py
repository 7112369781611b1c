"""How objects are written out: each serializer names its fields and reads them as columns.

Lists are made from `values_list`, without model instances: constant queries however many rows.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

from django.db.models import Model, QuerySet
from django.db.models.expressions import Combinable
from django.utils.translation import gettext as _
from rest_framework import serializers

Row = dict[str, Any]
# What is read for `complete` only, and not written out.
HIDDEN = "_"


class Shape(serializers.Serializer):
    """What an object looks like. Every field is in `columns` or is added by `complete`."""

    # Field -> where it is read: a path of lookups, or an expression. Hidden ones begin with "_".
    columns: ClassVar[Mapping[str, "str | Combinable"]] = {}

    @classmethod
    def sources(cls) -> "Mapping[str, str | Combinable]":
        """The columns; overridden where one depends on the day."""
        return cls.columns

    @classmethod
    def read(cls, rows: "QuerySet[Any, Any]") -> list[Row]:
        """The objects of a queryset, in its order."""
        return cls._written(cls._columns_of(rows))

    @classmethod
    def read_page(cls, model: type[Model], ids: Sequence[Any]) -> list[Row]:
        """The objects with these keys, in this order."""
        place = {pk: number for number, pk in enumerate(ids)}
        found = cls._columns_of(model._default_manager.filter(pk__in=ids).order_by())
        return cls._written(sorted(found, key=lambda row: place[row["_pk"]]))

    @classmethod
    def read_by(cls, column: str, rows: "QuerySet[Any, Any]") -> dict[Any, list[Row]]:
        """The objects of a queryset in its order, by the value of one of the columns."""
        found = cls._columns_of(rows)
        grouped: dict[Any, list[Row]] = {}
        for owner, row in zip([row[column] for row in found], cls._written(found), strict=True):
            grouped.setdefault(owner, []).append(row)
        return grouped

    @classmethod
    def _columns_of(cls, rows: "QuerySet[Any, Any]") -> list[Row]:
        columns = {"_pk": "pk", **cls.sources()}
        made = {f"x_{name}": col for name, col in columns.items() if not isinstance(col, str)}
        paths = [col if isinstance(col, str) else f"x_{name}" for name, col in columns.items()]
        return [
            dict(zip(columns, values, strict=True))
            for values in rows.annotate(**made).values_list(*paths)
        ]

    @classmethod
    def _written(cls, found: list[Row]) -> list[Row]:
        if found:
            cls.complete(found)
        for row in found:
            for name in [name for name in row if name.startswith(HIDDEN)]:
                del row[name]
        return found

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        """Add what is no column of a row itself. As many queries for many rows as for one."""


class Words(serializers.Serializer):
    """What somebody sends. Unknown fields are refused (A3)."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = sorted(set(data) - set(self.fields), key=str)
            if unknown:
                words = _("This field is unknown here.")
                raise serializers.ValidationError({str(name)[:60]: [words] for name in unknown})
        return super().to_internal_value(data)


@cache
def form_of(words: type[Words], *, partial: bool = False) -> Words:
    """One form for all requests: making its fields anew each time costs more than reading them.

    It holds nothing of a request; call `run_validation`.
    """
    return words(partial=partial)


class Nothing(Words):
    """An empty object: the address says it all."""
