"""Subject lines (5.5): facts first, under 78 characters (L11)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commitments.reminders.rules.words import OVERDUE, Because, Rung
from commitments.reminders.writing.pieces import Part, Piece
from commitments.rules import dates

LENGTH = 77
FOR_OTHERS = (Because.FOCAL_POINT, Because.NO_FOCAL_POINT)


@dataclass(frozen=True)
class Overdue:
    """How much of a focal point's organisation is overdue."""

    total: int
    is_ministry: bool


def subject_of(
    pieces: Sequence[Piece],
    *,
    on: date,
    overdue: Overdue | None = None,
    is_weekly: bool = False,
) -> str:
    """One item is named; several are counted; a focal point reads of the whole organisation.

    The letter of a week says so, however much stands in it.
    """
    if asked := _asked(pieces, on):
        return asked
    digest = [piece for piece in pieces if piece.rung in (Rung.D2, Rung.D3)][:1]
    if is_weekly and not digest:
        return _of_week(pieces)
    # A digest names the letter; the line of a day does so only where it stands alone.
    pieces = digest or [piece for piece in pieces if piece.rung != Rung.D1] or pieces
    if len(pieces) == 1:
        # I4: a header is one line, whatever somebody typed.
        return " ".join(_named(pieces[0]).split())
    if overdue and all(p.because in FOR_OTHERS and p.rung in OVERDUE for p in pieces):
        return _of_organisation(overdue, len(pieces))
    return _counted(pieces, on)


def _asked(pieces: Sequence[Piece], on: date) -> str:
    """What a coordinator asks names the letter, in its own words where it has some."""
    pieces = [piece for piece in pieces if piece.follow_up]
    found = {piece.follow_up for piece in pieces}
    sent = found.pop() if len(found) == 1 else None
    if sent is None:
        return ""
    if sent.subject or len(pieces) == 1:
        return sent.subject or " ".join(_named(pieces[0]).split())
    words = _("Please answer by %(day)s: %(n)d milestones")
    day = dates.near_with_long_weekday(sent.reply_by, on=on)
    return words % {"day": day, "n": len(pieces)}


def _named(piece: Piece) -> str:
    """The headline, shortened if need be, and the code whole."""
    tail = f" ({piece.code})" if piece.code else ""
    if len(piece.headline) + len(tail) <= LENGTH:
        return piece.headline + tail
    return piece.headline[: LENGTH - len(tail) - 1].rstrip() + "…" + tail


def _of_organisation(overdue: Overdue, new: int) -> str:
    words = ngettext(
        "%(n)d of your organisation's milestones is overdue (%(new)d new)",
        "%(n)d of your organisation's milestones are overdue (%(new)d new)",
        overdue.total,
    )
    if overdue.is_ministry:
        words = ngettext(
            "%(n)d of your ministry's milestones is overdue (%(new)d new)",
            "%(n)d of your ministry's milestones are overdue (%(new)d new)",
            overdue.total,
        )
    return words % {"n": overdue.total, "new": new}


def _of_week(pieces: Sequence[Piece]) -> str:
    """What is due and what comes up are one number: the week is read as a whole."""
    counts: Counter[Part] = Counter(
        Part.DUE if p.part == Part.COMING_UP else p.part for p in pieces
    )
    parts = _parts(counts, pieces)
    if due := counts[Part.DUE]:
        words = ngettext("%(n)d due", "%(n)d due", due) % {"n": due}
        parts[[part for part in Part if counts[part]].index(Part.DUE)] = words
    whole = _("Your week: %(found)s")
    while len(found := whole % {"found": ", ".join(parts)}) > LENGTH:
        parts = [*parts[:-2], parts[-2] + "…"]
    return found


def _parts(counts: Counter[Part], pieces: Sequence[Piece]) -> list[str]:
    # Who does not write an update reads that it is missing.
    theirs = any(p.part == Part.UPDATE_DUE and p.because not in FOR_OTHERS for p in pieces)
    return [_words(part, counts[part], theirs) for part in Part if counts[part]]


def _counted(pieces: Sequence[Piece], on: date) -> str:
    counts = Counter(piece.part for piece in pieces)
    parts = _parts(counts, pieces)
    day = dates.near_with_long_weekday(on, on=on)
    found = ", ".join(parts)
    # The longest that fits; the counts come first and say the most.
    for words in (_("%(found)s: your commitments, %(day)s"), _("%(found)s: %(day)s")):
        whole = words % {"found": found, "day": day}
        if len(whole) <= LENGTH:
            return whole
    while len(found) > LENGTH:
        parts.pop()
        found = ", ".join(parts) + "…"
    return found


def _words(part: Part, count: int, theirs: bool) -> str:
    match part:
        case Part.WRONG_PERSON:
            words = ngettext("%(n)d wrong person", "%(n)d wrong people", count)
        case Part.FOLLOW_UP:
            words = ngettext("%(n)d to answer", "%(n)d to answer", count)
        case Part.ESCALATED:
            words = ngettext("%(n)d decision needed", "%(n)d decisions needed", count)
        case Part.RETURNED:
            words = ngettext("%(n)d returned", "%(n)d returned", count)
        case Part.DECIDED:
            words = ngettext("%(n)d decided", "%(n)d decided", count)
        case Part.OVERDUE:
            words = ngettext("%(n)d overdue", "%(n)d overdue", count)
        case Part.DUE:
            words = ngettext("%(n)d due soon", "%(n)d due soon", count)
        case Part.UPDATE_DUE if not theirs:
            words = ngettext("%(n)d update missing", "%(n)d updates missing", count)
        case Part.UPDATE_DUE:
            words = ngettext("%(n)d update to write", "%(n)d updates to write", count)
        case Part.REVIEW:
            words = ngettext("%(n)d to review", "%(n)d to review", count)
        case Part.REQUESTS:
            words = ngettext("%(n)d date request", "%(n)d date requests", count)
        case Part.HANDED_OVER:
            words = ngettext("%(n)d post taken over", "%(n)d posts taken over", count)
        case Part.PAUSES:
            words = ngettext("%(n)d pause to check", "%(n)d pauses to check", count)
        case Part.NO_OWNER:
            words = ngettext("%(n)d without owner", "%(n)d without owner", count)
        case Part.NOT_DELIVERED:
            words = ngettext("%(n)d letter returned", "%(n)d letters returned", count)
        case Part.DIGEST:
            words = _("%(n)d digest")
        case Part.COMING_UP:
            words = ngettext("%(n)d coming up", "%(n)d coming up", count)
    return words % {"n": count}
