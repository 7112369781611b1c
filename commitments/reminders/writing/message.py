"""The letter as it goes out: two parts that say the same, and its headers (L11)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from commitments.reminders.models import Away
from commitments.reminders.rules.topics import is_optional, topic_of
from commitments.reminders.rules.words import Because
from commitments.reminders.unsubscribing import token_of
from commitments.reminders.writing.pieces import Part, Piece, address
from commitments.reminders.writing.subjects import Overdue, subject_of
from commitments.rules.dates import in_text, near_with_long_weekday, with_weekday
from commitments.rules.follow_up import in_full

# Counted up whenever the words change, so that the ledger tells which were sent.
TEXT_VERSION = 2
SHOWN = 10


@dataclass(frozen=True)
class Section:
    """A part of the letter: ten items, and how many more there are where."""

    title: str
    pieces: Sequence[Piece]
    more: int
    more_url: str
    # What a coordinator wrote before and after the items.
    intro: str = ""
    outro: str = ""


def write(
    person: User,
    pieces: Sequence[Piece],
    *,
    message_id: str,
    on: date,
    overdue: Overdue | None = None,
    is_weekly: bool = False,
    back_from: Away | None = None,
) -> EmailMultiAlternatives:
    """The whole message to one person, in their language (L12).

    `back_from` is the absence that the person has just come back from (L6).
    """
    ordered = sorted(pieces, key=_place)
    unsubscribe = _unsubscribe(person, ordered)
    context = {
        "name": person.name,
        "day": with_weekday(on),
        "sections": _sections(ordered, person, on),
        "single": len(ordered) == 1,
        "standing_in": sorted({piece.stands_in_for for piece in ordered} - {""}),
        "back": _back(back_from) if back_from else "",
        "because": _because(ordered),
        "my_work": address("my-work"),
        "settings": address("settings"),
        "unsubscribe": unsubscribe,
    }
    message = EmailMultiAlternatives(
        subject_of(ordered, on=on, overdue=overdue, is_weekly=is_weekly),
        render_to_string("reminders/letter.txt", context),
        to=[person.email],
        reply_to=_reply_to(ordered),
        headers=_headers(message_id, unsubscribe),
    )
    message.attach_alternative(render_to_string("reminders/letter.html", context), "text/html")
    return message


def _reply_to(pieces: Sequence[Piece]) -> list[str] | None:
    """A letter of one thing is answered by a draft of it; any other by the coordinators (L11)."""
    if len(pieces) == 1 and pieces[0].reply_to:
        return [pieces[0].reply_to]
    return [settings.COORDINATION_EMAIL] if settings.COORDINATION_EMAIL else None


def _headers(message_id: str, unsubscribe: str) -> dict[str, Any]:
    # L10, RFC 8058: one click in the reader's own mail program.
    one_click = {
        "List-Unsubscribe": f"<{unsubscribe}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return (one_click if unsubscribe else {}) | {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        # Exchange sends no "out of office" back.
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
    }


def _unsubscribe(person: User, pieces: Sequence[Piece]) -> str:
    """Where one click ends this kind of letter; empty as soon as something in it is essential."""
    if not all(is_optional(piece.rung, piece.because) for piece in pieces):
        return ""
    topics = sorted({topic_of(piece.rung) for piece in pieces})
    return address("unsubscribe", token_of(person.pk, topics))


def _back(absence: Away) -> str:
    facts = {
        "first": in_text(absence.starts_on),
        "last": in_text(absence.ends_on),
        "name": absence.deputy.name if absence.deputy else "",
    }
    words = _("You were away from %(first)s to %(last)s. This is what is open now.")
    if absence.deputy:
        words = _(
            "You were away from %(first)s to %(last)s, and %(name)s stood in for you. "
            "This is what is open now."
        )
    return words % facts


def _place(piece: Piece) -> tuple[int, int, tuple[int, str]]:
    asked = piece.follow_up.pk if piece.follow_up else 0
    return [*Part].index(piece.part), asked, piece.order


def _sections(pieces: Sequence[Piece], person: User, on: date) -> list[Section]:
    found = []
    for (part, asked), members in groupby(pieces, key=lambda one: (one.part, one.follow_up)):
        every = list(members)
        if asked:
            day = near_with_long_weekday(asked.reply_by, on=on)
            words = in_full(asked.text, name=person.name, listed="", reply_by=day)
            # One letter lists all of them, with a link each (screen 10).
            found.append(Section(str(part.label), every, 0, "", *words))
            continue
        found.append(
            Section(str(part.label), every[:SHOWN], max(0, len(every) - SHOWN), _more_url(part))
        )
    return found


def _more_url(part: Part) -> str:
    match part:
        case Part.REVIEW:
            return address("review-queue", "to-review")
        case Part.PAUSES | Part.NO_OWNER:
            return address("review-queue", part.value.replace("_", "-"))
        case Part.REQUESTS:
            return address("review-queue", "date-requests")
    return address("my-work")


def _because(pieces: Sequence[Piece]) -> str:
    """Why the person gets the letter, each reason once."""
    reasons = [str(because.label) for because in Because if because in {p.because for p in pieces}]
    return _("You get this because %(reasons)s.") % {"reasons": "; ".join(reasons)}
