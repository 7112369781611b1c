"""The word that says why something is in the inbox (screen 22)."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from commitments.reminders.rules.words import (
    ANSWERS,
    DIGESTS,
    ESCALATIONS,
    PAUSES,
    REQUESTS,
    REVIEWS,
    ROUNDS,
    UPDATES,
    Because,
    Rung,
)


class Reason(TextChoices):
    YOURS = "yours", _("Your milestone")
    UPDATE = "update", _("Your update")
    RETURNED = "returned", _("Returned")
    DECISION = "decision", _("Decision")
    REVIEW = "review", _("To review")
    REQUEST = "request", _("Date request")
    FOLLOW_UP = "follow_up", _("Follow-up")
    ESCALATION = "escalation", _("Escalation")
    ORGANISATION = "organisation", _("Your organisation")
    PAUSE = "pause", _("Pause to check")
    OVERVIEW = "overview", _("Overview")
    POST = "post", _("Your post")
    MAIL = "mail", _("Mail")


MINE = (Because.OWNER, Because.RESPONSIBLE)
FIXED = {
    Rung.A1: Reason.RETURNED,
    Rung.F1: Reason.FOLLOW_UP,
    Rung.H1: Reason.POST,
    Rung.B1: Reason.MAIL,
}
FAMILIES = (
    (ANSWERS, Reason.DECISION),
    (ESCALATIONS, Reason.ESCALATION),
    (REVIEWS, Reason.REVIEW),
    (PAUSES, Reason.PAUSE),
    (DIGESTS, Reason.OVERVIEW),
)


def reason_of(rung: str, because: str) -> Reason:
    """In one word, by what happened first and by the duty second."""
    if reason := FIXED.get(Rung(rung)):
        return reason
    for rungs, reason in FAMILIES:
        if rung in rungs:
            return reason
    if because not in MINE:
        return Reason.REQUEST if rung in REQUESTS else Reason.ORGANISATION
    return Reason.UPDATE if rung in (*UPDATES, *ROUNDS) else Reason.YOURS
