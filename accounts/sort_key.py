"""Names in the order people expect, without a collation that every database would need."""

import unicodedata


def sort_key(name: str) -> str:
    """Lower case, without accents: "Île" stands beside "Ile", "Émigration" before "Finance"."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))[:200]
