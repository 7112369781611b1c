"""The commitment page (screen 4): a fixed number of rows and queries a tab, whatever its size."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from accounts.models import Tenure, User
from accounts.words import OrganisationCategory
from accounts.working_days import WorkingCalendar
from commitments import permissions, source_words
from commitments.calendars import lazy_calendar
from commitments.models import (
    Commitment,
    CommitmentPartner,
    Contributor,
    Evidence,
    Milestone,
    MilestoneChange,
    Objective,
    Principle,
    Update,
)
from commitments.rights import Right
from commitments.rules import timing
from commitments.rules.facts import MilestoneFacts
from commitments.rules.freshness import next_update_by
from commitments.rules.labels import Timing, timing_label
from commitments.rules.states import allowed_commitment_moves
from commitments.rules.words import CommitmentState
from commitments.selectors.commitments import label_of, signed
from commitments.selectors.headline import Digest, digests
from commitments.selectors.paging import Leg, Slice, Sort, slice_of
from commitments.selectors.reached import reaches
from history import clock

SHORT = 6
NEXT_MILESTONES = 3
MILESTONES_SHOWN = 50
UPDATES_SHOWN = 20
DOCUMENTS_SHOWN = 25
PARTNERS_SHOWN = 100
ENDED_STATES = (CommitmentState.COMPLETED, CommitmentState.CLOSED_EARLY)
STEERING = frozenset({"pause", "resume", "complete", "close", "reopen"})

BY_NUMBER = Sort("number", (Leg(("number",)),))
NEWEST_FIRST = Sort("newest", (Leg(("pk",)),), descending=True)


@dataclass(frozen=True)
class May:
    """What the person may do with the commitment now. Everything is False on a past day."""

    log: bool = False
    draft: bool = False
    propose: bool = False
    agree: bool = False
    name_partners: bool = False
    escalate: bool = False
    # Names of the coordinator's moves of 4.4: pause, resume, complete, close, reopen.
    moves: frozenset[str] = frozenset()


@dataclass
class CommitmentPage:
    """What stands on every tab: the commitment, what the rules say of it, what may be done."""

    commitment: Commitment
    digest: Digest
    may: May
    on: date

    @property
    def owner(self) -> dict[str, str] | None:
        """Name and e-mail of who holds the accountable post on the day; None when vacant."""
        held: dict[str, str] | None = self.commitment.owner  # type: ignore[attr-defined]
        return held

    @property
    def standing(self) -> str:
        """Where it stands, in a sentence, where no confidence is shown (H9)."""
        match self.commitment.state:
            case CommitmentState.DRAFT:
                return _("A draft. It is no promise before a coordinator agrees it.")
            case CommitmentState.PROPOSED:
                return _("It waits for a coordinator to agree it. It is no promise yet.")
            case CommitmentState.PAUSED:
                return _("Paused. Nothing is overdue and nobody is reminded.")
        return _("No work is owed any more.")

    @property
    def next_timing(self) -> Timing | None:
        return label_of(self.digest.next_milestone)

    @property
    def update_due_on(self) -> date | None:
        """F1: the day on which the next update is due, while active."""
        commitment = self.commitment
        heard_on = commitment.last_update_on or commitment.agreed_on
        if commitment.state != CommitmentState.ACTIVE or heard_on is None:
            return None
        return next_update_by(heard_on, commitment.update_interval)

    @property
    def source_words(self) -> list[tuple[str, str]]:
        return source_words.shown(self.commitment.source_words)


@dataclass(frozen=True)
class MilestoneRow:
    """A milestone in a table, with what the rules say of it."""

    milestone: Milestone
    on: date
    # Shared by the rows of a page, and read only if one of them waits for review.
    calendar: WorkingCalendar = field(default_factory=lazy_calendar)

    @cached_property
    def facts(self) -> MilestoneFacts:
        return MilestoneFacts.of(self.milestone)

    @cached_property
    def timing(self) -> Timing:
        return timing_label(self.facts, on=self.on, calendar=self.calendar)

    @property
    def slippage(self) -> int | None:
        return timing.slippage(self.facts, on=self.on)

    @property
    def slip_words(self) -> str:
        """Slippage in days with its sign; "" where it cannot be told."""
        return signed(self.slippage)

    @property
    def short_code(self) -> str:
        """The part after the commitment's code: "M03"."""
        return self.milestone.code.rpartition("-")[2]


@dataclass(frozen=True)
class Part:
    """One page of the rows of a tab."""

    rows: list[Any]
    page: Slice


def commitments_of_page(user: User) -> QuerySet[Commitment]:
    """What the person may see, each row with all that the head of its pages names. One query."""
    running = Tenure.objects.running().filter(post=OuterRef("accountable_post"))
    held = JSONObject(name="holder__name", email="holder__email")
    return (
        Commitment.objects.visible_to(user)
        .select_related(
            "plan", "main_objective", "lead_organisation", "accountable_post__organisation"
        )
        .annotate(
            owner=Subquery(running.values(held=held)[:1]),
            may_log=reaches(user, Right.LOG, ""),
            may_draft=reaches(user, Right.DRAFT, ""),
            may_propose=reaches(user, Right.PROPOSE, ""),
        )
    )


def commitment_page(commitment: Commitment, user: User, *, writing: bool) -> CommitmentPage:
    """The head of the page of a row of `commitments_of_page`."""
    digest = digests([commitment], with_direction=True)[commitment.pk]
    may = _may(user, commitment, digest) if writing else May()
    return CommitmentPage(commitment, digest, may, clock.today())


def overview(commitment: Commitment) -> dict[str, Any]:
    """What the overview adds to the head (4a)."""
    rows = commitment.milestones.open().order_by(F("deadline").asc(nulls_last=True), "number")
    letters, numbers = commitment.principles, commitment.other_objectives
    return {
        "latest": _updates(commitment).order_by("-pk").first(),
        "next_milestones": _milestone_rows(rows[:NEXT_MILESTONES]),
        "partners": list(_partners(commitment)[: SHORT + 1]),
        "partners_shown": SHORT,
        "contributors": list(_contributors(commitment)[: SHORT + 1]),
        "principles": list(Principle.objects.filter(pk__in=letters)) if letters else [],
        "objectives": list(Objective.objects.filter(pk__in=numbers)) if numbers else [],
    }


def milestones(commitment: Commitment, *, cursor: str = "") -> Part:
    """The milestones by number (4c)."""
    page = slice_of(commitment.milestones.all(), BY_NUMBER, cursor=cursor, size=MILESTONES_SHOWN)
    rows = commitment.milestones.filter(pk__in=page.keys).select_related("responsible_post")
    return Part(_milestone_rows(page.ordered(list(rows))), page)


def partners(commitment: Commitment) -> dict[str, Any]:
    """Who takes part, by name, and which kinds of partner there are (4e)."""
    found = list(_partners(commitment)[: PARTNERS_SHOWN + 1])
    kinds = {partner.organisation.category for partner in found}
    return {
        "partners": found[:PARTNERS_SHOWN],
        "more_partners": len(found) > PARTNERS_SHOWN,
        "contributors": list(_contributors(commitment)[:PARTNERS_SHOWN]),
        "kinds": len(kinds),
        "missing": [
            label for kind, label in OrganisationCategory.choices if kind in SOCIETY - kinds
        ],
    }


# The partners of paragraph 44 whose absence is worth saying.
SOCIETY = frozenset(
    {
        OrganisationCategory.DIASPORA,
        OrganisationCategory.CIVIL_SOCIETY,
        OrganisationCategory.ACADEMIA,
        OrganisationCategory.PRIVATE_SECTOR,
        OrganisationCategory.TRADE_UNION,
    }
)


def updates(commitment: Commitment, *, cursor: str = "") -> Part:
    """The updates, newest first, with what each changed of milestones (4g)."""
    page = slice_of(commitment.updates.all(), NEWEST_FIRST, cursor=cursor, size=UPDATES_SHOWN)
    found = page.ordered(list(_updates(commitment).filter(pk__in=page.keys)))
    changes = MilestoneChange.objects.filter(update__in=page.keys).select_related("milestone")
    files = Evidence.objects.filter(update__in=page.keys).order_by("pk")
    by_update: dict[int, tuple[list[Any], list[Any]]] = {key: ([], []) for key in page.keys}
    for change in changes.order_by("milestone__number"):
        by_update[change.update_id][0].append(change)
    for file in files:
        by_update[file.update_id or 0][1].append(file)
    rows = [
        {"update": row, "changes": by_update[row.pk][0], "files": by_update[row.pk][1]}
        for row in found
    ]
    return Part(rows, page)


def documents(commitment: Commitment, *, cursor: str = "") -> Part:
    """Files and links, newest first (4h)."""
    page = slice_of(commitment.evidence.all(), NEWEST_FIRST, cursor=cursor, size=DOCUMENTS_SHOWN)
    rows = commitment.evidence.filter(pk__in=page.keys).select_related("milestone", "added_by")
    return Part(page.ordered(list(rows)), page)


def _updates(commitment: Commitment) -> QuerySet[Update]:
    return commitment.updates.select_related("published_by", "post__organisation")


def _partners(commitment: Commitment) -> QuerySet[CommitmentPartner]:
    return commitment.partners.select_related("organisation").order_by(
        "organisation__sort_key", "pk"
    )


def _contributors(commitment: Commitment) -> QuerySet[Contributor]:
    running = Tenure.objects.running().filter(post=OuterRef("post"))
    return (
        commitment.contributors.select_related("post__organisation")
        .annotate(holder_name=Subquery(running.values("holder__name")[:1]))
        .order_by("pk")
    )


def _milestone_rows(rows: Any) -> list[MilestoneRow]:
    today, calendar = clock.today(), lazy_calendar()
    return [MilestoneRow(row, today, calendar) for row in rows]


def _may(user: User, commitment: Commitment, digest: Digest) -> May:
    state = commitment.state
    moves = {move.name for move in allowed_commitment_moves(state)}
    steers = permissions.can_steer(user, commitment)
    if not digest.all_ended:
        moves -= {"complete"}
    drafts = state in (CommitmentState.DRAFT, CommitmentState.PROPOSED)
    return May(
        log=state == CommitmentState.ACTIVE and bool(commitment.may_log),  # type: ignore[attr-defined]
        draft=drafts and bool(commitment.may_draft),  # type: ignore[attr-defined]
        propose="propose" in moves and bool(commitment.may_propose),  # type: ignore[attr-defined]
        agree="agree" in moves and permissions.can_agree(user, commitment),
        name_partners=state not in ENDED_STATES and bool(commitment.may_draft),  # type: ignore[attr-defined]
        escalate=state == CommitmentState.ACTIVE and permissions.can_escalate(user, commitment),
        moves=frozenset(moves & STEERING) if steers else frozenset(),
    )
