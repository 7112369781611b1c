"""Rows whose texts hold the words looked for: by index today, by plain matching in the past."""

import re
from typing import TypeVar

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import Func, Model, Q, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import Left

from history import clock

M = TypeVar("M", bound=Model)

WORDS_AT_MOST = 10
# A vector of more than 1 MB would be refused.
LONG_TEXT = 20_000
# More than there can be: a limit keeps the search a step of its own. Else the planner may walk
# another index and take every text to pieces on the way.
ALL = 100_000_000

COMMITMENT_TEXTS = ("code", "title", "wording")
MILESTONE_TEXTS = ("code", "title")


class Words(Func):
    """The words of several texts as PostgreSQL's `tsvector`; a code falls into its parts."""

    template = "to_tsvector('simple'::regconfig, translate(%(expressions)s, '-/.', '   '))"
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


def words_of(texts: tuple[str, ...]) -> Words:
    """The expression that an index keeps for these fields."""
    parts: list[str | Combinable] = [
        Left(name, LONG_TEXT) if name == "wording" else name for name in texts
    ]
    return Words(*parts)


def with_words(rows: QuerySet[M], text: str, texts: tuple[str, ...]) -> QuerySet[M]:
    """Rows in which each word of `text` begins some word. Nothing when `text` has no word."""
    words = re.findall(r"[^\W_]+", text.lower())[:WORDS_AT_MOST]
    if not words:
        return rows.none()
    if clock.day_read():
        return _matching(rows, words, texts)
    query = " & ".join(f"{word}:*" for word in words)
    wanted = SearchQuery(query, search_type="raw", config="simple")
    found = rows.model._default_manager.order_by().alias(words=words_of(texts))
    return rows.filter(pk__in=found.filter(words=wanted).values("pk")[:ALL])


def _matching(rows: QuerySet[M], words: list[str], texts: tuple[str, ...]) -> QuerySet[M]:
    """Versions have no index of words."""
    for word in words:
        anywhere = Q(pk__in=())
        for text in texts:
            anywhere |= Q(**{f"{text}__iregex": rf"\m{word}"})
        rows = rows.filter(anywhere)
    return rows
