"""What changed of a row since a version of it was read (C1, 3.0.5)."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from commitments.rules.dates import in_text
from history.models import Act

# Counted or kept by the services: nobody reads them as a change.
SILENT = frozenset({"id", "version", "evidence_count", "unchanged_updates", "paused_from"})


@dataclass(frozen=True)
class Changed:
    """Who changed a row last, when, and each field with its value before and now."""

    who: str = ""
    at: datetime | None = None
    fields: list[dict[str, str]] = field(default_factory=list)


def what_changed(row: Any, *, since: int | None) -> Changed:
    """The difference between the version that was read and the row as it is now. Two queries."""
    versions = row.versions.order_by("pgh_id")
    read = versions.filter(version=since).last() if since is not None else None
    newest = versions.last()
    if newest is None:
        return Changed()
    act = Act.objects.filter(pk=newest.act_id).select_related("person").first()
    return Changed(
        who=act.person.name if act and act.person else "",
        at=act.at if act else None,
        fields=_differences(row, read) if read is not None else [],
    )


def _differences(row: Model, read: Model) -> list[dict[str, str]]:
    found = []
    for column in row._meta.concrete_fields:
        if column.name in SILENT or column.primary_key:
            continue
        was, now = getattr(read, column.attname, None), getattr(row, column.attname)
        if was != now:
            label = str(column.verbose_name)
            found.append(
                {
                    "label": label[:1].upper() + label[1:],
                    "was": _in_words(row, column, was),
                    "now": _in_words(row, column, now),
                }
            )
    return found


def _in_words(row: Model, column: Any, value: Any) -> str:
    if value in (None, ""):
        return ""
    if isinstance(value, date):
        return in_text(value)
    if column.choices:
        return str(dict(column.flatchoices).get(value, value))
    if column.is_relation:
        return str(column.related_model._base_manager.filter(pk=value).first() or value)
    return str(value)
