"""Stocktakes: the proposed agenda, the agenda, and the brief of one item (screen 12)."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Organisation, User
from commitments.models import (
    AgendaItem,
    Commitment,
    Escalation,
    EscalationAnswer,
    Milestone,
    Objective,
    Stocktake,
    Update,
)
from commitments.rights import Right
from commitments.rules.confidence import RANK
from commitments.rules.escalation import EscalationLevel
from commitments.rules.facts import MilestoneFacts
from commitments.rules.stocktake import ITEMS_AT_MOST, PAUSE_DAYS, SINCE_DAYS, Section
from commitments.rules.story import dates_sentence
from commitments.rules.words import CommitmentState, Confidence, MilestoneState
from commitments.selectors.escalations import tasks_of
from commitments.selectors.headline import Digest, digests
from commitments.services.stocktakes import Proposal
from history import clock
from history.as_of import as_of, earliest_day

Rows = TypeVar("Rows", bound=QuerySet[Any, Any])
# More than an agenda can take of any part; what lies beyond is counted from here on.
READ_AT_MOST = 5 * ITEMS_AT_MOST


@dataclass(frozen=True)
class Scope:
    """What a meeting looks at; what is empty does not narrow."""

    objective: Objective | None = None
    level: str = ""
    organisation: Organisation | None = None

    def of(self, rows: Rows, prefix: str = "") -> Rows:
        wanted: dict[str, Any] = {
            "main_objective": self.objective,
            "level": self.level,
            "lead_organisation": self.organisation,
        }
        return rows.filter(**{f"{prefix}{name}": value for name, value in wanted.items() if value})


@dataclass
class Brief:
    """One item on one screen."""

    item: AgendaItem
    digest: Digest
    sentence: str = ""
    latest: Update | None = None
    answer: EscalationAnswer | None = None
    tasks: list[dict[str, Any]] = field(default_factory=list)
    number: int = 1
    of: int = 1
    previous: AgendaItem | None = None
    next: AgendaItem | None = None


def propose(user: User, meets_on: date, scope: Scope) -> list[Proposal]:
    """The agenda in its order, each thing once, under the first part that it belongs to.

    Decisions needed, off track, worse than last time, longest overdue, pauses ending, good news.
    """
    found: dict[tuple[int, int | None], Proposal] = {}
    for proposal in _all(user, meets_on, scope):
        key = (proposal.commitment.pk, proposal.milestone.pk if proposal.milestone else None)
        # What is said of a commitment as a whole is not said again of its milestones.
        is_told = proposal.section != Section.GOOD_NEWS and (key[0], None) in found
        if not is_told:
            found.setdefault(key, proposal)
    return list(found.values())


def last_before(meets_on: date) -> date:
    """The day of the meeting before, or 90 days before today."""
    earlier = Stocktake.objects.filter(meets_on__lt=min(meets_on, clock.real_today()))
    last = earlier.order_by("-meets_on").values_list("meets_on", flat=True).first()
    return last or clock.real_today() - timedelta(days=SINCE_DAYS)


def stocktakes(user: User) -> QuerySet[Stocktake]:
    """All meetings, the newest first, with how much of their agenda was decided."""
    rows = Stocktake.objects.select_related("objective", "organisation", "made_by")
    # Each counted by itself: the past has no keys that a grouping could rest on.
    items = AgendaItem.objects.filter(stocktake=OuterRef("pk")).order_by()
    counted = items.values("stocktake").annotate(n=Count("pk")).values("n")
    decided = items.exclude(decision="").values("stocktake").annotate(n=Count("pk")).values("n")
    return rows.annotate(
        talked_about=Coalesce(Subquery(counted), 0), decided=Coalesce(Subquery(decided), 0)
    ).order_by("-meets_on", "-pk")


def agenda(stocktake: Stocktake, user: User) -> list[AgendaItem]:
    """The items whose commitments the person may see, in the order of the agenda."""
    visible = Commitment.objects.visible_to(user)
    rows = AgendaItem.objects.filter(stocktake=stocktake, commitment__in=visible)
    return list(
        rows.select_related(
            "commitment__lead_organisation", "milestone", "escalation", "decided_by"
        )
        .prefetch_related("tasks__post__organisation")
        .order_by("position", "pk")
    )


def brief(stocktake: Stocktake, pk: int, user: User, *, writing: bool) -> Brief | None:
    """One item with what a decision rests on, and its neighbours; None where it is not theirs."""
    items = agenda(stocktake, user)
    at = next((place for place, item in enumerate(items) if item.pk == pk), None)
    if at is None:
        return None
    item = items[at]
    commitment = item.commitment
    found = Brief(
        item,
        digests([commitment])[commitment.pk],
        latest=commitment.updates.select_related("published_by", "post").order_by("-pk").first(),
        tasks=tasks_of(commitment, user, writing=writing),
        number=at + 1,
        of=len(items),
        previous=items[at - 1] if at else None,
        next=items[at + 1] if at + 1 < len(items) else None,
    )
    if item.milestone:
        facts = MilestoneFacts.of(item.milestone)
        found.sentence = dates_sentence(facts, moves=item.milestone.moves, on=clock.today())
    if item.escalation:
        answers = item.escalation.answers.select_related("answered_by")
        found.answer = answers.order_by("-pk").first()
    return found


def _all(user: User, meets_on: date, scope: Scope) -> Iterator[Proposal]:
    seen = scope.of(Commitment.objects.reached_by(user, Right.SEE).active()).order_by("code")
    yield from _decisions(user, scope)
    for row in seen.headline(Confidence.OFF_TRACK)[:READ_AT_MOST]:
        yield Proposal(Section.OFF_TRACK, row)
    since = last_before(meets_on)
    for row in _worse(seen, since):
        yield Proposal(Section.WORSE, row)
    steps = scope.of(
        Milestone.objects.reached_by(user, Right.SEE)
        .filter(commitment__state=CommitmentState.ACTIVE)
        .select_related("commitment"),
        "commitment__",
    )
    for step in steps.overdue().order_by("deadline", "pk")[:READ_AT_MOST]:
        yield Proposal(Section.OVERDUE, step.commitment, step)
    until = meets_on + timedelta(days=PAUSE_DAYS)
    paused = scope.of(Commitment.objects.reached_by(user, Right.SEE)).filter(
        state=CommitmentState.PAUSED, review_by__lte=until
    )
    for row in paused.order_by("review_by", "pk")[:READ_AT_MOST]:
        yield Proposal(Section.PAUSE, row)
    held = steps.filter(state=MilestoneState.PAUSED, review_by__lte=until)
    for step in held.order_by("review_by", "pk")[:READ_AT_MOST]:
        yield Proposal(Section.PAUSE, step.commitment, step)
    achieved = steps.filter(state=MilestoneState.ACHIEVED, achieved_on__gt=since)
    for step in achieved.order_by("-achieved_on", "pk")[:READ_AT_MOST]:
        yield Proposal(Section.GOOD_NEWS, step.commitment, step)


def _decisions(user: User, scope: Scope) -> Iterator[Proposal]:
    """What is before the steering group, and what was answered and not decided."""
    rows = scope.of(Escalation.objects.reached_by(user, Right.SEE).open(), "commitment__")
    rows = rows.filter(
        Q(level=EscalationLevel.STEERING_GROUP) | Q(answered_on__isnull=False),
        decided_on=None,
        commitment__state=CommitmentState.ACTIVE,
    )
    for one in rows.select_related("commitment", "milestone").order_by("-level", "answer_by", "pk")[
        :READ_AT_MOST
    ]:
        yield Proposal(Section.DECISION, one.commitment, one.milestone, one)


def _worse(seen: Any, since: date) -> list[Commitment]:
    """The headline now against that of the meeting before, the biggest fall first (H8)."""
    earliest = earliest_day()
    rows = list(seen.headline(Confidence.AT_RISK, Confidence.OFF_TRACK)[:READ_AT_MOST])
    if not rows or earliest is None or since < earliest:
        return []
    now = digests(rows)
    with as_of(since):
        then_rows = list(Commitment.objects.filter(pk__in=[row.pk for row in rows]))
        then = digests(then_rows, on=since)
    falls = [(_fall(now[row.pk], then.get(row.pk)), row) for row in rows]
    fallen = [(fall, row) for fall, row in falls if fall > 0]
    return [row for _fall_, row in sorted(fallen, key=lambda one: (-one[0], one[1].code))]


def _fall(now: Digest, then: Digest | None) -> int:
    """By how many levels it fell; 0 where either is not rated."""
    if now.assessment is None or then is None or then.assessment is None:
        return 0
    before, after = then.assessment.headline, now.assessment.headline
    return RANK[before] - RANK[after] if before and after else 0
