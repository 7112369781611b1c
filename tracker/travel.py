"""Who reads a past day stays in it: the links and search forms of a page carry `?as_of=` along."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_LINK = re.compile(r"<a\b[^>]*>")
_HREF = re.compile(r'(\b(?:href|hx-get)=")((?:/(?!/)|\?)[^"#]*)((?:#[^"]*)?")')
_FORM = re.compile(
    r"(<form\b(?![^>]*\bmethod=[\"']?(?:post|dialog))[^>]*>)(.*?</form>)", re.S | re.I
)


class StayInThePast:
    """Stands inside `AsOfMiddleware`. A link marked `data-today` leads back to the present."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        day = getattr(request, "as_of", None)
        if day is None or request.path.startswith("/api/"):
            return response
        if "Location" in response and response["Location"].startswith("/"):
            response["Location"] = _with_day(response["Location"], day.isoformat(), "&")
        elif response.get("Content-Type", "").startswith("text/html") and not response.streaming:
            page = response.content.decode(response.charset)
            response.content = carry(page, day.isoformat())
        return response


def carry(page: str, day: str) -> str:
    """The page with the day in each link of this site and in each form that reads."""

    def link(found: re.Match[str]) -> str:
        tag = found[0]
        if "data-today" in tag:
            return tag
        return _HREF.sub(lambda m: m[1] + _with_day(m[2], day, "&amp;") + m[3], tag)

    def form(found: re.Match[str]) -> str:
        if 'name="as_of"' in found[2]:
            return found[0]
        return f'{found[1]}<input type="hidden" name="as_of" value="{day}">{found[2]}'

    return _FORM.sub(form, _LINK.sub(link, page))


def _with_day(address: str, day: str, joint: str) -> str:
    if "as_of=" in address or address.startswith("/static/"):
        return address
    if address.endswith("?"):
        return f"{address}as_of={day}"
    return f"{address}{joint if '?' in address else '?'}as_of={day}"
