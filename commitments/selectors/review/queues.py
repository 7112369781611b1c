"""Which queues there are, how many wait in each, and the sentence that says so."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models.enums import TextChoices
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commitments.figures.reading import Part, Reader
from commitments.figures.sums import BANDS, Figures


class Queue(TextChoices):
    """A queue by its word in the address, in the order of screen 9."""

    TO_REVIEW = "to-review", _("To review")
    DATES = "date-requests", _("Date requests")
    OVERDUE = "overdue", _("Overdue")
    ESCALATIONS = "escalations", _("Escalations")
    PLANS = "plans", _("Plans to agree")
    NO_UPDATE = "no-update", _("No update")
    NO_OWNER = "no-owner", _("No owner")
    PAUSES = "pauses", _("Pauses to check")


def bands_of(kind: str) -> tuple[str, ...]:
    """The measures of a kind of overdue milestones by age band."""
    return tuple(f"{kind}_{number}" for number in BANDS)


MEASURES = (
    "submitted", "review_late", "date_requests", "proposed", "no_update", "no_owner",
    "pauses_to_check", "escalations", *bands_of("overdue"),
)  # fmt: skip


@dataclass(frozen=True)
class Counts:
    """How many wait in each queue, by stored figures."""

    figures: Figures

    def of(self, queue: Queue) -> int:
        measures = {
            Queue.TO_REVIEW: "submitted",
            Queue.DATES: "date_requests",
            Queue.ESCALATIONS: "escalations",
            Queue.PLANS: "proposed",
            Queue.NO_UPDATE: "no_update",
            Queue.NO_OWNER: "no_owner",
            Queue.PAUSES: "pauses_to_check",
        }
        if queue is Queue.OVERDUE:
            return self.figures.overdue
        return self.figures[measures[queue]]

    @cached_property
    def clauses(self) -> list[str]:
        """The parts of the sentence, the most pressing first; those of nothing are left out."""
        said = {queue: _clause(queue, self.of(queue), self.figures) for queue in SPOKEN}
        return [words for queue, words in said.items() if self.of(queue)]

    @property
    def sentence(self) -> str:
        """ "14 milestones are overdue, 7 wait for review (2 late) and 3 date requests wait." """
        return sentence_of(self.clauses)


SPOKEN = (
    Queue.OVERDUE, Queue.TO_REVIEW, Queue.DATES, Queue.ESCALATIONS, Queue.PLANS, Queue.NO_UPDATE,
    Queue.NO_OWNER, Queue.PAUSES,
)  # fmt: skip


def count(reader: Reader, more: tuple[str, ...] = ()) -> Counts:
    """What waits in the queues that the reader's right reaches. One query."""
    return Counts(reader.total(Part(), tuple(dict.fromkeys((*MEASURES, *more)))))


def sentence_of(clauses: list[str]) -> str:
    """The clauses as one sentence; empty when there is none."""
    if not clauses:
        return ""
    if len(clauses) == 1:
        return _now("%(only)s.") % {"only": clauses[0]}
    parts = {"many": ", ".join(clauses[:-1]), "last": clauses[-1]}
    return _now("%(many)s and %(last)s.") % parts


def _clause(queue: Queue, number: int, figures: Figures) -> str:
    words: dict[Queue, Any] = {
        Queue.OVERDUE: lambda n: ngettext(
            "%(n)s milestone is overdue", "%(n)s milestones are overdue", n
        ),
        Queue.TO_REVIEW: lambda n: ngettext(
            "%(n)s submission waits for review", "%(n)s submissions wait for review", n
        ),
        Queue.DATES: lambda n: ngettext(
            "%(n)s date request needs a decision", "%(n)s date requests need a decision", n
        ),
        Queue.ESCALATIONS: lambda n: ngettext(
            "%(n)s escalation is open", "%(n)s escalations are open", n
        ),
        Queue.PLANS: lambda n: ngettext(
            "%(n)s plan waits for agreement", "%(n)s plans wait for agreement", n
        ),
        Queue.NO_UPDATE: lambda n: ngettext(
            "%(n)s commitment has no current update", "%(n)s commitments have no current update", n
        ),
        Queue.NO_OWNER: lambda n: ngettext(
            "%(n)s commitment has no owner", "%(n)s commitments have no owner", n
        ),
        Queue.PAUSES: lambda n: ngettext(
            "%(n)s pause is to be checked", "%(n)s pauses are to be checked", n
        ),
    }
    clause = words[queue](number) % {"n": intcomma(number)}
    if queue is Queue.TO_REVIEW and (late := figures["review_late"]):
        clause = _now("%(clause)s (%(late)s late)") % {"clause": clause, "late": intcomma(late)}
    return str(clause)
