"""The dates of one milestone as a sentence or two: how far, and against what (screen 6)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.rules import timing
from commitments.rules.dates import days_in_words, in_text
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import MilestoneState


def dates_sentence(milestone: MilestoneFacts, *, moves: int, on: date) -> str:
    """What was promised first, how it moved (D7), and when it is or was done (D4, D5).

    "First deadline 31 March 2026, moved once by 91 days to 30 June 2026. Expected 14 July 2026,
    105 days after the first deadline."
    """
    sentences = [_promise(milestone, moves), _finish(milestone, on)]
    return " ".join(sentence for sentence in sentences if sentence)


def against_first(milestone: MilestoneFacts, day: date | None) -> str:
    """A day against the first deadline: "on the first deadline", "42 days after …"; or ""."""
    if day is None or milestone.first_deadline is None:
        return ""
    days = (day - milestone.first_deadline).days
    if days == 0:
        return _("on the first deadline")
    words = _("%(days)s after the first deadline")
    if days < 0:
        words = _("%(days)s before the first deadline")
    return words % {"days": days_in_words(abs(days))}


def _promise(milestone: MilestoneFacts, moves: int) -> str:
    deadline, first = milestone.deadline, milestone.first_deadline
    if deadline is None:
        return _("No deadline is agreed.")
    if first is None:
        return _("Planned for %(day)s; a promise once the plan is agreed.") % {
            "day": in_text(deadline)
        }
    if not moves and deadline == first:
        return _("Deadline %(day)s, as first agreed.") % {"day": in_text(deadline)}
    return _moved(first, deadline, moves)


def _moved(first: date, deadline: date, moves: int) -> str:
    days = (deadline - first).days
    times = ngettext("moved once", "moved %(count)d times", moves) % {"count": moves}
    if not moves:
        times = _("moved")
    words = _("First deadline %(first)s, %(times)s by %(days)s to %(day)s.")
    if days < 0:
        words = _("First deadline %(first)s, %(times)s to %(days)s earlier, %(day)s.")
    if days == 0:
        words = _("First deadline %(first)s, %(times)s and back again.")
    return words % {
        "first": in_text(first),
        "times": times,
        "days": days_in_words(abs(days)),
        "day": in_text(deadline),
    }


def _finish(milestone: MilestoneFacts, on: date) -> str:
    finish = timing.effective_finish(milestone, on=on)
    match milestone.state:
        case MilestoneState.ACHIEVED if finish:
            return _said(milestone, _("Achieved %(day)s, %(against)s."), _("Achieved %(day)s."))
        case MilestoneState.SUBMITTED if finish:
            return _said(
                milestone,
                _("Said to be achieved %(day)s, %(against)s."),
                _("Said to be achieved %(day)s."),
            )
    if not milestone.is_open or milestone.expected is None:
        return ""
    if milestone.expected < on:
        words = _("The expected date, %(day)s, has passed.")
        return words % {"day": in_text(milestone.expected)}
    return _said(milestone, _("Expected %(day)s, %(against)s."), _("Expected %(day)s."))


def _said(milestone: MilestoneFacts, compared: str, plain: str) -> str:
    day = milestone.expected if milestone.is_open else milestone.achieved
    if day is None:
        return ""
    against = against_first(milestone, day)
    return (compared if against else plain) % {"day": in_text(day), "against": against}
