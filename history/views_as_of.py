"""The schema `as_of`: one view per tracked table, same name and columns, reading the versions."""

from typing import Any, cast

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections, models, transaction

from history.models import Version


def tracked_models() -> list[type[models.Model]]:
    """Every tracked model, ordered by table name."""
    found = [tracked_by(version) for version in version_models()]
    return sorted(found, key=lambda model: model._meta.db_table)


def version_models() -> list[type[Version]]:
    """Every model of versions, ordered by table name."""
    found = [m for m in apps.get_models() if issubclass(m, Version)]
    return sorted(found, key=lambda model: model._meta.db_table)


def tracked_by(version: type[Version]) -> type[models.Model]:
    """The model whose rows a model of versions keeps."""
    model = version.pgh_tracked_model
    if model is None:
        raise TypeError(f"{version.__name__} tracks no model")
    return cast("type[models.Model]", model)


def make_views_after_migrate(
    *, app_config: Any, using: str = DEFAULT_DB_ALIAS, **kwargs: Any
) -> None:
    """Make the views once per migrate, when the last app has its tables."""
    last = [config for config in apps.get_app_configs() if config.models_module][-1]
    if app_config == last:
        make_views(using)


def make_views(using: str = DEFAULT_DB_ALIAS) -> None:
    """Make the schema anew from the models. Tables that do not exist yet are left out."""
    connection = connections[using]
    present = set(connection.introspection.table_names())
    with transaction.atomic(using), connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS as_of CASCADE")
        cursor.execute("CREATE SCHEMA as_of")
        for version in version_models():
            if version._meta.db_table in present:
                cursor.execute(_view(version))


def _view(version: type[Version]) -> str:
    model = tracked_by(version)
    kept = {field.name: field for field in version._meta.local_fields}
    columns = ", ".join(
        _column(field, kept) for field in model._meta.local_fields if field.concrete
    )
    moment = "current_setting('tracker.as_of')::timestamptz"
    return (
        f'CREATE VIEW as_of."{model._meta.db_table}" AS SELECT {columns} '
        f'FROM public."{version._meta.db_table}" v '
        f"WHERE v.pgh_created_at <= {moment} "
        f"AND coalesce(v.superseded_at, 'infinity'::timestamptz) > {moment} "
        "AND v.pgh_label <> 'delete'"
    )


def _column(field: "models.Field[Any, Any]", kept: "dict[str, models.Field[Any, Any]]") -> str:
    if field.primary_key and kept.get("pgh_obj"):
        # The indexed column of versions, so that a look-up by key stays one.
        return f'v.pgh_obj_id AS "{field.column}"'
    if field.name in kept:
        return f'v."{field.column}"'
    kind = field.db_type(connections[DEFAULT_DB_ALIAS])
    empty = "''" if isinstance(field, models.CharField) else "NULL"
    return f'{empty}::{kind} AS "{field.column}"'
