"""JSON, and nothing else."""

import json
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from rest_framework.renderers import BaseRenderer

from commitments.api.problems import MEDIA_TYPE


def encode(data: Any) -> bytes:
    """The one way in which the API writes JSON: UTF-8, compact, days and moments as ISO 8601."""
    text = json.dumps(
        data, default=_plain, ensure_ascii=False, allow_nan=False, separators=(",", ":")
    )
    return text.encode()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Promise):
        return str(value)
    raise TypeError(f"{type(value).__name__} is no JSON")


class JsonRenderer(BaseRenderer):
    media_type = "application/json"
    format = "json"
    # JSON is always UTF-8 and names no charset.
    charset = None

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> Any:
        return b"" if data is None else encode(data)


class ProblemRenderer(JsonRenderer):
    """So that who asks for problems only is not refused."""

    media_type = MEDIA_TYPE
