"""What each request brings to the record: its channel, and the day it wants to read."""

import re
from collections.abc import Callable
from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from history import clock
from history.acts import coming_by
from history.as_of import as_of
from history.models import Channel

READING = ("GET", "HEAD", "OPTIONS")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
Respond = Callable[[HttpRequest], HttpResponse]


class AsOfMiddleware:
    """Answer `?as_of=YYYY-MM-DD` from the record at the end of that day; refuse writing there.

    Sets `request.as_of` to the day, or None for the present. Streaming answers are made after
    this returns, so what they stream must open `as_of(request.as_of)` itself.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.as_of = None  # type: ignore[attr-defined]
        channel = Channel.API if request.path.startswith("/api/") else Channel.PAGE
        with coming_by(channel):
            asked = request.GET.get("as_of", "").strip()
            if not asked:
                return self.get_response(request)
            day = _read_day(asked)
            if day is None:
                return _refuse(request, 400, _("Enter a real date for 'As at', like 2026-03-31."))
            if day > clock.real_today():
                return _refuse(request, 400, _("'As at' must be today or a day before today."))
            if request.method not in READING:
                return _refuse(
                    request, 405, _("The record of a past day cannot be changed. Return to today.")
                )
            return self._read(request, day)

    def _read(self, request: HttpRequest, day: date) -> HttpResponse:
        request.as_of = day  # type: ignore[attr-defined]
        if request.path.startswith("/api/"):
            # A token is read inside the view, so the API goes back in time after that.
            return self.get_response(request)
        # Who asks, and by which right, is a question of today: load it before going back.
        _standing = getattr(request.user, "standing", None)
        with as_of(day):
            return self.get_response(request)


def _read_day(text: str) -> date | None:
    """A day written as YYYY-MM-DD and in no other way, so that one day has one address."""
    try:
        return date.fromisoformat(text) if DAY.fullmatch(text) else None
    except ValueError:
        return None


def _refuse(request: HttpRequest, status: int, problem: str) -> HttpResponse:
    if request.path.startswith("/api/"):
        fix = _("Use a past day as YYYY-MM-DD, for reading only.")
        answer = {"status": status, "problem": problem, "field": "as_of", "fix": fix}
        response: HttpResponse = JsonResponse(
            answer, status=status, content_type="application/problem+json"
        )
    else:
        response = render(request, "errors/as_of.html", {"problem": problem}, status=status)
    if status == 405:
        response["Allow"] = ", ".join(READING)
    return response
