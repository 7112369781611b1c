from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest
from django.db import connection


@pytest.fixture
def second_connection() -> Callable[[], AbstractContextManager[psycopg.Connection]]:
    """A connection of somebody else to the same database."""

    @contextmanager
    def connect() -> Iterator[psycopg.Connection]:
        params = connection.get_connection_params()
        wanted = {"dbname", "user", "password", "host", "port"}
        with psycopg.connect(
            **{key: value for key, value in params.items() if key in wanted}, autocommit=True
        ) as other:
            yield other

    return connect
