import errno

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import ConnectionError as RedisError

from tracker.outage import server_error


def answer(path: str, problem: Exception):
    """What the tracker answers when a request ends like this."""
    try:
        raise problem
    except Exception:
        return server_error(RequestFactory().get(path))


@pytest.mark.parametrize("problem", [OperationalError(), RedisError(), QueueError()])
def test_a_server_that_is_gone_gives_503_in_plain_words(problem):
    response = answer("/my-work", problem)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Nothing was changed" in response.content.decode()


def test_a_full_disk_gives_507():
    assert answer("/my-work", OSError(errno.ENOSPC, "full")).status_code == 507


def test_the_api_says_it_as_a_problem():
    response = answer("/api/v1/milestones", OperationalError())

    assert response.status_code == 503
    assert response["Content-Type"] == "application/problem+json"


def test_a_fault_of_ours_gives_500_without_its_text():
    response = answer("/my-work", ValueError("a secret"))

    assert response.status_code == 500
    assert "secret" not in response.content.decode()
