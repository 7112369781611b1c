"""Days of the worked examples, lived through one after another."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from accounts.models import Organisation, User
from commitments.models import Commitment, Milestone
from commitments.reminders import planning
from commitments.reminders.models import Notice
from history import clock
from tests.factories import CommitmentFactory, HolidayFactory, MilestoneFactory, post_of

NINE = time(7, tzinfo=UTC)  # in Stockholm, in summer

StandOn = Callable[[date, time], None]


def june(day: int) -> date:
    return date(2026, 6, day)


def moment(day: date, at: time = NINE) -> datetime:
    return datetime.combine(day, at)


@pytest.fixture
def stand_on() -> Iterator[StandOn]:
    """Hold the clock on a day, at nine in the morning unless told otherwise."""
    with ExitStack() as stack:

        def stand(day: date, at: time = NINE) -> None:
            stack.enter_context(clock.stand_at(moment(day, at)))

        yield stand


@pytest.fixture
def holidays(db: None) -> None:
    """Those of the worked examples."""
    for day in (date(2026, 5, 1), date(2026, 5, 14), june(19)):
        HolidayFactory(on=day)


@pytest.fixture
def site(settings: Any) -> None:
    """Where the pages are that letters lead to."""
    settings.SITE_URL = "https://tracker.example.org"


@pytest.fixture
def commitment(ministry: Organisation, official: User) -> Commitment:
    """Agreed so lately that no update is due in these tests."""
    return CommitmentFactory(
        lead_organisation=ministry,
        accountable_post=post_of(official),
        agreed_on=june(1),
        starts_on=date(2026, 1, 1),
    )


@pytest.fixture
def due(commitment: Commitment) -> Milestone:
    """Due on Friday 12 June."""
    return MilestoneFactory(commitment=commitment, in_progress=True, deadline=june(12))


def planned(day: date) -> list[tuple[str, str]]:
    """Plan a day; who is to be told of which rung, of what is in no letter yet."""
    planning.plan(on=day)
    rows = Notice.objects.open().order_by("person__name", "rung")
    return [(row.person.name, row.rung) for row in rows.select_related("person")]


def told(milestone: Milestone, person: User | None = None) -> list[tuple[str, str]]:
    """Every notice of a milestone, with what became of it."""
    rows = Notice.objects.filter(milestone=milestone).order_by("pk")
    if person:
        rows = rows.filter(person=person)
    return [(row.rung, row.withdrawn or "planned") for row in rows]
