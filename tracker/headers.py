"""Headers that depend on who asks."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class NothingPrivateStays:
    """O2: an answer to somebody signed in is kept by no browser and no proxy, errors too.

    Looks at the cookie only: the database that knows the session may be away.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        name = settings.SESSION_COOKIE_NAME
        signed_in = name in request.COOKIES or name in response.cookies
        if signed_in or "Authorization" in request.headers:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response
