from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs


@pytest.fixture
def log_lines() -> Iterator[list[dict[str, object]]]:
    """What is logged while the test runs."""
    with capture_logs() as lines:
        yield lines  # type: ignore[misc]
