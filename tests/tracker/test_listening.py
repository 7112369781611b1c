"""May we have the port, and does somebody answer there?"""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.servers import free_port
from tracker.listening import wait_for_pages, why_not


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_free_port_is_no_problem() -> None:
    assert why_not("127.0.0.1", free_port()) == ""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0.0.0.0"])
def test_a_taken_port_is_a_problem_with_a_way_out(taken: int, host: str) -> None:
    assert why_not(host, taken) == f"Port {taken} is taken. Choose another: PORT={taken + 1}"


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_an_address_of_another_machine_is_a_problem(host: str) -> None:
    assert "no address of this machine" in why_not(host, free_port())


def test_nobody_waits_for_pages_of_a_part_that_has_ended() -> None:
    began = time.monotonic()

    assert not wait_for_pages("127.0.0.1", free_port(), lambda: False)
    assert time.monotonic() - began < 5
