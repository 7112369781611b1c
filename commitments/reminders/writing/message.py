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
from commitments.reminders.rules.words import Because
from commitments.reminders.writing.pieces import Part, Piece, address
from commitments.reminders.writing.subjects import Overdue, subject_of
from commitments.rules.dates import with_weekday

# Counted up whenever the words change, so that the ledger tells which were sent.
TEXT_VERSION = 1
SHOWN = 10


@dataclass(frozen=True)
class Section:
    """A part of the letter: ten items, and how many more there are where."""

    title: str
    pieces: Sequence[Piece]
    more: int
    more_url: str


def write(
    person: User,
    pieces: Sequence[Piece],
    *,
    message_id: str,
    on: date,
    overdue: Overdue | None = None,
) -> EmailMultiAlternatives:
    """The whole message to one person, in their language (L12)."""
    ordered = sorted(pieces, key=lambda piece: ([*Part].index(piece.part), piece.order))
    context = {
        "name": person.name,
        "day": with_weekday(on),
        "sections": _sections(ordered),
        "single": len(ordered) == 1,
        "standing_in": sorted({piece.stands_in_for for piece in ordered} - {""}),
        "because": _because(ordered),
        "site": settings.SITE_URL,
    }
    message = EmailMultiAlternatives(
        subject_of(ordered, on=on, overdue=overdue),
        render_to_string("reminders/letter.txt", context),
        to=[person.email],
        reply_to=[settings.COORDINATION_EMAIL] if settings.COORDINATION_EMAIL else None,
        headers=_headers(message_id),
    )
    message.attach_alternative(render_to_string("reminders/letter.html", context), "text/html")
    return message


def _headers(message_id: str) -> dict[str, Any]:
    return {
        "Message-ID": message_id,
        "Auto-Submitted": "auto-generated",
        # Exchange sends no "out of office" back.
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": translation.get_language() or settings.LANGUAGE_CODE,
    }


def _sections(pieces: Sequence[Piece]) -> list[Section]:
    found = []
    for part, members in groupby(pieces, key=lambda piece: piece.part):
        every = list(members)
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
