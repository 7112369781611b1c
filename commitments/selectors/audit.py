"""The whole record, newest first: every deed with who, when, why and what it changed (19)."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from commitments.selectors.history import History, narrowed, strands_of_record, told
from history import clock
from history.models import Act

# The period that is shown where none is asked for.
DAYS_SHOWN = 90
CHANGES_SHOWN = 8
# Deeds that write very many rows are told without each of them; their own pages have them.
OF_MANY = ("import", "reference", "report.taken_in")


@dataclass(frozen=True)
class Asked:
    """The filter of the record; an empty part asks for nothing."""

    about: str = ""
    person: str = ""
    kind: str = ""
    channel: str = ""
    reason: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def first_day(self) -> date:
        """Since when; at least so many days back, so that a page never walks the whole record."""
        return self.since or (self.until or clock.today()) - timedelta(days=DAYS_SHOWN)


def record(asked: Asked, *, cursor: str = "") -> History:
    """A page of the record. Raises BadCursor. As many queries however long the record is."""
    return told(
        _acts(asked), strands_of_record(), cursor=cursor, briefly=OF_MANY, most=CHANGES_SHOWN
    )


def _acts(asked: Asked) -> QuerySet[Act]:
    last = min(filter(None, (asked.until, clock.day_read())), default=None)
    acts = narrowed(
        Act.objects.all(),
        person=asked.person,
        kind=asked.kind,
        since=asked.first_day,
        until=last,
    )
    if asked.about:
        # A commitment's code asks for its milestones too.
        acts = acts.filter(about__startswith=asked.about.upper())
    if asked.channel:
        acts = acts.filter(channel=asked.channel)
    if asked.reason:
        without = Q(reason="")
        acts = acts.exclude(without) if asked.reason == "with" else acts.filter(without)
    return acts
