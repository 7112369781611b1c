"""The new words of an HTML mail as plain text: no quoted letter, no signature, no markup."""

import re
from html.parser import HTMLParser

_SILENT = {"head", "script", "style", "title", "template"}
_EMPTY = {"br", "hr", "img", "input", "link", "meta", "wbr"}
_LINES = {"p", "div", "tr", "li", "h1", "h2", "h3", "table", "ul", "ol", "section", "article"}
# Where mail programs put the letter that is answered, and the signature.
_QUOTES = re.compile(
    r"\b(?:gmail_quote|gmail_signature|gmail_attr|yahoo_quoted|moz-cite-prefix|moz-signature)\b"
)
# From here on Outlook quotes, without a mark around it.
_RESTS = re.compile(r"^(?:divRplyFwdMsg|appendonsend|x_divRplyFwdMsg)$")
_OUTLOOK_RULE = re.compile(r"border:\s*none;\s*border-top:\s*solid\s+#[EB]1E1E1", re.I)
_SIGNATURE = re.compile(r"^(?:x_)?(?:Signature|ms-outlook-mobile-signature)$", re.I)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.depth = 0
        # The depth at which something began that is left out.
        self.left_out_at: int | None = None
        self.ended = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.left_out_at is None and not self.ended:
            if _RESTS.match(given.get("id", "")) or _OUTLOOK_RULE.search(given.get("style", "")):
                self.ended = True
            elif tag in _SILENT or _is_quote(tag, given):
                self.left_out_at = self.depth
            elif tag == "br" or tag in _LINES:
                self.parts.append("\n")
        if tag not in _EMPTY:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _EMPTY:
            return
        self.depth = max(0, self.depth - 1)
        if self.left_out_at is not None and self.depth <= self.left_out_at:
            self.left_out_at = None
        elif tag in _LINES:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self.left_out_at is None and not self.ended:
            self.parts.append(re.sub(r"\s+", " ", data))


def plain(html: str) -> str:
    """What a reader sees of the new part of a mail."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = [line.strip() for line in "".join(reader.parts).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _is_quote(tag: str, given: dict[str, str]) -> bool:
    return (
        tag == "blockquote"
        or bool(_QUOTES.search(given.get("class", "")))
        or bool(_SIGNATURE.match(given.get("id", "")))
    )
