"""The worked examples of the clock (4.1) and of the past (4.11), day by day."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Organisation, User
from commitments.models import Commitment, Milestone
from commitments.rules import timing
from commitments.rules.facts import MilestoneFacts
from commitments.services import dates
from history import clock
from history.as_of import as_of
from tests.commitments.services import deeds
from tests.factories import CommitmentFactory, MilestoneFactory, holder_of, post_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_stockholm(settings: Any) -> None:
    settings.REPORTING_TIME_ZONE = "Europe/Stockholm"


def at(month: int, day: int, hour: int = 12) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Stockholm", "Pacific/Auckland"])
@pytest.mark.parametrize(
    ("moment", "days"),
    [
        (datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC), 0),
        (datetime(2026, 6, 15, 22, 0, tzinfo=UTC), 1),
        (datetime(2026, 6, 15, 22, 30, tzinfo=UTC), 1),
    ],
)
def test_T_C1_overdue_begins_for_everyone_at_the_same_moment(
    commitment: Commitment, zone: str, moment: datetime, days: int
) -> None:
    MilestoneFactory(commitment=commitment, deadline=date(2026, 6, 15))

    with clock.stand_at(moment), timezone.override(zone):
        [row] = Milestone.objects.all()
        late = timing.days_overdue(MilestoneFacts.of(row), on=clock.today())
        listed = Milestone.objects.overdue().count()

    assert (late, listed) == (days, min(days, 1))


@pytest.fixture
def milestone_x(ministry: Organisation, coordinator: User) -> Milestone:
    """Achieved 3 March, submitted 20 March, accepted 24 March; moved on 20 March at 14:00."""
    with clock.stand_at(at(1, 10)):
        owner = holder_of("official", ministry)
        commitment = CommitmentFactory(
            lead_organisation=ministry, accountable_post=post_of(owner), ends_on=date(2026, 12, 31)
        )
        row = MilestoneFactory(commitment=commitment, in_progress=True, deadline=date(2026, 3, 31))
    with clock.stand_at(at(3, 18)):
        request = dates.ask_for_date(
            row,
            by=owner,
            asked_deadline=date(2026, 6, 30),
            cause="procedure",
            explanation="The tender was opened again.",
        )
    with clock.stand_at(at(3, 20, 13)):
        dates.decide_date(request, by=coordinator, outcome="approved")
        deeds.submit(row, owner, achieved_on=date(2026, 3, 3))
    with clock.stand_at(at(3, 24)):
        row.refresh_from_db()
        deeds.accept(row, coordinator)
    return row


@pytest.mark.parametrize(
    ("day", "state", "deadline", "achieved"),
    [
        (date(2026, 3, 10), "in_progress", date(2026, 3, 31), None),
        (date(2026, 3, 19), "in_progress", date(2026, 3, 31), None),
        (date(2026, 3, 20), "submitted", date(2026, 6, 30), date(2026, 3, 3)),
        (date(2026, 3, 24), "achieved", date(2026, 6, 30), date(2026, 3, 3)),
    ],
)
def test_T_A3_milestone_X_is_shown_as_it_was_known(
    milestone_x: Milestone, day: date, state: str, deadline: date, achieved: date | None
) -> None:
    with as_of(day):
        then = Milestone.objects.get(pk=milestone_x.pk)

    assert (then.state, then.deadline, then.achieved_on) == (state, deadline, achieved)
    assert then.first_deadline == date(2026, 3, 31)
