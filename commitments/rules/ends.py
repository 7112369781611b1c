"""The timing of a whole commitment in a sentence or two (screen 4)."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.rules.commitment_dates import CommitmentDates
from commitments.rules.dates import days_in_words, in_text


def timing_sentence(dates: CommitmentDates, *, overdue: int, days_overdue: int) -> str:
    """How many milestones are overdue, and the expected end against the first one.

    "1 milestone is overdue by 18 days. Expected to finish 15 February 2027, 62 days after the
    first end date." Empty where nothing is overdue and no end can be told.
    """
    sentences = [_late(overdue, days_overdue), _end(dates)]
    return " ".join(sentence for sentence in sentences if sentence)


def _late(overdue: int, days: int) -> str:
    if not overdue:
        return ""
    words = ngettext(
        "%(count)d milestone is overdue by %(days)s.",
        "%(count)d milestones are overdue, the longest by %(days)s.",
        overdue,
    )
    return words % {"count": overdue, "days": days_in_words(days)}


def _end(dates: CommitmentDates) -> str:
    if dates.expected_end is None:
        return ""
    slippage = dates.slippage
    words = _("Expected to finish %(day)s.")
    if slippage is not None:
        words = _("Expected to finish %(day)s, on the first end date.")
    if slippage and slippage > 0:
        words = _("Expected to finish %(day)s, %(days)s after the first end date.")
    if slippage and slippage < 0:
        words = _("Expected to finish %(day)s, %(days)s before the first end date.")
    return words % {"day": in_text(dates.expected_end), "days": days_in_words(abs(slippage or 0))}
