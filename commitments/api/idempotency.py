"""A request that is sent twice changes once (C3).

`Idempotency-Key` names a request. The same key with the same body gets the first answer again,
with the header `Idempotency-Replayed: true`; with another body or address it is refused (422).
Keys are kept for seven days, each person's own.
"""

import json
import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from commitments.api.problems import Problem
from commitments.api.rendering import encode
from commitments.services.once import run_once

KEY_PATTERN = r"[!-~]{1,64}"
KEY = re.compile(KEY_PATTERN)


def carry_out(request: Request, deed: Callable[[], Any]) -> tuple[Any, bool]:
    """Run a deed in one transaction, once for its key; returns its answer and whether repeated."""
    answer, repeated = run_once(
        _key(request),
        by=request.user,  # type: ignore[arg-type]
        address=f"{request.method} {request.path}",
        body=request.data,
        # As text, so that what is kept comes back with its fields in the same order.
        deed=lambda: encode(deed()).decode(),
    )
    return json.loads(answer), repeated


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key")
    if request.method != "POST" or key is None:
        return ""
    if not KEY.fullmatch(key):
        raise Problem(
            400,
            _("This can be no key."),
            field="Idempotency-Key",
            fix=_("Use up to 64 letters, digits and signs, without spaces: a UUID, for example."),
        )
    return key
