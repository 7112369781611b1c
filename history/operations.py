"""A migration operation that makes many triggers at once."""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
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
