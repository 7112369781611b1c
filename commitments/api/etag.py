"""Which version of an object somebody has read, and whether it is still the newest (C1).

An ETag is `"<version>-<digest>"`: the version that services compare and a digest of the whole
answer, which also changes when only a day passes. `If-Match` is compared by the version, so
`"12"` and `"12-0a1b2c3d4e5f"` mean the same. Objects without a version have the digest alone.
"""

import hashlib
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from commitments.api.problems import Problem
from commitments.models import Commitment, Milestone
from commitments.services.errors import Changed

TAG_PATTERN = r'(W/)?"[0-9]{1,18}(-[0-9a-f]{16})?"'
TAG = re.compile(r'(?:W/)?"([0-9]{1,18})(?:-[0-9a-f]{16})?"')
NEW = re.compile(r'(?:W/)?"([^"]*)"')


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


def tag(content: bytes, version: int | None) -> str:
    """The ETag of an answer."""
    digest = digest_of(content)
    return f'"{digest}"' if version is None else f'"{version}-{digest}"'


def is_known(request: Request, current: str) -> bool:
    """Whether `If-None-Match` names the current ETag."""
    sent = request.headers.get("If-None-Match", "")
    return sent.strip() == "*" or current.strip('"') in NEW.findall(sent)


def based_on(request: Request) -> int:
    """The version that the request is based on: 428 without one, 400 when it can be none."""
    sent = request.headers.get("If-Match")
    if sent is None:
        raise Problem(
            428,
            _("A change must name the version that it is based on."),
            field="If-Match",
            fix=_("Read the object first and send its ETag in the header If-Match."),
        )
    found = TAG.fullmatch(sent.strip())
    if found is None:
        raise _unreadable()
    return int(found[1])


def _unreadable() -> Problem:
    return Problem(
        400,
        _("If-Match names no version of this object."),
        field="If-Match",
        fix=_('Send the ETag as it was answered, like "12-0a1b2c3d4e5f6071".'),
    )


def hold(row: Commitment | Milestone, version: int) -> None:
    """Lock a row and require its version, before a service that does not ask for one itself.

    Call inside a transaction. The locks are taken in the order of C4.
    """
    if isinstance(row, Milestone):
        _locked_version(Commitment, row.commitment_id)
    if _locked_version(type(row), row.pk) != version:
        raise Changed(row)


def _locked_version(model: type[Commitment | Milestone], pk: int) -> int:
    rows = model.objects.select_for_update(of=("self",), no_key=True).filter(pk=pk)
    return int(rows.order_by().values_list("version", flat=True)[0])


def holding(service: Callable[..., Any]) -> Callable[..., Any]:
    """A service that asks for no version, as one that does."""

    def based(row: Commitment | Milestone, *, by: Any, based_on: int, **words: Any) -> Any:
        hold(row, based_on)
        return service(row, by=by, **words)

    return based
