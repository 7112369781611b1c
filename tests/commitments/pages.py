"""What tests of pages read from an answer."""

import re
from html import unescape
from typing import Any

from django.http import HttpResponse


def words_of(answer: HttpResponse | Any) -> str:
    """The words of a page as a reader sees them, without scripts and the frame around `main`."""
    page = answer.content.decode()
    main = re.search(r"<main.*?</main>", page, re.S)
    text = re.sub(r"<(script|style).*?</\1>", " ", main[0] if main else page, flags=re.S)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text))).strip()


def hidden(answer: HttpResponse | Any, *names: str) -> dict[str, str]:
    """The hidden fields of a page: what a browser sends along."""
    page = answer.content.decode()
    found = dict(
        re.findall(r'<input type="hidden" name="([\w-]+)"(?: value="([^"]*)")?[^>]*>', page)
    )
    found.pop("csrfmiddlewaretoken", None)
    wanted = {name: unescape(value) for name, value in found.items()}
    return {name: wanted[name] for name in names} if names else wanted


def errors_of(answer: HttpResponse | Any) -> list[str]:
    """The sentences of the summary of problems, in their order."""
    page = answer.content.decode()
    summary = re.search(r"data-error-summary>(.*?)</div>", page, re.S)
    items = re.findall(r"<li>(.*?)</li>", summary[1], re.S) if summary else []
    return [unescape(re.sub(r"<[^>]+>", "", item)).strip() for item in items]
