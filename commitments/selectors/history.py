"""The history of a commitment or milestone (4i): who by which post, what before and after, why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.models import (
    AgendaItem,
    Commitment,
    CommitmentPartner,
    Contributor,
    DateRequest,
    Escalation,
    EscalationAnswer,
    Evidence,
    Milestone,
    Rating,
    Review,
    Submission,
    Task,
    Update,
)
from commitments.rules.dates import in_text, near
from commitments.rules.deeds import deed_words
from commitments.rules.words import DateOutcome, DelayCause
from commitments.selectors.history_words import NAMES, ChangeWords, in_words
from commitments.selectors.paging import Leg, Slice, Sort, slice_of
from history import clock
from history.changes import Strand, acts_about, acts_on_field, changes_in, versions_of
from history.models import Act

ENTRIES_SHOWN = 50
STORIES_SHOWN = 10
NEWEST_FIRST = Sort("newest", (Leg(("pk",)),), descending=True)


@dataclass(frozen=True)
class Asked:
    """The small filter of a history."""

    field: str = ""
    person: str = ""
    kind: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Entry:
    """One act, and what it changed here."""

    act: Act
    changes: list[ChangeWords] = field(default_factory=list)
    # How many changes are not told.
    more: int = 0

    @property
    def title(self) -> str:
        return deed_words(self.act.kind)

    @property
    def url(self) -> str:
        """Where the page of what it is about stands; empty where it is no commitment."""
        name = "milestone" if "-M" in self.act.about else "commitment"
        return reverse(name, args=[self.act.about]) if self.act.about.startswith("GCM-") else ""

    @property
    def day(self) -> date:
        return clock.day_of(self.act.at)

    @property
    def channel(self) -> str:
        return str(self.act.get_channel_display())


@dataclass(frozen=True)
class History:
    """A page of entries, newest first, by day."""

    days: list[tuple[date, list[Entry]]]
    page: Slice


def strands_of_commitment(commitment: Commitment) -> list[Strand]:
    """All versions that tell the story of a commitment, its milestones and what hangs on them."""
    here = [commitment.pk]
    # Milestones that are gone belong to the story, so their versions name them.
    milestones = versions_of(Milestone).objects.order_by()
    of_milestones = milestones.filter(commitment=commitment.pk).values("pgh_obj_id")
    return [
        _strand(Commitment, "pgh_obj", here),
        _strand(Milestone, "commitment", here),
        _strand(Update, "commitment", here),
        _strand(Rating, "commitment", here),
        *_claims(of_milestones),
        _strand(Evidence, "commitment", here),
        *_escalated("commitment", here),
        _strand(Task, "commitment", here),
        _strand(AgendaItem, "commitment", here),
        _strand(CommitmentPartner, "commitment", here),
        _strand(Contributor, "commitment", here),
    ]


def strands_of_record() -> list[Strand]:
    """All versions of what people write."""
    return [Strand(versions_of(model), "pgh_obj", None) for model in NAMES]


def strands_of_milestone(milestone: Milestone) -> list[Strand]:
    """All versions that tell the story of one milestone."""
    here = [milestone.pk]
    return [
        _strand(Milestone, "pgh_obj", here),
        *_claims(here),
        *_escalated("milestone", here),
        _strand(Evidence, "milestone", here),
    ]


def _escalated(field: str, here: list[int]) -> list[Strand]:
    opened = versions_of(Escalation).objects.order_by().filter(**{f"{field}__in": here})
    return [
        _strand(Escalation, field, here),
        _strand(EscalationAnswer, "escalation", opened.values("pgh_obj_id")),
    ]


def _claims(milestones: Any) -> list[Strand]:
    submissions = versions_of(Submission).objects.order_by()
    sent = submissions.filter(milestone__in=milestones).values("pgh_obj_id")
    return [
        _strand(Submission, "milestone", milestones),
        # A decision changes its milestone in the same act.
        Strand(versions_of(Review), "submission", sent, follows=True),
        _strand(DateRequest, "milestone", milestones),
    ]


def _strand(model: Any, column: str, keys: Any) -> Strand:
    return Strand(versions_of(model), column, keys)


def history(strands: Sequence[Strand], asked: Asked, *, cursor: str = "") -> History:
    """The entries of a story that a filter leaves. Raises BadCursor.

    The number of queries does not depend on how long the story is.
    """
    return told(_acts(strands, asked), strands, cursor=cursor)


def told(
    acts: QuerySet[Act],
    strands: Sequence[Strand],
    *,
    cursor: str,
    briefly: tuple[str, ...] = (),
    most: int | None = None,
) -> History:
    """A page of some acts, newest first, each with what it changed in the strands.

    At most so many changes of each; kinds that begin with one of `briefly` without any. Raises
    BadCursor.
    """
    page = slice_of(acts, NEWEST_FIRST, cursor=cursor, size=ENTRIES_SHOWN)
    rows = Act.objects.filter(pk__in=page.keys).select_related("person", "post", "organisation")
    found = page.ordered(list(rows))
    whole = [act.pk for act in found if not act.kind.startswith(briefly)]
    changed = in_words(changes_in(whole, strands))
    entries = [_entry(act, changed.get(act.pk, []), most) for act in found]
    days = [(day, list(of_day)) for day, of_day in groupby(entries, key=lambda one: one.day)]
    return History(days, page)


def _entry(act: Act, changes: list[ChangeWords], most: int | None) -> Entry:
    shown = changes[:most]
    return Entry(act, shown, len(changes) - len(shown))


def narrowed(
    acts: QuerySet[Act],
    *,
    person: str = "",
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[Act]:
    """The acts of a person or post, of a kind, from a day to a day; what is empty asks nothing."""
    if kind:
        acts = acts.filter(kind=kind)
    if person:
        acts = acts.filter(Q(person__name__icontains=person) | Q(post__title__icontains=person))
    if since:
        acts = acts.filter(at__gte=clock.end_of_day(since - timedelta(days=1)))
    if until:
        acts = acts.filter(at__lt=clock.end_of_day(until))
    return acts


def _acts(strands: Sequence[Strand], asked: Asked) -> QuerySet[Act]:
    acts = acts_about(strands)
    if asked.field:
        acts = acts_on_field(acts, strands, asked.field)
    return narrowed(
        acts, person=asked.person, kind=asked.kind, since=asked.since, until=asked.until
    )


def deadline_stories(milestones: QuerySet[Milestone]) -> list[tuple[Milestone, str]]:
    """How the deadlines of these milestones moved, those that moved last first. Two queries."""
    moved = list(milestones.filter(moves__gt=0).order_by("-pk")[:STORIES_SHOWN])
    requests = DateRequest.objects.filter(milestone__in=moved).exclude(
        outcome__in=[DateOutcome.WAITING, DateOutcome.REFUSED, DateOutcome.WITHDRAWN]
    )
    steps: dict[int, list[DateRequest]] = {row.pk: [] for row in moved}
    for request in requests.order_by("id"):
        steps[request.milestone_id].append(request)
    return [(row, "".join(_story(row, steps[row.pk]))) for row in moved]


def _story(milestone: Milestone, requests: list[DateRequest]) -> Iterator[str]:
    """ "First deadline 31 March 2026 → 30 June 2026 (approved 20 March, …); expected 14 July." """
    today = clock.today()
    if milestone.first_deadline:
        yield _("First deadline %(day)s") % {"day": in_text(milestone.first_deadline)}
    for request in requests:
        cause = str(DelayCause(request.cause).label)
        facts = {
            "day": in_text(request.decided_deadline) if request.decided_deadline else "",
            "decided": near(request.decided_on, on=today) if request.decided_on else "",
            "cause": cause[:1].lower() + cause[1:],
        }
        yield " " + _("→ %(day)s (approved %(decided)s, %(cause)s)") % facts
    if milestone.expected_on and milestone.expected_on >= today:
        yield _("; expected %(day)s") % {"day": near(milestone.expected_on, on=today)}
