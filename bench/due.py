"""Planning: the first look at all, days of their own, and very much that is due on one day."""

import os
from datetime import date, timedelta
from importlib import import_module
from typing import Any

from django.db import connection, transaction

from bench.going import in_processes, morning, next_working_day, timed
from bench.memory import Family
from bench.owners import EACH, add_owners
from bench.targets import Figures
from commitments.reminders.grouping import write_letters
from commitments.reminders.models import Letter, Notice
from commitments.reminders.planning import plan
from history import clock

DAYS = 3
OWNERS = 33_334
WORKERS = 2
# What somebody would write by hand: every open milestone is read, the rung worked out, and a notice
# written for the owner, and for the focal point from the second ask on.
BARE = """
    INSERT INTO reminders_notice (person_id, post_id, because, commitment_id, milestone_id, rung,
        counts_from, cause, planned_on, withdrawn, unmailed)
    SELECT t.holder_id, p.id, 'owner', c.id, m.id,
        CASE m.deadline - %(on)s WHEN 30 THEN 'r1' WHEN 7 THEN 'r2' WHEN 1 THEN 'r3'
            WHEN -1 THEN 'o1' WHEN -7 THEN 'o2' WHEN -14 THEN 'o3' ELSE 'e1' END,
        m.deadline, 1, %(on)s, '', ''
    FROM commitments_milestone m
    JOIN commitments_commitment c ON c.id = m.commitment_id AND c.state = 'active'
    JOIN accounts_post p ON p.id = c.accountable_post_id
    JOIN accounts_tenure t ON t.post_id = p.id AND t.starts_on <= %(on)s
        AND coalesce(t.ends_on >= %(on)s, true)
    LEFT JOIN commitments_daterequest r ON r.milestone_id = m.id AND r.outcome = 'waiting'
    WHERE m.state IN ('planned', 'in_progress', 'returned') AND r.id IS NULL
        AND m.deadline - %(on)s IN (30, 7, 1, -1, -7, -14, -30)
    ON CONFLICT DO NOTHING
"""
# What was missed long ago: else the first look opens thousands of escalations, each an act.
LONG_AGO = """
    UPDATE commitments_milestone SET state = 'achieved', achieved_on = deadline
    WHERE state IN ('planned', 'in_progress', 'returned') AND deadline < %(on)s - 28
"""


def measure_days(day: date, figures: Figures) -> date:
    """A first look at everything, then some working days one after another; returns the last."""
    _look_at_everything(day, figures)
    for _number in range(DAYS):
        day = next_working_day(day)
        _plan_a_day(day, figures)
    ours, items = figures["planning a day, ms"], figures["planning a day, items due"]
    figures["planning a day / bare SQL"] = ours / figures["planning a day, bare SQL ms"]
    figures["planning a day, ms an item"] = ours / max(items, 1)
    return day


def measure_many(day: date, figures: Figures) -> None:
    """100,000 milestones that became overdue on one day: planned, and put into letters."""
    owners = int(os.environ.get("BENCH_OWNERS", OWNERS))
    add_owners(owners, deadline=day - timedelta(days=1))
    with clock.stand_at(morning(day)):
        took = in_processes(lambda _number: plan(), WORKERS)
        planned = Notice.objects.filter(milestone__code__startswith="BENCH-", rung="o1").count()
        if planned != owners * EACH:
            raise RuntimeError(f"{planned} of {owners * EACH} items were planned.")
        figures["due at once, items"] = planned
        figures["due at once, planned in s"] = took
        figures["due at once, put into letters in s"] = timed(write_letters)
    if Letter.objects.filter(person__email__startswith="owner").count() != owners:
        raise RuntimeError("Not every owner has a letter.")


def _look_at_everything(day: date, figures: Figures) -> None:
    """The first look at a record whose triggers rested while it was filled."""
    look_again = import_module("commitments.reminders.migrations.0002_look_again")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(LONG_AGO, {"on": day})
        cursor.execute("DELETE FROM reminders_watch")
        cursor.execute(look_again.PRESENT)
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("RESET statement_timeout")
    with clock.stand_at(morning(day)):
        # Once small, so that what the program loads for good is no growth.
        Notice.objects.exists()
        family = Family(os.getpid())
        before = family.largest
        family.forget_peaks()
        done: list[Any] = []
        took = timed(lambda: done.append(plan()))
    figures["first look, items"] = done[0].looked_at
    figures["first look, items a second"] = done[0].looked_at / took
    figures["first look, growth MB"] = family.peak - before


def _plan_a_day(day: date, figures: Figures) -> None:
    with clock.stand_at(morning(day)):
        done: list[Any] = []
        ours = timed(lambda: done.append(plan())) * 1000
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        bare = timed(lambda: cursor.execute(BARE, {"on": day})) * 1000
        transaction.set_rollback(True)
    for name, value in (
        ("planning a day, items due", done[0].looked_at),
        ("planning a day, ms", ours),
        ("planning a day, bare SQL ms", bare),
    ):
        figures[name] = figures.get(name, 0) + value / DAYS
