"""The whole record, newest first: every deed with who, when, why and what it changed (19)."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.db.models import Q, QuerySet

from commitments.selectors.history import (
    ENTRIES_SHOWN,
    NEWEST_FIRST,
    Entry,
    History,
    strands_of_record,
)
from commitments.selectors.history_words import in_words
from commitments.selectors.paging import slice_of
from history import clock
from history.changes import changes_in
from history.models import Act

# The period that is shown where none is asked for.
DAYS_SHOWN = 90
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
    page = slice_of(_acts(asked), NEWEST_FIRST, cursor=cursor, size=ENTRIES_SHOWN)
    acts = Act.objects.filter(pk__in=page.keys).select_related("person", "post", "organisation")
    found = page.ordered(list(acts))
    few = [act.pk for act in found if not act.kind.startswith(OF_MANY)]
    changed = in_words(changes_in(few, strands_of_record()))
    entries = [Entry(act, changed.get(act.pk, [])) for act in found]
    days = [(day, list(of_day)) for day, of_day in groupby(entries, key=lambda one: one.day)]
    return History(days, page)


def _acts(asked: Asked) -> QuerySet[Act]:
    acts = Act.objects.filter(at__gte=clock.end_of_day(asked.first_day - timedelta(days=1)))
    last = min(filter(None, (asked.until, clock.day_read())), default=None)
    if last:
        acts = acts.filter(at__lt=clock.end_of_day(last))
    if asked.about:
        # A commitment's code asks for its milestones too.
        acts = acts.filter(about__startswith=asked.about.upper())
    if asked.person:
        acts = acts.filter(
            Q(person__name__icontains=asked.person) | Q(post__title__icontains=asked.person)
        )
    if asked.kind:
        acts = acts.filter(kind=asked.kind)
    if asked.channel:
        acts = acts.filter(channel=asked.channel)
    if asked.reason:
        without = Q(reason="")
        acts = acts.exclude(without) if asked.reason == "with" else acts.filter(without)
    return acts
