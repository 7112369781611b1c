"""A request as views behind the sign-in see it, for annotations."""

from datetime import date
from typing import Any

from django.http import HttpRequest

from accounts.models import User


class SignedInRequest(HttpRequest):
    """Somebody is signed in; `as_of` is the past day being read, or None for the present."""

    user: User
    as_of: date | None
    # What htmx says of itself; false for an ordinary request.
    htmx: Any
