"""The tasks of the clock: one call does all, and calling again does nothing more."""

from collections.abc import Iterator

import pytest
from django.core import mail

from accounts.models import Organisation
from accounts.words import Role
from commitments.reminders import tasks
from commitments.reminders.models import Letter
from history import clock
from tests.commitments.reminders.conftest import june, moment
from tests.factories import CommitmentFactory, MilestoneFactory, holder_of, post_of
from tracker.celery import app

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Tasks run where they are called, since only this thread's clock stands on the day."""
    app.conf.task_always_eager = True
    app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager = app.conf.task_eager_propagates = False


def test_a_call_of_the_clock_plans_writes_and_sends_and_another_adds_nothing(
    ministry: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Three letters in batches of two.
    monkeypatch.setattr(tasks, "BATCH", 2)
    owners = [holder_of(Role.OFFICIAL, ministry) for _number in range(3)]
    for owner in owners:
        promise = CommitmentFactory(
            lead_organisation=ministry, accountable_post=post_of(owner), agreed_on=june(1)
        )
        MilestoneFactory.create_batch(2, commitment=promise, deadline=june(12))

    with clock.stand_at(moment(june(15))):
        tasks.remind()
        tasks.remind()

    assert sorted(letter.to for letter in mail.outbox) == sorted([one.email] for one in owners)
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_a_task_with_numbers_that_mean_nothing_harms_nobody() -> None:
    tasks.send([1, 2, 3])

    assert mail.outbox == []
