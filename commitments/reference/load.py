"""Bring the reference files into the database."""

import csv
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from django.db import models

from accounts.sort_key import sort_key
from commitments.reference.models import (
    Country,
    GcmAction,
    GroupedObjective,
    GroupingScheme,
    LevelNote,
    Objective,
    ObjectiveGroup,
    Principle,
    ReviewEvent,
    SdgLink,
    StakeholderCategory,
)
from history.acts import Witness, act
from history.clock import stand_at
from history.models import Channel

# General Assembly resolution 73/195, 19 December 2018.
ADOPTED_AT = datetime(2018, 12, 19, tzinfo=UTC)

DATA = Path(__file__).parent / "data"

Row = dict[str, str]
Values = dict[str, Any]


@dataclass(frozen=True)
class _Difference:
    """What one table lacks, and the rows of it that read otherwise in the files."""

    model: type[models.Model]
    missing: Sequence[models.Model]
    changed: Sequence[models.Model]
    fields: Sequence[str]


def load_reference(*, by: Witness | None = None) -> int:
    """Make the tables hold what the files say; answers how many rows were written.

    Run again, it writes nothing and leaves no act. Rows that the files no longer name stay, since
    records may point at them. The first load is dated to the adoption of the Compact, so that a
    record that tells of earlier days can be read as at them.
    """
    found = [_compare(model, key, rows) for model, key, rows in _tables()]
    written = sum(len(d.missing) + len(d.changed) for d in found)
    dated = nullcontext() if Objective.objects.exists() else stand_at(ADOPTED_AT)
    if written:
        with dated, act("reference.loaded", by=by, channel=Channel.SYSTEM):
            for d in found:
                d.model._default_manager.bulk_create(d.missing)
                if d.changed:
                    d.model._default_manager.bulk_update(d.changed, d.fields)
    return written


def _tables() -> Iterable[tuple[type[models.Model], tuple[str, ...], list[Values]]]:
    """Each table with its natural key and rows, referred-to tables first."""
    objectives = _read("objectives")
    yield Objective, ("number",), [_objective(row) for row in objectives]
    yield GcmAction, ("code",), [_action(row) for row in _read("actions")]
    yield Principle, ("letter",), [_principle(row) for row in _read("principles")]
    yield SdgLink, ("objective_id", "target"), [_sdg_link(row) for row in _read("sdg_links")]
    yield LevelNote, ("level",), [_level(row) for row in _read("levels")]
    yield StakeholderCategory, ("code",), list(_categories(_read("stakeholder_categories")))
    yield Country, ("iso2",), [_country(row) for row in _read("countries")]
    yield ReviewEvent, ("name",), [_event(row) for row in _read("review_events")]
    yield GroupingScheme, ("code",), [dict(row) for row in _read("schemes")]
    yield ObjectiveGroup, ("code",), [_group(row) for row in _read("groups")]
    yield GroupedObjective, ("group_id", "objective_id"), list(_places(objectives))


def _read(name: str) -> list[Row]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _compare(model: type[models.Model], key: tuple[str, ...], rows: list[Values]) -> _Difference:
    """Compare in one query, so that a second run costs eleven reads."""
    stored = {tuple(getattr(o, k) for k in key): o for o in model._default_manager.all()}
    missing, changed = [], []
    for values in rows:
        known = stored.get(tuple(values[k] for k in key))
        if known is None:
            missing.append(model(**values))
        elif any(getattr(known, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(known, name, value)
            changed.append(known)
    fields = [model._meta.get_field(n).name for n in rows[0] if n not in key]
    return _Difference(model, missing, changed, fields)


def _objective(row: Row) -> Values:
    plain = ("code", "title", "alternative_title", "short_title", "label", "keyword")
    return {
        "number": int(row["number"]),
        **{name: row[name] for name in plain},
        "paragraph": int(row["paragraph"]),
        "actions_count": int(row["actions_count"]),
    }


def _action(row: Row) -> Values:
    return {
        "code": row["code"],
        "objective_id": int(row["objective"]),
        "letter": row["letter"],
        "paragraph": int(row["paragraph"]),
        "label": row["short_label"],
    }


def _principle(row: Row) -> Values:
    plain = ("letter", "code", "name", "label", "keyword", "paragraph")
    return {**{name: row[name] for name in plain}, "note": row["short_note"]}


def _sdg_link(row: Row) -> Values:
    return {
        "objective_id": int(row["objective"]),
        "target": row["sdg_target"],
        "goal": int(row["sdg_goal"]),
        "label": row["target_label"],
        "basis": row["basis"],
        "note": row["note"],
    }


def _level(row: Row) -> Values:
    plain = ("label", "meaning", "example")
    return {
        "level": row["code"],
        "order": int(row["order"]),
        **{name: row[name] for name in plain},
    }


def _categories(rows: list[Row]) -> Iterable[Values]:
    for order, row in enumerate(rows, start=1):
        yield {
            "code": row["code"],
            "order": order,
            "label": row["label"],
            "group": row["group"],
            "paragraph": row["gcm_paragraph"],
            "named_in_principle_j": row["named_in_para_15j"] == "yes",
        }


def _country(row: Row) -> Values:
    flags = ("ldc", "lldc", "sids", "un_member")
    return {
        **{name: value for name, value in row.items() if name not in flags},
        **{name: row[name] == "yes" for name in flags},
        "sort_key": sort_key(row["name"]),
    }


def _event(row: Row) -> Values:
    precision, _, half = row["precision"].partition(" ")
    starts_on, ends_on = _span(row["date_start"], int(half or 0))
    if row["date_end"]:
        ends_on = _span(row["date_end"])[1]
    plain = ("name", "kind", "scope", "place", "document", "confidence", "source")
    return {
        **{name: row[name] for name in plain},
        "starts_on": starts_on,
        "ends_on": ends_on,
        "precision": precision.replace("-", "_"),
        "state": row["state"].replace(" ", "_"),
    }


def _span(text: str, half: int = 0) -> tuple[date, date]:
    """The first and last day that `2021`, `2021-04`, `2021-04-26` or a half of a year can mean."""
    year, month, day = [*map(int, text.split("-")), 0, 0][:3]
    if day:
        return date(year, month, day), date(year, month, day)
    first, last = (month, month) if month else {0: (1, 12), 1: (1, 6), 2: (7, 12)}[half]
    return date(year, first, 1), date(year, last, monthrange(year, last)[1])


def _group(row: Row) -> Values:
    return {
        "code": group_code(row["scheme"], row["code"]),
        "scheme_id": row["scheme"],
        "order": int(row["order"]),
        "label": row["label"],
    }


def _places(objectives: list[Row]) -> Iterable[Values]:
    columns: Mapping[str, tuple[str, bool]] = {
        "round_table": ("round-tables", True),
        "sutherland_primary": ("sutherland", True),
        "sutherland_secondary": ("sutherland", False),
    }
    for row in objectives:
        for column, (scheme, is_main) in columns.items():
            if row[column]:
                yield {
                    "group_id": group_code(scheme, row[column]),
                    "objective_id": int(row["number"]),
                    "is_main": is_main,
                }


def group_code(scheme: str, group: str) -> str:
    """The address of a group: `round-tables-rt1`, `sutherland-irregular`."""
    return f"{scheme}-{group.lower()}"
