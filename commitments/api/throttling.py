"""How often somebody may ask (I1)."""

from typing import Any

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from accounts.adapters import client_address
from commitments.counting import times
from history import clock

MINUTE = 60


class AMinute(BaseThrottle):
    """At most `API_REQUESTS_A_MINUTE` in each minute, counted by one shared counter a person."""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.seconds = int(clock.now().timestamp())
        key = f"api:{_who(request)}:{self.seconds // MINUTE}"
        return times(key, within=2 * MINUTE) <= settings.API_REQUESTS_A_MINUTE

    def wait(self) -> float:
        return MINUTE - self.seconds % MINUTE


def _who(request: Request) -> str:
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    return f"address:{client_address(request._request)}"
