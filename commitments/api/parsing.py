"""Reading what clients send: limits on everything, odd input is refused (I1)."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from commitments.api.problems import Problem

DEEPEST = 50


class JsonParser(BaseParser):
    """JSON in UTF-8: an object, at most `API_LARGEST_BODY` bytes and 50 levels deep."""

    media_type = "application/json"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Any = None
    ) -> dict[str, Any]:
        body = stream.read(settings.API_LARGEST_BODY + 1)
        if len(body) > settings.API_LARGEST_BODY:
            raise Problem(413, _("The body is too large."), fix=_("Send less at once."))
        try:
            data = json.loads(body.decode(), parse_constant=_no_constant)
        except RecursionError:
            raise _bad(_("The body is nested too deeply.")) from None
        except ValueError as error:
            raise _bad(_("The body is no JSON: %(why)s.") % {"why": str(error)[:200]}) from None
        if not isinstance(data, dict):
            raise _bad(_("The body must be a JSON object."))
        check(data)
        return data


def check(data: Any) -> None:
    """Refuse what can be no text of the record, and what is nested too deeply."""
    level = [data]
    for _depth in range(DEEPEST):
        below: list[Any] = []
        for item in level:
            if isinstance(item, str):
                check_text(item)
            elif isinstance(item, Mapping):
                below += [*item, *item.values()]
            elif isinstance(item, list):
                below += item
        if not below:
            return
        level = below
    raise _bad(_("The body is nested too deeply."))


def check_text(text: str, field: str = "") -> None:
    """Refuse NUL and halves of characters, which no database column can hold."""
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise _bad(_("A text holds a character that cannot be stored."), field)


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no number of JSON")


def _bad(problem: str, field: str = "") -> Problem:
    return Problem(400, problem, field=field, fix=_("Send a JSON object in UTF-8."))
