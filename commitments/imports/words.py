"""Words of spreadsheets made comparable."""

import re
import unicodedata

_SAME = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'"),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009", " "),
        "\u00df": "ss",
        "\u0153": "oe",
        "\u00e6": "ae",
    }
)
# Marks that are part of a letter in Latin writing; those of other scripts carry meaning.
_ACCENTS = re.compile("[\u0300-\u036f]")


def plain(text: str) -> str:
    """Lower case, without accents, with one kind of dash, apostrophe and space."""
    folded = unicodedata.normalize("NFKD", text.casefold().translate(_SAME))
    return " ".join(_ACCENTS.sub("", folded).translate(_SAME).split())


def key(text: str) -> str:
    """As `plain`, and without punctuation: for names of columns and words of a list."""
    return " ".join(re.sub(r"[\W_]+", " ", plain(text)).split())
