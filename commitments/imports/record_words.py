"""Words of single cells: levels, precisions, yes and no."""

from accounts.words import GovernanceLevel
from commitments.rules.words import DatePrecision

_LEVEL_WORDS = {
    GovernanceLevel.LOCAL: (
        "local", "local government", "municipal", "municipality", "city", "county", "subnational",
        "locale", "municipale", "municipio", "provincial",
    ),
    GovernanceLevel.NATIONAL: (
        "national", "national government", "federal", "country", "nationale", "nacional",
    ),
    GovernanceLevel.BILATERAL: ("bilateral", "bilateral agreement", "bilaterale"),
    GovernanceLevel.REGIONAL: ("regional", "regional framework", "regionale", "subregional"),
    GovernanceLevel.INTERNATIONAL: (
        "international", "international cooperation", "global", "multilateral", "internationale",
        "mondial", "mondiale", "internacional", "mundial",
    ),
}  # fmt: skip
LEVELS = {word: level for level, words in _LEVEL_WORDS.items() for word in words}

# The precision words of other lists. Those that depend on the date are left to our reading.
PRECISIONS = {
    "day": DatePrecision.DAY,
    "month": DatePrecision.MONTH,
    "quarter": DatePrecision.QUARTER,
    "half year": DatePrecision.QUARTER,
    "early year": DatePrecision.QUARTER,
    "season": DatePrecision.SEASON,
    "fiscal year": DatePrecision.FISCAL_YEAR,
    "year": DatePrecision.YEAR,
    "open ended": DatePrecision.OPEN_ENDED,
    "free text": DatePrecision.UNKNOWN,
    "unknown": DatePrecision.UNKNOWN,
}

YES = frozenset({"yes", "y", "true", "t", "1", "x", "oui", "si", "sim", "ja"})
NO = frozenset({"no", "n", "false", "f", "0", "non", "nao", "nein"})
