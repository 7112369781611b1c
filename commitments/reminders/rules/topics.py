"""What a person can choose to be written about, and what always comes (L10, screen 22)."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from commitments.reminders.rules.words import (
    ANSWERS,
    DIGESTS,
    ESCALATIONS,
    OVERDUE,
    PAUSES,
    REQUESTS,
    REVIEWS,
    ROUNDS,
    UPDATES,
    Because,
    Rung,
)


class Rhythm(TextChoices):
    """How often a person is written to (L4, L5)."""

    DAILY = "daily", _("Each working day")
    WEEKLY = "weekly", _("Weekly only")
    INBOX = "inbox", _("Inbox only")


class Topic(TextChoices):
    """A row of the table of preferences: some rungs that are chosen together."""

    COMING_UP = "coming_up", _("Milestone due in 30 days")
    DUE_SOON = "due_soon", _("Milestone due in 7 days")
    DUE_NEXT = "due_next", _("Milestone due on the next working day")
    OVERDUE = "overdue", _("Milestone overdue, and escalations")
    DECIDED = "decided", _("Returned to you, and decisions on your work")
    UPDATE_SOON = "update_soon", _("Update due in 7 days")
    UPDATE_DUE = "update_due", _("Update due or missing, also in a reporting round")
    ROUND = "round", _("Reporting round opens")
    WAITING = "waiting", _("Submission or date request waits for you")
    WAITING_LATE = "waiting_late", _("Review, decision or pause to check is due or late")
    QUEUE = "queue", _("The queue of the day in one line")
    DIGEST = "digest", _("The digest of the week or month")
    OTHER = "other", _("Everything else that needs you")


# Named by the column that holds them, so that a new word needs no migration.
def topics() -> list[tuple[str, str]]:
    return [(topic.value, str(topic.label)) for topic in Topic]


OPTIONAL = frozenset(
    {
        Topic.COMING_UP,
        Topic.DUE_SOON,
        Topic.UPDATE_SOON,
        Topic.ROUND,
        Topic.WAITING,
        Topic.QUEUE,
        Topic.DIGEST,
    }
)
ACCOUNTABLE = frozenset({Because.OWNER, Because.NO_OWNER, Because.OWNER_AWAY})

_SINGLE = {
    Rung.R1: Topic.COMING_UP,
    Rung.R2: Topic.DUE_SOON,
    Rung.R3: Topic.DUE_NEXT,
    Rung.U1: Topic.UPDATE_SOON,
    Rung.V1: Topic.WAITING,
    Rung.V2: Topic.WAITING,
    Rung.Q1: Topic.WAITING,
    Rung.D1: Topic.QUEUE,
    Rung.G1: Topic.ROUND,
}
_FAMILIES = (
    ((*OVERDUE, *ESCALATIONS), Topic.OVERDUE),
    (ANSWERS, Topic.DECIDED),
    ((*UPDATES, *ROUNDS), Topic.UPDATE_DUE),
    ((*REVIEWS, *REQUESTS, *PAUSES), Topic.WAITING_LATE),
    (DIGESTS, Topic.DIGEST),
)


def topic_of(rung: str) -> Topic:
    """The row that a rung belongs to; what no row names is essential."""
    if topic := _SINGLE.get(Rung(rung)):
        return topic
    return next((topic for rungs, topic in _FAMILIES if rung in rungs), Topic.OTHER)


def is_optional(rung: str, because: str) -> bool:
    """Whether the person can switch it off: never what they are accountable for (5.2, L10)."""
    topic = topic_of(rung)
    if topic == Topic.DUE_SOON and because in ACCOUNTABLE:
        return False
    return topic in OPTIONAL


def comes_on_the_day(rung: str, because: str) -> bool:
    """L5: what does not wait for the weekly letter.

    Overdue work of those who do it, decisions, escalations, and what the tables call late.
    """
    if rung in OVERDUE:
        # The responsible are told once only: a week later it would be the turn of the next rung.
        return because in (*ACCOUNTABLE, Because.RESPONSIBLE)
    if rung in ESCALATIONS:
        return True
    on_the_day = (Topic.DECIDED, Topic.DIGEST, Topic.OTHER)
    return topic_of(rung) in on_the_day or rung in (Rung.V4, Rung.Q2, Rung.G3)
