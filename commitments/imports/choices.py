"""What a person chose for a file, by page or by command."""

from collections.abc import Mapping as Dict
from dataclasses import asdict, dataclass, field
from typing import Any

from commitments.imports.columns import Mapping, mapping_of


@dataclass(frozen=True)
class Choices:
    """How to read a file; what is empty is found out from the file."""

    plan_id: int | None = None
    plan_title: str = ""
    sheet: str = ""
    encoding: str = ""
    day_first: bool | None = None
    # As a mapping file holds it (`--mapping`); the columns chosen on the page are kept so as well.
    mapping: Dict[str, Any] = field(default_factory=dict)

    @property
    def chosen_mapping(self) -> Mapping | None:
        """The mapping that was chosen, or None."""
        return mapping_of(self.mapping) if self.mapping else None

    def as_json(self) -> dict[str, Any]:
        """As `ImportRun.chosen` keeps it."""
        return asdict(self)
