"""`@tracked()`: every change of a model's rows becomes a version, written by the database."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import pghistory
import pgtrigger
from django.db import models

from history.models import Until, Version
from history.protection import keep_versions, no_truncate, only_inside_an_act, supersede_previous

M = TypeVar("M", bound=models.Model)


def tracked(
    *, exclude: Sequence[str] = (), indexes: Sequence[str] = (), often: bool = False
) -> Callable[[type[M]], type[M]]:
    """Keep a version of each row state, and refuse writes outside an act.

    `exclude` names fields that are no part of the record (a password hash); they may change
    outside acts. `indexes` names the fields by which the past is looked up at scale, newest act
    first. `often` is for rows that change many times: what held at a moment is then found without
    passing all that held before it. The versions are the model `<Model>Version` beside the tracked
    one.
    """

    def track(model: type[M]) -> type[M]:
        name = model.__name__.lower()
        pghistory.track(
            pghistory.InsertEvent(),
            pghistory.UpdateEvent(),
            pghistory.DeleteEvent(),
            exclude=list(exclude),
            context_field=None,  # type: ignore[arg-type]
            obj_field=pghistory.ObjForeignKey(related_name="versions"),
            base_model=Version,
            model_name=f"{model.__name__}Version",
            meta={
                "triggers": [supersede_previous(), keep_versions(), no_truncate()],
                "indexes": _indexes(name, indexes, often),
            },
        )(model)
        _guard(model, exclude)
        return model

    return track


def _indexes(name: str, fields: Sequence[str], often: bool) -> list[models.Index]:
    """The versions of a row in order, the one that holds now, and what `fields` looks up."""
    until = Until("superseded_at")
    held = [
        models.Index("pgh_obj", until, name=f"{name[:20]}_v_held"),
        models.Index(until, name=f"{name[:20]}_v_until"),
    ]
    return [
        models.Index(fields=["pgh_obj", "pgh_id"], name=f"{name[:20]}_v_row"),
        # Each write ends the version that held until then.
        models.Index(
            fields=["pgh_obj"],
            name=f"{name[:20]}_v_now",
            condition=models.Q(superseded_at=None),
        ),
        *[
            models.Index(fields=[field, "act"], name=f"{name[:12]}_v_{field[:13]}")
            for field in fields
        ],
        *(held if often else []),
    ]


def _guard(model: type[models.Model], exclude: Sequence[str]) -> None:
    changes: pgtrigger.Operation = pgtrigger.Update
    if exclude:
        columns = [f.column for f in model._meta.local_fields if f.name not in exclude]
        changes = pgtrigger.UpdateOf(*columns)
    for trigger in (
        only_inside_an_act(pgtrigger.Insert | pgtrigger.Delete | changes),
        no_truncate(),
    ):
        pgtrigger.register(trigger)(model)
