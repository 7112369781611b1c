"""C5: what people read when a server the tracker stands on is gone: 503, soon, in plain words."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import RedisError

from tracker.logging import request_id

_AWAY = (OperationalError, InterfaceError, RedisError, QueueError)
_FULL = {errno.ENOSPC, errno.EDQUOT}
_RETRY_AFTER = "30"


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500: tells an outage, which passes, from a fault of ours."""
    problem = sys.exc_info()[1]
    if isinstance(problem, OSError) and problem.errno in _FULL:
        return _unavailable(request, 507)
    if isinstance(problem, _AWAY):
        return _unavailable(request, 503)
    return HttpResponse(render_to_string("500.html", {"reference": request_id()}), status=500)


def _unavailable(request: HttpRequest, status: int) -> HttpResponse:
    if request.path.startswith("/api/"):
        words = {
            "problem": "A server that the tracker needs does not answer. Nothing was changed.",
            "field": None,
            "fix": f"Send the same request again after {_RETRY_AFTER} seconds.",
        }
        answer: HttpResponse = JsonResponse(
            words, status=status, content_type="application/problem+json"
        )
    else:
        # Without the request: the frame of a page asks the database.
        answer = HttpResponse(render_to_string("errors/unavailable.html"), status=status)
    answer["Retry-After"] = _RETRY_AFTER
    return answer
