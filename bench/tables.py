"""Rows as COPY text: what varies is given, the rest are the model's own defaults."""

import io
import json
from datetime import date, datetime
from typing import Any

from django.db import connection, models

from history.models import Act, Version
from history.views_as_of import version_models

NULL = r"\N"


class Table:
    """Collects rows of one model and writes them by COPY.

    `varying` names the columns given for each row, in their order; all others get the model's
    default, so that a new column needs no change here.
    """

    def __init__(self, model: type[models.Model], *varying: str) -> None:
        fields = {field.column: field for field in model._meta.local_fields if field.concrete}
        plain = model()
        rest = [
            column
            for column in fields
            if column not in varying and not _made_by_database(fields[column])
        ]
        constants = [_text(_default(fields[column], plain)) for column in rest]
        names = ", ".join(f'"{column}"' for column in (*varying, *rest))
        self._sql = f'COPY "{model._meta.db_table}" ({names}) FROM STDIN'
        self._tail = "".join(f"\t{value}" for value in constants) + "\n"
        self._held = io.StringIO()

    def add(self, *values: Any) -> None:
        """One row; the values in the order of the varying columns."""
        self._held.write("\t".join([_text(value) for value in values]))
        self._held.write(self._tail)

    def flush(self) -> None:
        """Write what was collected."""
        with connection.cursor() as cursor, cursor.copy(self._sql) as copy:
            copy.write(self._held.getvalue())
        self._held = io.StringIO()


def versions_of(model: type[models.Model]) -> type[Version]:
    """The model that keeps a model's versions."""
    return next(v for v in version_models() if v.pgh_tracked_model is model)


def next_id(model: type[models.Model]) -> int:
    """The first key that no row has."""
    newest = model._default_manager.order_by("-pk").values_list("pk", flat=True).first()
    return (newest or 0) + 1


def next_entry() -> int:
    """The first entry number that nothing has."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('history_entry')")
        return int(cursor.fetchone()[0])


def go_on_after(model: type[models.Model], newest: int) -> None:
    """Let the table number new rows after the ones written here."""
    with connection.cursor() as cursor:
        if model is Act:
            cursor.execute("SELECT setval('history_entry', %s)", [newest])
        else:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                [model._meta.db_table, model._meta.pk.column, newest],
            )


def _made_by_database(field: "models.Field[Any, Any]") -> bool:
    return field.has_db_default() or field.primary_key


def _default(field: "models.Field[Any, Any]", plain: models.Model) -> Any:
    value = getattr(plain, field.attname)
    if isinstance(field, models.JSONField):
        return json.dumps(value)
    return value


def _text(value: Any) -> str:
    if value is None:
        return NULL
    if value is True or value is False:
        return "t" if value else "f"
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, list):
        return "{" + ",".join(map(str, value)) + "}"
    return str(value)
