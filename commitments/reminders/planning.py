"""Plan the notices of a day. Late, repeated and parallel runs are harmless (L1, L2, S1)."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import connection, transaction
from django.db.models import Min, Q

from accounts.models import Deputy, Tenure
from accounts.working_days import WorkingCalendar
from commitments.models import Commitment, Escalation, Milestone
from commitments.reminders import handing_over
from commitments.reminders.models import Away, Notice, Watch
from commitments.reminders.noting import key_of, notice_of
from commitments.reminders.rules.words import Withdrawal
from commitments.reminders.situation import RUNNING, Ask, Item, Key, Situation
from commitments.services.escalations import open_by_rule
from history import clock

BATCH = 500
# A day before any other; the triggers of migration 0002 name the same.
AT_ONCE = date(1, 1, 1)


@dataclass
class Planned:
    """What a run did."""

    looked_at: int = 0
    notices: int = 0
    withdrawn: int = 0
    escalated: int = 0


def plan(*, on: date | None = None) -> Planned:
    """Plan what is due on a day, in batches of one transaction each.

    Reads only items whose stored day has come, so that its cost follows what is due. A day that
    was missed is caught up by the highest rung.
    """
    done, day = Planned(), on or clock.today()
    waiting = Waiting()
    while _plan_batch(day, done, waiting):
        _open(waiting, day, done)
    return done


@dataclass
class Waiting:
    """What is looked at again once its escalation is open (E1), and how to open it."""

    milestones: list[tuple[int, Milestone, WorkingCalendar]] = field(default_factory=list)
    # The watches of what could not be opened; the next run finds them again.
    left: set[int] = field(default_factory=set)


def _open(waiting: Waiting, on: date, done: Planned) -> None:
    """Outside the transaction of a batch: a service locks a commitment first, and its rows after.

    Whoever dies here left the stored days as they were, so the next run finds them again.
    """
    for watch, milestone, calendar in waiting.milestones:
        if open_by_rule(milestone, on=on, calendar=calendar):
            done.escalated += 1
        else:
            waiting.left.add(watch)
    waiting.milestones.clear()


def _plan_batch(on: date, done: Planned, waiting: Waiting) -> int:
    with transaction.atomic():
        # Two planners take different rows; a row that somebody changes now is looked at next time.
        due = Watch.objects.filter(look_on__lte=on).order_by("look_on", "pk")
        if waiting.left:
            due = due.exclude(pk__in=waiting.left)
        watches = list(due.select_for_update(skip_locked=True)[:BATCH])
        if not watches:
            return 0
        situation = Situation(
            milestones=[watch.milestone_id for watch in watches if watch.milestone_id],
            commitments=[watch.commitment_id for watch in watches if watch.commitment_id],
            on=on,
        )
        _write([*situation.milestones.values(), *situation.commitments.values()], on, done)
        handed_over = [watch.post_id for watch in watches if watch.post_id]
        following = _next_changes(handed_over, on) if handed_over else {}
        unopened = _unopened(situation)
        for watch in watches:
            if item := unopened.get(watch.milestone_id or 0):
                calendar = situation.calendars.of(item.duties.organisation_id)
                waiting.milestones.append((watch.pk, item.milestone, calendar))  # type: ignore[arg-type]
                continue
            watch.look_on = _next_look(watch, situation) or following.get(watch.post_id or 0)
        _keep(watches)
        if handed_over:
            _look_again(handed_over)
            done.notices += handing_over.plan(handed_over, on=on)
        done.looked_at += len(watches)
        return len(watches)


def _keep(watches: Collection[Watch]) -> None:
    """In one statement of two arrays: a CASE of hundreds of branches is slow to put together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reminders_watch w SET look_on = n.look_on"
            " FROM unnest(%s::bigint[], %s::date[]) n (id, look_on) WHERE w.id = n.id",
            [[watch.pk for watch in watches], [watch.look_on for watch in watches]],
        )


def _unopened(situation: Situation) -> dict[int, Item]:
    """Milestones that have come to E1, and whose deadline nobody escalated yet."""
    late = {
        pk: item
        for pk, item in situation.milestones.items()
        if item.escalation is None and item.is_to_be_escalated
    }
    if not late:
        return {}
    known = set(
        Escalation.objects.filter(milestone__in=late)
        .order_by()
        .values_list("milestone_id", "deadline")
    )
    return {
        pk: item
        for pk, item in late.items()
        if item.milestone and (pk, item.milestone.deadline) not in known
    }


def _next_look(watch: Watch, situation: Situation) -> date | None:
    item = situation.milestones.get(watch.milestone_id or 0)
    item = item or situation.commitments.get(watch.commitment_id or 0)
    return item.next_look() if item else None


def _write(items: Collection[Item], on: date, done: Planned) -> None:
    """Add what is due and not planned yet, and withdraw what is planned and not due any more."""
    wanted = {ask.key: ask for item in items for ask in item.asks}
    known = _known(items)
    new = [notice_of(ask, on) for key, ask in wanted.items() if key not in known]
    again = [row.pk for key, row in known.items() if key in wanted and row.withdrawn]
    Notice.objects.bulk_create(new, ignore_conflicts=True)
    if again:
        Notice.objects.filter(pk__in=again).update(withdrawn="", withdrawn_on=None, planned_on=on)
    done.notices += len(new) + len(again)
    done.withdrawn += _withdraw(items, wanted, known, on)


def _withdraw(
    items: Collection[Item], wanted: dict[Key, Ask], known: dict[Key, Notice], on: date
) -> int:
    by_milestone = {item.milestone.pk: item for item in items if item.milestone}
    by_commitment = {item.commitment.pk: item for item in items if item.milestone is None}
    reasons: dict[Withdrawal, list[int]] = defaultdict(list)
    for key, row in known.items():
        if row.letter_id is None and not row.withdrawn and key not in wanted:
            item = by_milestone.get(row.milestone_id or 0) or by_commitment[row.commitment_id or 0]
            reasons[item.why_not(row.rung, row.counts_from, row.cause)].append(row.pk)
    for reason, ids in reasons.items():
        Notice.objects.open().filter(pk__in=ids).update(withdrawn=reason, withdrawn_on=on)
    return sum(map(len, reasons.values()))


def _known(items: Collection[Item]) -> dict[Key, Notice]:
    """All notices of these items, whatever became of them."""
    milestones = [item.milestone.pk for item in items if item.milestone]
    commitments = [item.commitment.pk for item in items if item.milestone is None]
    rows = Notice.objects.filter(
        Q(milestone__in=milestones) | Q(milestone=None, commitment__in=commitments)
    )
    return {key_of(row): row for row in rows.order_by()}


def _next_changes(post_ids: list[int], on: date) -> dict[int, date]:
    """By post the next day on which somebody begins, leaves it vacant, or is back (L6, L8)."""
    of_these = Tenure.objects.filter(post__in=post_ids).order_by()
    starts = of_these.filter(starts_on__gt=on).values_list("post_id").annotate(Min("starts_on"))
    found = dict(starts)
    ends = of_these.filter(ends_on__gte=on).values_list("post_id").annotate(Min("ends_on"))
    for post_id, last_day in [
        *ends,
        *_last_days_of_deputies(post_ids, on),
        *_last_days_of_absences(post_ids, on),
    ]:
        found[post_id] = min(found.get(post_id, date.max), last_day + timedelta(days=1))
    return found


def _last_days_of_deputies(post_ids: list[int], on: date) -> Iterable[tuple[int, date]]:
    return (
        Deputy.objects.filter(post__in=post_ids, ends_on__gte=on)
        .order_by()
        .values_list("post_id", "ends_on")
    )


def _last_days_of_absences(post_ids: list[int], on: date) -> Iterable[tuple[int, date]]:
    held = dict(
        Tenure.objects.running(on=on).filter(post__in=post_ids).values_list("post_id", "holder_id")
    )
    last_days = dict(
        Away.objects.filter(person__in=held.values(), ends_on__gte=on)
        .order_by("-ends_on")
        .values_list("person_id", "ends_on")
    )
    return [(post, last_days[person]) for post, person in held.items() if person in last_days]


def _look_again(post_ids: list[int]) -> None:
    """L8, L6: who takes a post over or comes back to it is told of all that is due, in one letter.

    Never waits: whoever holds a row back sets its day to `AT_ONCE` anyway.
    """
    owned = Commitment.objects.filter(state__in=RUNNING, accountable_post__in=post_ids)
    steps = Milestone.objects.open().filter(
        Q(responsible_post__in=post_ids) | Q(commitment__in=owned)
    )
    rows = Watch.objects.filter(
        Q(milestone_id__in=steps.values("pk")) | Q(commitment_id__in=owned.values("pk"))
    )
    ids = list(rows.select_for_update(skip_locked=True, of=("self",)).values_list("pk", flat=True))
    Watch.objects.filter(pk__in=ids).update(look_on=AT_ONCE)
