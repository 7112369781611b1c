"""The headline paragraph of the progress page, made from figures (screen 13.2)."""

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.figures.sums import Figures, Spread

LEVELS = ("on_track", "at_risk", "off_track", "not_rated")


def headline(figures: Figures, days_overdue: Spread, *, with_paused: bool = False) -> list[str]:
    """Sentences of what matters most; parts of nothing are left out."""
    found = [
        _confidence(figures),
        _paused(figures) if with_paused else "",
        _milestones(figures),
        _overdue(figures, days_overdue),
        _lately(figures),
    ]
    return [sentence for sentence in found if sentence]


def _confidence(figures: Figures) -> str:
    """ "Of 40 active commitments, 22 are on track, 9 at risk, 5 off track and 4 not rated." """
    active = figures["active"]
    if not active:
        return ""
    present = [level for level in LEVELS if figures[level]]
    first, rest = present[0], present[1:]
    parts = [_verbal(first, figures[first]), *(_plain(level, figures[level]) for level in rest)]
    sentence = ngettext(
        "Of %(n)s active commitment, %(parts)s.", "Of %(n)s active commitments, %(parts)s.", active
    )
    return sentence % {"n": intcomma(active), "parts": _listed(parts)}


def _verbal(level: str, number: int) -> str:
    words = {
        "on_track": ngettext("%(n)s is on track", "%(n)s are on track", number),
        "at_risk": ngettext("%(n)s is at risk", "%(n)s are at risk", number),
        "off_track": ngettext("%(n)s is off track", "%(n)s are off track", number),
        "not_rated": ngettext("%(n)s is not rated", "%(n)s are not rated", number),
    }
    return words[level] % {"n": intcomma(number)}


def _plain(level: str, number: int) -> str:
    words = {
        "at_risk": _("%(n)s at risk"),
        "off_track": _("%(n)s off track"),
        "not_rated": _("%(n)s not rated"),
    }
    return words[level] % {"n": intcomma(number)}


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _("%(many)s and %(last)s") % {"many": ", ".join(parts[:-1]), "last": parts[-1]}


def _paused(figures: Figures) -> str:
    number = figures["paused"]
    if not number:
        return ""
    words = ngettext("%(n)s more is paused.", "%(n)s more are paused.", number)
    return words % {"n": intcomma(number)}


def _milestones(figures: Figures) -> str:
    if not figures["counted"]:
        return ""
    sentence = ngettext(
        "%(achieved)s of %(n)s milestone is achieved.",
        "%(achieved)s of %(n)s milestones are achieved.",
        figures["counted"],
    )
    return sentence % {
        "achieved": intcomma(figures["achieved"]),
        "n": intcomma(figures["counted"]),
    }


def _overdue(figures: Figures, days_overdue: Spread) -> str:
    number = figures.overdue
    if not number:
        return _("Nothing is overdue.") if figures.open else ""
    half = days_overdue.half_are_over
    if number == 1:
        days = next(days_overdue.elements(), 1)
        return ngettext("1 is overdue by %(days)s day.", "1 is overdue by %(days)s days.", days) % {
            "days": intcomma(days)
        }
    if not half:
        return _("%(n)s are overdue.") % {"n": intcomma(number)}
    sentence = ngettext(
        "%(n)s are overdue, half of them by more than %(days)s day.",
        "%(n)s are overdue, half of them by more than %(days)s days.",
        half,
    )
    return sentence % {"n": intcomma(number), "days": intcomma(half)}


def _lately(figures: Figures) -> str:
    achieved, overdue = figures["achieved_lately"], figures.became_overdue
    facts = {"achieved": intcomma(achieved), "overdue": intcomma(overdue)}
    if achieved and overdue:
        return _("In the last 30 days: %(achieved)s achieved, %(overdue)s became overdue.") % facts
    if achieved:
        return _("In the last 30 days: %(achieved)s achieved.") % facts
    if overdue:
        return _("In the last 30 days: %(overdue)s became overdue.") % facts
    return ""
