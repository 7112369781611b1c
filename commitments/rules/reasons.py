"""H6: one reason for a headline, in words, and who said what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.rules import dates
from commitments.rules.limits import Finding
from commitments.rules.words import Confidence


@dataclass(frozen=True)
class Voice:
    """A rating that somebody gave, and whether it still counts (H1, H2)."""

    level: Confidence
    on: date | None
    counts: bool
    is_old: bool


def reason(
    headline: Confidence | None,
    human: Confidence | None,
    limiting: Sequence[Finding],
    owner: Voice | None,
    coordinator: Voice | None,
    *,
    on: date,
) -> str:
    """Why the headline is what it is: "At risk, limited by a check: … Owner says On track …"."""
    limited = headline != human
    sentences = [
        _limited(headline, limiting) if limited else _human(headline, owner, coordinator),
        *_said(owner, coordinator, human is not None, on),
    ]
    if limited and human is None:
        sentences.insert(1, _("Nobody has given a current rating."))
    if limiting and not limited:
        found = _("A check agrees: %(found)s.") if limiting[0].level == headline else ""
        found = found or _("A check also found: %(found)s.")
        sentences.append(found % {"found": _joined(limiting)})
    return " ".join(sentences)


def ratings_line(owner: Voice | None, coordinator: Voice | None, *, on: date) -> str:
    """Both ratings as they count: "Owner: On track, 12 June. Coordinator: none."."""
    return _("Owner: %(owner)s. Coordinator: %(coordinator)s.") % {
        "owner": _counted(owner, on),
        "coordinator": _counted(coordinator, on),
    }


def _limited(headline: Confidence | None, limiting: Sequence[Finding]) -> str:
    words = ngettext(
        "%(level)s, limited by a check: %(found)s.",
        "%(level)s, limited by checks: %(found)s.",
        len(limiting),
    )
    return words % {"level": _label(headline), "found": _joined(limiting)}


def _human(headline: Confidence | None, owner: Voice | None, coordinator: Voice | None) -> str:
    by_owner = owner is not None and owner.counts
    by_coordinator = coordinator is not None and coordinator.counts
    if by_owner and by_coordinator:
        same = owner and coordinator and owner.level == coordinator.level
        words = _("%(level)s, as both rate it.") if same else _("%(level)s, the lower rating.")
    elif by_owner:
        words = _("%(level)s, as the owner rates it.")
    elif by_coordinator:
        words = _("%(level)s, as the coordinator rates it.")
    else:
        return _("Not rated: nobody has given a current rating.")
    return words % {"level": _label(headline)}


def _said(owner: Voice | None, coordinator: Voice | None, rated: bool, on: date) -> Iterator[str]:
    """Who said what. What counts no longer is told only where nothing else counts."""
    if owner and (owner.counts or not rated):
        says = _("Owner says %(rating)s.") if owner.counts else _("Owner said %(rating)s.")
        yield says % {"rating": _dated(owner, on)}
    if coordinator and (coordinator.counts or not rated):
        says = _("Coordinator said %(rating)s.")
        if coordinator.counts:
            says = _("Coordinator says %(rating)s.")
        yield says % {"rating": _dated(coordinator, on)}


def _dated(voice: Voice, on: date) -> str:
    if voice.on is None:
        return _label(voice.level)
    facts = {"level": _label(voice.level), "day": dates.near(voice.on, on=on)}
    if not voice.is_old:
        return _("%(level)s (%(day)s)") % facts
    facts["days"] = dates.days_in_words((on - voice.on).days)
    return _("%(level)s (%(day)s, %(days)s ago)") % facts


def _counted(voice: Voice | None, on: date) -> str:
    if voice is None or not voice.counts:
        return _("none")
    if voice.on is None:
        return _label(voice.level)
    facts = {"level": _label(voice.level), "day": dates.near(voice.on, on=on)}
    return _("%(level)s, %(day)s") % facts


def _label(level: Confidence | None) -> str:
    return str(level.label) if level else _("Not rated")


def _joined(findings: Sequence[Finding]) -> str:
    return "; ".join(str(finding) for finding in findings)
