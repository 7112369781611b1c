"""Bytes of an uploaded file into text. Content decides, not the name (I2)."""

import codecs
import re
from dataclasses import dataclass
from typing import Any

import filetype
from django.utils.translation import gettext_lazy as _

from commitments.imports.refusal import Refusal

# What a person may choose when ours is the wrong guess.
ENCODINGS: dict[str, Any] = {
    "utf-8": _("UTF-8"),
    "utf-16": _("UTF-16"),
    "cp1252": _("Western European (Windows-1252)"),
    "cp1250": _("Central European (Windows-1250)"),
    "cp1251": _("Cyrillic (Windows-1251)"),
    "cp1256": _("Arabic (Windows-1256)"),
    "mac-roman": _("Western European (Mac)"),
}

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Signs of files that people mistake for tables, beside those that `filetype` knows.
_SIGNS = (
    (b"%PDF", _("a PDF document")),
    (b"{\\rtf", _("a text document")),
    (b"PK\x03\x04", _("a packed file")),
    (b"\xd0\xcf\x11\xe0", _("an old Office document")),
    (b"<!doctype html", _("a web page")),
    (b"<html", _("a web page")),
    (b"<?xml", _("an XML document")),
    (b"[{", _("a JSON file")),
    (b'{"', _("a JSON file")),
    (b"SQLite format 3", _("a database")),
    (b"\x7fELF", _("a program")),
    (b"MZ\x90", _("a program")),
)
_KINDS = {
    "image": _("a picture"),
    "video": _("a film"),
    "audio": _("a sound"),
    "font": _("a font"),
}
# Control characters that no table holds; tab, line and page breaks are left alone.
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True)
class Decoded:
    """The text of a file, the encoding it was read by, and whether that was a guess."""

    text: str
    encoding: str
    guessed: bool = False


def decode(content: bytes, *, encoding: str = "") -> Decoded:
    """Read the bytes as text; `encoding` (one of ENCODINGS) takes the place of our guess.

    A mark at the start decides; without one, what is valid UTF-8 is UTF-8, and the rest is
    Windows-1252, which spreadsheet programs write in Western Europe. Raises `Refusal` for what is
    no text.
    """
    if not content.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise Refusal("empty")
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not marked:
        _refuse_other_kinds(content)
        if b"\0" in content and encoding != "utf-16":
            raise Refusal("binary")
    decoded = _read(content, marked or encoding)
    controls = len(_CONTROL.findall(decoded.text)) + decoded.text.count("\0")
    if controls > len(decoded.text) // 200:
        raise Refusal("binary")
    if controls:
        text = _CONTROL.sub("", decoded.text).replace("\0", "")
        return Decoded(text, decoded.encoding, decoded.guessed)
    return decoded


def kind_of(content: bytes) -> Any:
    """In words what a file is that is no table, or "" when nothing says so."""
    start = content[:600].lstrip(b" \t\r\n").lower()
    for sign, words in _SIGNS:
        if start.startswith(sign.lower()):
            return words
    known = filetype.guess(content[:8192])
    if known is None:
        return ""
    return _KINDS.get(known.mime.partition("/")[0], _("a packed or binary file"))


def _refuse_other_kinds(content: bytes) -> None:
    if kind := kind_of(content):
        raise Refusal("no_table", kind=kind)


def _read(content: bytes, encoding: str) -> Decoded:
    if encoding:
        return Decoded(_strictly(content, encoding), encoding.removesuffix("-sig"))
    try:
        return Decoded(content.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        return Decoded(_strictly(content, "cp1252"), "cp1252", guessed=True)


def _strictly(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        name = ENCODINGS.get(encoding.removesuffix("-sig"), encoding)
        raise Refusal("encoding", encoding=name) from None
