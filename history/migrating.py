"""An upgrade may take its time: the limits of settings are for pages."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


def lift_limits(*, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """Before a migrate: building an index over a large record takes minutes."""
    with connections[using].cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("SET idle_in_transaction_session_timeout = 0")


def set_limits(*, using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """After it: as before."""
    with connections[using].cursor() as cursor:
        cursor.execute("RESET statement_timeout")
        cursor.execute("RESET idle_in_transaction_session_timeout")
