from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from commitments import imports
from commitments.imports.choices import Choices
from commitments.imports.plan import make_run
from commitments.imports.write import write_run
from commitments.models import ImportRun

EXAMPLES = Path(imports.__file__).parent / "examples"


@pytest.fixture
def checked(db: None) -> Callable[..., ImportRun]:
    """Check a file: text of it, or the name of an example."""

    def check(text: str | bytes, name: str = "plan.csv", **options: Any) -> ImportRun:
        content = text if isinstance(text, bytes) else text.encode()
        by, mapping = options.pop("by", None), options.pop("mapping", None)
        return make_run(content, name, by=by, mapping=mapping, choices=Choices(**options))

    return check


@pytest.fixture
def brought_in(checked: Callable[..., ImportRun]) -> Callable[..., ImportRun]:
    """Check a file and write it."""

    def bring_in(text: str | bytes, name: str = "plan.csv", **options: Any) -> ImportRun:
        by = options.get("by")
        return write_run(checked(text, name, **options), by=by)

    return bring_in


@pytest.fixture
def example(brought_in: Callable[..., ImportRun]) -> Callable[[str], ImportRun]:
    """Bring in one of the real files by its name."""
    return lambda name: brought_in((EXAMPLES / name).read_bytes(), name)
