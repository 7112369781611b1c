"""Lists that take the filters of the pages, by the same names (one filter for all).

The pages are lenient with what people type. Programs are told exactly what each filter takes, and
are refused anything else.
"""

from functools import cache
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import QueryDict
from rest_framework import serializers

from commitments.api.fields import (
    SLUG,
    Day,
    FlagInAddress,
    Matching,
    SeveralInAddress,
    Text,
    WholeInAddress,
)
from commitments.api.pagination import Query
from commitments.models import Objective, Principle
from commitments.services.errors import Problems

LONGEST = 200


class Filtered:
    """A resource whose list is narrowed by a filter of the pages."""

    filter_class: ClassVar[type[django_filters.FilterSet]]

    def narrow(self, rows: "QuerySet[Any]") -> "QuerySet[Any]":
        sent = QueryDict(mutable=True)
        for name, values in self.request.query_params.lists():  # type: ignore[attr-defined]
            if name in self.filter_class.base_filters:
                sent.setlist(name, values)
        found: Any = self.filter_class(sent, queryset=rows, user=self.user)  # type: ignore[attr-defined]
        if not found.is_valid():
            raise Problems({name: str(errors[0]) for name, errors in found.errors.items()})
        return found.qs


@cache
def query_of(
    filter_class: type[django_filters.FilterSet], base: type[Query] = Query
) -> type[Query]:
    """What the address of a list takes that is narrowed by a filter."""
    fields = {name: _field(one) for name, one in filter_class.base_filters.items()}
    return type(f"{filter_class.__name__}Query", (base,), fields)


def _field(one: django_filters.Filter) -> serializers.Field:
    how: dict[str, Any] = {"required": False, "help_text": _label(one)}
    if isinstance(one, django_filters.MultipleChoiceFilter):
        words = serializers.ChoiceField(choices=one.extra["choices"])
        return SeveralInAddress(words, most=len(words.choices), **how)
    if isinstance(one, django_filters.ModelChoiceFilter):
        return _of_model(one, how)
    if isinstance(one, django_filters.ChoiceFilter):
        return serializers.ChoiceField(choices=one.extra["choices"], **how)
    if isinstance(one, django_filters.DateFilter):
        return Day(**how)
    if isinstance(one, django_filters.BooleanFilter):
        return FlagInAddress(**how)
    if "min_value" in one.extra:
        ends = {name: one.extra[name] for name in ("min_value", "max_value")}
        return WholeInAddress(**ends, **how)
    return Text(most=LONGEST, **how)


def _of_model(one: django_filters.ModelChoiceFilter, how: dict[str, Any]) -> serializers.Field:
    model = one.extra["queryset"].model
    if model is Objective:
        return WholeInAddress(min_value=1, max_value=23, **how)
    if model is Principle:
        return Matching(r"^[a-j]$", **how)
    return Matching(SLUG, **how)


def _label(one: django_filters.Filter) -> str:
    return f"Filter: {one.label}."
