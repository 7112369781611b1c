"""Clients that ask as somebody, by token, and as programs do: JSON and headers."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from accounts.tokens import make_token

ROOT = "/api/v1"


class ApiClient:
    """One person's program."""

    def __init__(self, user: User | None) -> None:
        self.user = user
        headers = {}
        if user is not None:
            _token, secret = make_token(user, name=uuid4().hex, lasts=timedelta(days=1))
            headers["Authorization"] = f"Bearer {secret}"
        self.http = Client(headers=headers, raise_request_exception=True)

    def get(self, address: str, query: dict[str, Any] | None = None, **headers: str) -> Any:
        return self.http.get(_full(address), query, headers=_headers(headers))

    def post(self, address: str, body: Any = None, **headers: str) -> Any:
        return self._send("post", address, body, headers)

    def patch(self, address: str, body: Any = None, **headers: str) -> Any:
        return self._send("patch", address, body, headers)

    def _send(self, method: str, address: str, body: Any, headers: dict[str, str]) -> HttpResponse:
        send = getattr(self.http, method)
        return send(
            _full(address),
            data={} if body is None else body,
            content_type="application/json",
            headers=_headers(headers),
        )

    def tag(self, address: str) -> str:
        """The ETag of an object as it stands."""
        return str(self.get(address)["ETag"])


def _full(address: str) -> str:
    return address if address.startswith(ROOT) else f"{ROOT}/{address}"


def _headers(given: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in given.items()}


@pytest.fixture
def as_(db: None) -> Callable[[User | None], ApiClient]:
    """The client of a person; of nobody for None."""
    return ApiClient
