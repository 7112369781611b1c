"""The levels of confidence as reports name them, the best first."""

from commitments.filters import CONFIDENCE
from commitments.querysets.commitment import NOT_RATED
from commitments.rules.confidence import RANK
from reports.columns import Column, Type

# By the word that stands in data.
WORDS = dict(CONFIDENCE)
LEVELS = tuple(WORDS)
# The word of a headline's rank, as `with_headline` gives it.
OF_RANK = {rank: level.value for level, rank in RANK.items()} | {NOT_RATED: "not_rated"}


def columns() -> list[Column]:
    """A column of numbers for each level."""
    return [Column(level, label, Type.NUMBER) for level, label in WORDS.items()]


def is_worse(now: str, then: str) -> bool:
    """Whether a level is worse than another; to lose a rating is worse than any."""
    return LEVELS.index(now) > LEVELS.index(then)
