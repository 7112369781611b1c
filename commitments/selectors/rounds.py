"""Reporting rounds as pages show them: who has reported, who has not, and how it ended (F4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Min, OuterRef, Subquery

from accounts.models import Tenure, User
from commitments.models import Commitment, Objective, ReportingRound, RoundLine, Update
from commitments.querysets.commitment import CommitmentQuerySet
from commitments.querysets.round import asked_in, not_reported, with_reported
from commitments.rules.rounds import Coverage, Phase, Reported, reported
from history import clock

PAGE = 25
# Whoever has not reported stands first: now, the longest silent; later, by the day of the report.
SILENT_FIRST = F("last_update_on").asc(nulls_first=True)
MISSING_FIRST = F("reported_on").asc(nulls_first=True)


@dataclass(frozen=True)
class Row:
    """A commitment in a round. `url` leads to it, `reported_on` is empty where nothing came."""

    commitment: Commitment
    title: str
    organisation: str
    owner: str
    state: Reported
    reported_on: date | None
    confidence: str


@dataclass(frozen=True)
class Followed:
    """A round with the part of it that a person sees."""

    round: ReportingRound
    phase: Phase
    coverage: Coverage
    page: Page[Any]
    rows: list[Row]
    bodies: list[tuple[str, Coverage]]
    show: str


@dataclass(frozen=True)
class Listed:
    """A round in the list of all; the coverage of one that has not opened is None."""

    round: ReportingRound
    phase: Phase
    coverage: Coverage | None


@dataclass(frozen=True)
class Rounds:
    """A page of the list."""

    page: Page[Any]
    rows: list[Listed]


@dataclass(frozen=True)
class Waiting:
    """A running round in which some commitments are still to be reported on."""

    round: ReportingRound
    count: int


def waiting_for(commitments: CommitmentQuerySet) -> list[Waiting]:
    """The running rounds that wait for some of these commitments, the nearest last day first.

    One query, and one for each round that runs.
    """
    running = ReportingRound.objects.running().order_by("closes_on", "pk")
    chosen = commitments.values("pk")
    found = [
        Waiting(row, not_reported(asked_in(row).filter(pk__in=chosen), row).count())
        for row in running
    ]
    return [one for one in found if one.count]


def rounds_listed(user: User, page: str = "") -> Rounds:
    """All rounds, newest first, with the coverage of what the person sees."""
    chosen = Paginator(ReportingRound.objects.select_related("organisation"), PAGE).get_page(page)
    found = list(chosen)
    seen = Commitment.objects.visible_to(user).values("pk")
    closed = [row.pk for row in found if row.is_closed]
    lines = RoundLine.objects.filter(round__in=closed, commitment__in=seen).order_by()
    kept = {
        pk: Coverage(done, asked)
        for pk, done, asked in lines.values_list("round").annotate(
            Count("reported_on"), Count("pk")
        )
    }
    today = clock.today()
    rows = []
    for row in found:
        phase = row.phase(on=today)
        # Few run at a time.
        coverage = coverage_now(row, user) if phase == Phase.OPEN else kept.get(row.pk)
        rows.append(Listed(row, phase, coverage))
    return Rounds(chosen, rows)


def coverage_now(found: ReportingRound, user: User) -> Coverage:
    """Of a round that is not closed, as far as the person sees it. Two queries."""
    rows = asked_in(found).visible_to(user)
    asked = rows.count()
    return Coverage(asked - not_reported(rows, found).count(), asked)


def followed(user: User, found: ReportingRound, *, show: str = "", page: str = "") -> Followed:
    """A page of the round: what it knew when it was closed, or what it knows now.

    `show` is `missing` for those not reported. As many queries whatever is in it.
    """
    if found.is_closed:
        return _closed(user, found, show, page)
    rows = asked_in(found).visible_to(user)
    bodies = _bodies_now(rows, found)
    coverage = _sum(bodies)
    shown = not_reported(rows, found) if show == "missing" else rows
    listed = with_reported(shown, found).select_related("lead_organisation", "accountable_post")
    holder = Tenure.objects.running().filter(post=OuterRef("accountable_post"))
    listed = listed.annotate(holder=Subquery(holder.values("holder__name")[:1]))
    chosen = Paginator(listed.order_by(SILENT_FIRST, "code"), PAGE).get_page(page)
    on_page: list[Any] = list(chosen)
    updates = Update.objects.in_bulk([row.update_in_round for row in on_page if row.reported_on])
    lines = [_row_now(row, found, updates) for row in on_page]
    return Followed(found, found.phase(), coverage, chosen, lines, bodies, show)


def late_since(found: ReportingRound, commitments: Sequence[int]) -> dict[int, date]:
    """By commitment the first update after the end of a round."""
    rows = Update.objects.filter(commitment__in=commitments, published_on__gt=found.closes_on)
    return dict(rows.order_by().values_list("commitment").annotate(Min("published_on")))


def objectives_of(found: ReportingRound) -> list[Objective]:
    """The objectives in its scope."""
    return list(Objective.objects.filter(number__in=found.objectives)) if found.objectives else []


def _closed(user: User, found: ReportingRound, show: str, page: str) -> Followed:
    lines = found.lines.filter(commitment__in=Commitment.objects.visible_to(user).values("pk"))
    names: Any = lines.order_by("organisation_name").values_list("organisation_name")
    counted = names.annotate(Count("reported_on"), Count("pk"))
    bodies = [(name, Coverage(done, asked)) for name, done, asked in counted]
    shown = lines.filter(reported_on=None) if show == "missing" else lines
    ordered = shown.select_related("commitment").order_by(MISSING_FIRST, "commitment__code")
    chosen = Paginator(ordered, PAGE).get_page(page)
    on_page = list(chosen)
    missing = [line.commitment_id for line in on_page if line.reported_on is None]
    late = late_since(found, missing) if missing else {}
    rows = [_row_kept(line, found, late) for line in on_page]
    return Followed(found, Phase.CLOSED, _sum(bodies), chosen, rows, bodies, show)


def _bodies_now(rows: CommitmentQuerySet, found: ReportingRound) -> list[tuple[str, Coverage]]:
    name = "lead_organisation__name"
    asked = rows.order_by(name).values_list(name).annotate(Count("pk"))
    missing = dict(not_reported(rows, found).order_by(name).values_list(name).annotate(Count("pk")))
    return [(body or "", Coverage(n - missing.get(body, 0), n)) for body, n in asked]


def _sum(bodies: list[tuple[str, Coverage]]) -> Coverage:
    return Coverage(sum(c.reported for _b, c in bodies), sum(c.asked for _b, c in bodies))


def _row_now(row: Any, found: ReportingRound, updates: dict[int, Update]) -> Row:
    update = updates.get(row.update_in_round)
    post, body = row.accountable_post, row.lead_organisation
    names = [post.title if post else "", row.holder or ""]
    return Row(
        commitment=row,
        title=row.title,
        organisation=body.name if body else "",
        owner=", ".join(filter(None, names)),
        state=reported(
            row.reported_on, None, closes_on=found.closes_on, on=min(clock.today(), found.closes_on)
        ),
        reported_on=row.reported_on,
        confidence=update.confidence if update else "",
    )


def _row_kept(line: RoundLine, found: ReportingRound, late: dict[int, date]) -> Row:
    late_on = late.get(line.commitment_id)
    state = reported(line.reported_on, late_on, closes_on=found.closes_on, on=date.max)
    return Row(
        commitment=line.commitment,
        title=line.title,
        organisation=line.organisation_name,
        owner=line.owner,
        state=state,
        reported_on=line.reported_on or late_on,
        confidence=line.confidence,
    )
