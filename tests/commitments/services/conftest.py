from collections.abc import Callable

import pytest

LogLines = Callable[[], list[dict[str, object]]]


@pytest.fixture
def log_lines(caplog: pytest.LogCaptureFixture) -> LogLines:
    """What services have logged since the test began."""

    def lines() -> list[dict[str, object]]:
        found = (one for one in caplog.records if one.name.startswith("commitments.services"))
        return [dict(one.msg) for one in found]  # type: ignore[call-overload]

    return lines
