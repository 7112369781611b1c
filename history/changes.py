"""What acts changed, read from the versions: which acts touched some rows, and each difference."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.db.models import OuterRef, QuerySet, Subquery

from history import clock
from history.models import Act, Version


@dataclass(frozen=True)
class Strand:
    """Versions that belong to one story: those whose column holds one of the keys, or all of them.

    A strand that only follows is told with acts that others find; it finds none itself.
    """

    versions: type[Version]
    column: str
    keys: Collection[Any] | QuerySet[Any, Any] | None
    follows: bool = False

    @property
    def model(self) -> type[models.Model]:
        """The model whose rows these are versions of."""
        tracked: Any = self.versions.pgh_tracked_model
        return tracked  # type: ignore[no-any-return]

    def rows(self) -> QuerySet[Any]:
        """All versions of the strand."""
        rows = self.versions._default_manager.all()
        return rows if self.keys is None else rows.filter(**{f"{self.column}__in": self.keys})


def versions_of(model: Any) -> Any:
    """The model of the versions of a tracked model."""
    return model.versions.rel.related_model


@dataclass(frozen=True)
class Difference:
    """A field of a row with its value before and after, as stored."""

    column: "models.Field[Any, Any]"
    before: Any
    after: Any


@dataclass(frozen=True)
class RowChange:
    """What one act did to one row: "insert", "update" or "delete", and the fields it touched."""

    model: type[models.Model]
    key: Any
    label: str
    # The row as the act left it, or as it was when it went.
    row: Any
    differences: list[Difference] = field(default_factory=list)


def acts_about(strands: Sequence[Strand]) -> QuerySet[Act]:
    """The acts that touched a row of the strands; inside `as_of()` those of then and before."""
    leading = [
        strand.rows().order_by().values("act_id") for strand in strands if not strand.follows
    ]
    found = leading[0].union(*leading[1:])
    acts = Act.objects.filter(pk__in=found)
    if clock.day_read() is not None:
        # Acts are dated as the versions that they wrote, so this is the same moment.
        acts = acts.filter(at__lte=_MomentRead())
    return acts


def acts_on_field(acts: QuerySet[Act], strands: Sequence[Strand], name: str) -> QuerySet[Act]:
    """Those of the acts that changed a field of this name in a row of the strands."""
    touching = []
    for strand in strands:
        if any(column.name == name for column in strand.versions._meta.concrete_fields):
            rows = strand.rows().annotate(previous=_previous(strand.versions, name))
            changed = rows.filter(_Differs(name, "previous"))
            touching.append(changed.order_by().values("act_id"))
    if not touching:
        return acts.none()
    return acts.filter(pk__in=touching[0].union(*touching[1:]) if touching[1:] else touching[0])


def changes_in(acts: Iterable[int], strands: Sequence[Strand]) -> dict[int, list[RowChange]]:
    """What each act did to the rows of the strands, in the order of the strands.

    At most two queries a strand, however long the story is.
    """
    wanted = list(acts)
    found: dict[int, list[RowChange]] = defaultdict(list)
    for strand in strands:
        for act, change in _changes(strand, wanted):
            found[act].append(change)
    return found


def _changes(strand: Strand, acts: list[int]) -> list[tuple[int, RowChange]]:
    rows = strand.rows().filter(act__in=acts).order_by("pgh_id")
    steps: dict[tuple[int, Any], list[Any]] = defaultdict(list)
    for row in rows.annotate(previous=_previous(strand.versions, "pgh_id")):
        steps[row.act_id, row.pgh_obj_id].append(row)
    # An act that writes a row several times changed it once: from before the first to the last.
    befores = {one[0].previous for one in steps.values()} - {None}
    before = strand.versions._default_manager.in_bulk(befores) if befores else {}
    return [
        (act, _row_change(strand.model, key, one[-1], before.get(one[0].previous)))
        for (act, key), one in steps.items()
    ]


def _row_change(model: type[models.Model], key: Any, row: Any, before: Any) -> RowChange:
    label = "delete" if row.pgh_label == "delete" else "update" if before else "insert"
    differences = []
    for column in model._meta.concrete_fields:
        if column.primary_key or not hasattr(row, column.attname) or label == "delete":
            continue
        was = getattr(before, column.attname, None) if before else None
        now = getattr(row, column.attname)
        if was != now:
            differences.append(Difference(column, was, now))
    return RowChange(model, key, label, row, differences)


def _previous(versions: type[Version], column: str) -> Subquery:
    """The value of a column in the version of the same row before this one."""
    of_this_row = {"pgh_obj": OuterRef("pgh_obj")}
    earlier = versions._default_manager.filter(pgh_id__lt=OuterRef("pgh_id"), **of_this_row)
    return Subquery(earlier.order_by("-pgh_id").values(column)[:1])


class _Differs(models.Func):
    """Whether two values differ, where nothing differs from something."""

    template = "(%(expressions)s)"
    arg_joiner = " IS DISTINCT FROM "
    output_field = models.BooleanField()


class _MomentRead(models.Func):
    """The moment that `as_of()` reads."""

    template = "current_setting('tracker.as_of')::timestamptz"
    output_field = models.DateTimeField()
