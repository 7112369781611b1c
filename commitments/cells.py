"""Text going to and coming from spreadsheets (I4)."""

import re

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "'")
_GUARDED = re.compile(r"'[=+\-@\t\r\n']")


def guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe before what begins like one."""
    return f"'{text}" if text.startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """What `guarded` was given."""
    return text[1:] if _GUARDED.match(text) else text
