"""The figures counted anew: row by row with the pure rules and nothing of the figures."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from accounts.models import Tenure, User
from commitments.calendars import coordinating_calendar
from commitments.figures.models import MEASURES
from commitments.figures.reading import Part
from commitments.models import Commitment, DateRequest, Milestone
from commitments.rights import Right
from commitments.rules import timing
from commitments.rules.bands import OVERDUE_BANDS, band_of
from commitments.rules.confidence import assess
from commitments.rules.facts import MilestoneFacts
from commitments.rules.freshness import silence
from commitments.rules.words import CommitmentState, MilestoneState
from commitments.selectors.headline import confidence_facts
from history import clock

STATE_MEASURES = {"paused": "on_hold", "closed": "not_achieved"}
HELD = ("counted", "achieved", "counted_weight", "achieved_weight")


class Recount:
    """What `Reader` must answer one person today, entries without anything left out."""

    def __init__(self, user: User, right: Right = Right.SEE) -> None:
        rows = Commitment.objects.reached_by(user, right).prefetch_related("milestones")
        self.rows = [
            (_keys(row), row, of_commitment(row, clock.today())) for row in rows.distinct()
        ]

    def by(self, keys: tuple[str, ...], part: Part) -> dict[tuple[Any, ...], dict[str, int]]:
        found: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
        for key, _row, counts in self._wanted(part):
            found[tuple(key[name] for name in keys)].update(counts)
        return {key: {name: c[name] for name in MEASURES} for key, c in found.items()}

    def spread(
        self, name: str, part: Part, keys: tuple[str, ...]
    ) -> dict[tuple[Any, ...], Counter[int]]:
        found: dict[tuple[Any, ...], Counter[int]] = defaultdict(Counter)
        for key, row, _counts in self._wanted(part):
            found[tuple(key[name] for name in keys)].update(_days(row, name, clock.today()))
        return {key: days for key, days in found.items() if days}

    def _wanted(self, part: Part) -> Iterator[tuple[dict[str, Any], Commitment, Counter[str]]]:
        for found in self.rows:
            if all(found[0][name] == value for name, value in part.keys.items()):
                yield found


def _keys(row: Commitment) -> dict[str, Any]:
    return {
        "objective": row.main_objective_id,
        "level": row.level,
        "organisation": row.lead_organisation_id or -1,
    }


def of_commitment(row: Commitment, on: date) -> Counter[str]:
    """The measures of one commitment."""
    counts = Counter(_of_itself(row, on))
    facts = [(one, MilestoneFacts.of(one)) for one in row.milestones.all()]
    for one, fact in facts:
        counts.update(_of_milestone(one, fact, on))
    for _one, fact in facts:
        if fact.is_counted:
            counts["counted_weight"] += fact.weight
        if fact.is_achieved:
            counts["achieved_weight"] += fact.weight
    if row.state == CommitmentState.PAUSED:
        counts.update({f"held_{name}": counts[name] for name in HELD})
    if row.state == CommitmentState.ACTIVE:
        counts["escalations"] += row.open_escalations
        counts["pauses_to_check"] += sum(
            fact.state == MilestoneState.PAUSED and bool(one.review_by and one.review_by < on)
            for one, fact in facts
        )
    return counts


def _of_itself(row: Commitment, on: date) -> Iterator[str]:
    yield {"draft": "drafts"}.get(row.state, row.state)
    if row.state == CommitmentState.PAUSED and row.review_by and row.review_by < on:
        yield "pauses_to_check"
    has_holder = Tenure.objects.running(on=on).filter(post=row.accountable_post_id).exists()
    if row.state in ("proposed", "active", "paused") and not has_holder:
        yield "no_owner"
    if row.state == CommitmentState.ACTIVE:
        facts = tuple(MilestoneFacts.of(one) for one in row.milestones.all())
        assessed = assess(confidence_facts(row, facts), on=on)
        yield (assessed and assessed.headline) or "not_rated"
        heard = silence(
            last_update_on=row.last_update_on,
            agreed_on=row.agreed_on,
            interval=row.update_interval,
            on=on,
        )
        if heard:
            yield heard.word


def _of_milestone(one: Milestone, fact: MilestoneFacts, on: date) -> Iterator[str]:
    if fact.is_counted:
        yield "counted"
        yield STATE_MEASURES.get(fact.state, fact.state)
    if DateRequest.objects.waiting().filter(milestone=one).exists():
        yield "date_requests"
    if timing.is_review_late(fact, on=on, calendar=coordinating_calendar()):
        yield "review_late"
    if fact.is_open and fact.deadline is None:
        yield "no_deadline"
    achieved = fact.achieved if fact.is_achieved else None
    if achieved and on - timedelta(days=30) < achieved <= on:
        yield "achieved_lately"
    for name, day in (("first", fact.first_deadline), ("agreed", fact.deadline)):
        if fact.is_counted and day and on - timedelta(days=365) <= day < on:
            yield f"{name}_due"
            if achieved and achieved <= day:
                yield f"{name}_met"
    band = band_of(timing.days_overdue(fact, on=on), OVERDUE_BANDS)
    if band:
        number = OVERDUE_BANDS.index(band) + 1
        undated = fact.expected is None or fact.expected < on
        yield f"overdue_{number}"
        yield from (f"key_overdue_{number}" for _ in range(fact.is_key))
        yield from (f"undated_{number}" for _ in range(undated))
        yield from (f"key_undated_{number}" for _ in range(undated and fact.is_key))


def _days(row: Commitment, name: str, on: date) -> Iterable[int]:
    facts = [MilestoneFacts.of(one) for one in row.milestones.all()]
    if name == "slips":
        slips = [timing.slippage(one, on=on) for one in facts if one.is_counted]
        return [days for days in slips if days is not None]
    return [days for one in facts if (days := timing.days_overdue(one, on=on))]
