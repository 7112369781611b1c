"""Migration operations that do many small things as one step, which saves much time."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Index
from pgtrigger.migrations import AddTrigger


class AddTriggers(Operation):
    """Add triggers as one step: a step for each would render all models anew for each."""

    reversible = True

    def __init__(self, triggers: Sequence[AddTrigger]) -> None:
        self.triggers = triggers

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for added in self.triggers:
            options = state.models[app_label, added.model_name].options
            options["triggers"] = [*options.get("triggers", []), added.trigger]
        for name in {added.model_name for added in self.triggers}:
            state.reload_model(app_label, name, delay=True)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for added in self.triggers:
            added.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for added in reversed(self.triggers):
            added.database_backwards(app_label, schema_editor, to_state, from_state)

    def describe(self) -> str:
        return f"Create {len(self.triggers)} triggers"

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return (self.__class__.__name__, [], {"triggers": self.triggers})


class ChangeIndexes(Operation):
    """Remove and add indexes as one step, for the same reason. Both are (model, index) pairs."""

    reversible = True

    def __init__(
        self,
        removed: Sequence[tuple[str, Index]] = (),
        added: Sequence[tuple[str, Index]] = (),
    ) -> None:
        self.removed = removed
        self.added = added

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        for name, index in self.removed:
            options = state.models[app_label, name].options
            options["indexes"] = [one for one in options["indexes"] if one.name != index.name]
        for name, index in self.added:
            options = state.models[app_label, name].options
            options["indexes"] = [*options.get("indexes", []), index]
        for name in {name for name, _index in [*self.removed, *self.added]}:
            state.reload_model(app_label, name, delay=True)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        models = to_state.apps.get_model
        for name, index in self.removed:
            schema_editor.remove_index(models(app_label, name), index)
        for name, index in self.added:
            schema_editor.add_index(models(app_label, name), index)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        models = to_state.apps.get_model
        for name, index in self.added:
            schema_editor.remove_index(models(app_label, name), index)
        for name, index in self.removed:
            schema_editor.add_index(models(app_label, name), index)

    def describe(self) -> str:
        return f"Remove {len(self.removed)} and add {len(self.added)} indexes"

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        return (self.__class__.__name__, [], {"removed": self.removed, "added": self.added})
