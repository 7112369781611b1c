"""What the API answers when it cannot do what is asked: always the same shape.

`application/problem+json` with `status`, `problem` (what is wrong), `field` (where, or null) and
`fix` (what to do). Several wrong fields stand in `problems`, the first of them also on top.

400: the request does not fit its description. 422: it fits, and a rule of the record refuses it.
409: the state of the record refuses it, or somebody else was first (C2). 412: it is based on an
old version; `current` holds the present one, so that a client can merge both (C1).
"""

import errno
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _
from django.views import defaults
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import RedisError
from rest_framework import exceptions
from rest_framework.response import Response

from commitments.rules.states import MoveRefused
from commitments.services.errors import AlreadyDecided, Changed, Problems, Refused

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER = "30"
AWAY = (OperationalError, InterfaceError, RedisError, QueueError)
FULL = {errno.ENOSPC, errno.EDQUOT}


class Problem(exceptions.APIException):
    """A problem with its own status and words."""

    def __init__(self, status: int, problem: str, *, field: str = "", fix: str = "") -> None:
        super().__init__(problem)
        self.status_code = status
        self.problem = problem
        self.field = field
        self.fix = fix


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler. None leaves a fault of ours to the page of faults, which logs it."""
    found = _of_services(error, context) or _of_framework(error) or _of_servers(error)
    if found is None:
        return None
    status, body, headers = found
    return Response(
        {"status": status, **body}, status=status, headers=headers, content_type=MEDIA_TYPE
    )


Found = tuple[int, dict[str, Any], dict[str, str]]


def _of_services(error: Exception, context: dict[str, Any]) -> Found | None:
    """What services and rules refuse."""
    if isinstance(error, Changed):
        current = context["view"].now(error.current)
        return 412, {**_body(error.problem, "If-Match", error.fix), "current": current}, {}
    if isinstance(error, AlreadyDecided):
        decided = {
            "decided_by": getattr(error.decided_by, "name", None),
            "decided_at": error.decided_at,
        }
        return 409, {**_body(error.problem, error.field, error.fix), **decided}, {}
    if isinstance(error, Problems):
        return 422, _several(list(error.problems.items()), error.fix), {}
    if isinstance(error, Refused):
        return 422 if error.field else 409, _body(error.problem, error.field, error.fix), {}
    if isinstance(error, MoveRefused):
        return 409, _body(str(error), "", _("Read it again to see what changed.")), {}
    if isinstance(error, ValidationError):
        return 422, _several(_of_model(error)), {}
    if isinstance(error, IntegrityError):
        fix = _("Read the record again, then decide whether to send this once more.")
        return 409, _body(_("Somebody wrote the same meanwhile."), "", fix), {}
    return None


def _of_framework(error: Exception) -> Found | None:
    """What is wrong with the request itself."""
    if isinstance(error, Problem):
        return error.status_code, _body(error.problem, error.field, error.fix), {}
    if isinstance(error, exceptions.ValidationError):
        fix = _("Compare the request with its description at /api/v1/docs.")
        return 400, _several(flat(error.detail), fix), {}
    if isinstance(error, Http404):
        return 404, _body(_("There is nothing here that you may see."), "", FIXES[404]()), {}
    if isinstance(error, PermissionDenied):
        words = str(error) or _("The posts that you hold today do not allow this.")
        return 403, _body(words, "", FIXES[403]()), {}
    if isinstance(error, exceptions.APIException):
        words = str(error.detail)
        fix = FIXES.get(error.status_code, _no_fix)()
        return error.status_code, _body(words, "", fix), _headers(error)
    return None


def _of_servers(error: Exception) -> Found | None:
    """C5: a server that is gone or full. It passes, so the same request may be sent again."""
    if isinstance(error, OSError) and error.errno in FULL:
        words = _("There is no room left to store this. Nothing was changed.")
        return 507, _body(words, "", FIXES[503]()), {"Retry-After": RETRY_AFTER}
    if isinstance(error, AWAY):
        words = _("A server that the tracker needs does not answer. Nothing was changed.")
        return 503, _body(words, "", FIXES[503]()), {"Retry-After": RETRY_AFTER}
    if isinstance(error, DataError):
        words = _("A value is out of the range that can be stored.")
        return 400, _body(words, "", _("Use smaller values.")), {}
    return None


def _no_fix() -> str:
    return ""


FIXES = {
    400: lambda: _("Compare the request with its description at /api/v1/docs."),
    401: lambda: _("Send the header 'Authorization: Bearer gcm_…' with a token of yours."),
    403: lambda: _("Ask somebody whose post may do this."),
    404: lambda: _("Check the address and the code in it."),
    405: lambda: _("The header Allow names what this address can do."),
    406: lambda: _("Ask for application/json."),
    413: lambda: _("Send less at once."),
    415: lambda: _("Send JSON, with the header 'Content-Type: application/json'."),
    429: lambda: _("Wait as many seconds as the header Retry-After says."),
    503: lambda: _("Send the same request again in half a minute."),
}


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait))
    return headers


def _body(problem: str, field: str, fix: str) -> dict[str, Any]:
    return {"problem": str(problem), "field": field or None, "fix": str(fix)}


def _several(found: list[tuple[str, str]], fix: str = "") -> dict[str, Any]:
    each = [_body(problem, field, fix) for field, problem in found]
    return {**each[0], "problems": each}


def _of_model(error: ValidationError) -> list[tuple[str, str]]:
    if not hasattr(error, "error_dict"):
        return [("", sentence) for sentence in error.messages]
    return [
        ("" if field == "__all__" else field, sentence)
        for field, sentences in error.message_dict.items()
        for sentence in sentences
    ]


def flat(detail: Any, path: str = "") -> list[tuple[str, str]]:
    """DRF's nested details as (field, sentence): "evidence.0.link"."""
    if isinstance(detail, dict):
        found = [
            pair
            for name, inner in detail.items()
            for pair in flat(inner, path if name == "non_field_errors" else _join(path, name))
        ]
    elif isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        found = [
            pair for place, inner in enumerate(detail) for pair in flat(inner, _join(path, place))
        ]
    elif isinstance(detail, list):
        found = [(path, str(sentence)) for sentence in detail]
    else:
        found = [(path, str(detail))]
    return found or [(path, _("This is not right."))]


def _join(path: str, name: Any) -> str:
    return f"{path}.{name}" if path else str(name)


# --- Before a view is reached ------------------------------------------------------------------


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: a request that no view has seen."""
    if not request.path.startswith("/api/"):
        return defaults.bad_request(request, exception)
    return _plain(400, _("This request cannot be read."), FIXES[400]())


def _plain(status: int, problem: str, fix: str) -> JsonResponse:
    body = {"status": status, **_body(problem, "", fix)}
    return JsonResponse(body, status=status, content_type=MEDIA_TYPE)
