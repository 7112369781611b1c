"""Days on which the clock, the mail server or the machine's time is wrong: one letter, the right
one, and nothing again."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Milestone
from commitments.reminders import tasks
from commitments.reminders.models import Letter, Notice
from history import clock
from tests import servers
from tests.commitments.reminders.conftest import june, moment
from tests.factories import CommitmentFactory, MilestoneFactory, holder_of, post_of
from tracker.celery import app

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holidays")]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _at_once() -> Iterator[None]:
    """Tasks run where they are called, since only this thread's clock stands on the day."""
    app.conf.task_always_eager = app.conf.task_eager_propagates = True
    yield
    app.conf.task_always_eager = app.conf.task_eager_propagates = False


@pytest.fixture
def port(settings: Any) -> int:
    """Where the mail server is, while it is there."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", servers.free_port()
    settings.EMAIL_TIMEOUT = 5
    found: int = settings.EMAIL_PORT
    return found


@pytest.fixture
def owner(ministry: Organisation) -> User:
    return holder_of(Role.OFFICIAL, ministry, name="Amina Larsson")


@pytest.fixture
def desk(owner: User, ministry: Organisation, coordinator: User) -> Milestone:
    """Due on Thursday 11 June, the day before a long outage."""
    promise = CommitmentFactory(
        lead_organisation=ministry, accountable_post=post_of(owner), agreed_on=june(1)
    )
    return MilestoneFactory(commitment=promise, title="Open the desk", deadline=june(11))


def call(at: datetime) -> None:
    with clock.stand_at(at):
        tasks.remind()


def through(first: date, last: date) -> None:
    """The clock calls from eight in the morning of a day until the evening of another.

    Every third hour is enough to see it.
    """
    day = first
    while day <= last:
        for hour in range(0, 11, 3):
            call(moment(day) + HOUR * (hour - 1))
        day += DAY


def subjects(post: servers.MailServer, person: User) -> list[str]:
    return [
        str(letter.message["Subject"])
        for letter in post.letters
        if letter.recipients == [person.email]
    ]


def test_W8_a_clock_that_stood_still_from_friday_to_monday_is_caught_up_by_one_letter(
    port: int, desk: Milestone, owner: User, coordinator: User
) -> None:
    with servers.mail_server(port) as post:
        through(june(11), june(11))
        post.letters.clear()

        through(june(16), june(17))

    assert subjects(post, owner) == [f"Overdue by 5 days: Open the desk ({desk.commitment.code})"]
    # The coordinator reads the digest of the week on Tuesday, once.
    assert [one[:19] for one in subjects(post, coordinator)] == ["Digest of the week:"]


def test_a_mail_server_away_for_three_days_over_a_weekend_loses_and_doubles_nothing(
    port: int, desk: Milestone, owner: User, coordinator: User
) -> None:
    through(june(12), june(15))
    assert not Letter.objects.filter(state="sent").exists()

    with servers.mail_server(port) as post:
        through(june(16), june(17))

    assert subjects(post, owner) == [f"Overdue by 5 days: Open the desk ({desk.commitment.code})"]
    assert [one[:19] for one in subjects(post, coordinator)] == ["Digest of the week:"]
    # O1 was planned on Friday and said on Tuesday.
    [said] = Notice.objects.filter(person=owner, rung="o1")
    assert (said.planned_on, said.letter.day) == (june(12), june(16))  # type: ignore[union-attr]


def test_a_mail_server_away_for_an_hour_delays_and_loses_nothing(
    port: int, desk: Milestone, owner: User
) -> None:
    for minute in range(0, 60, 5):
        call(moment(june(12)) + timedelta(minutes=minute))

    with servers.mail_server(port) as post:
        call(moment(june(12)) + HOUR + timedelta(minutes=1))
        call(moment(june(12)) + HOUR + timedelta(minutes=2))

    assert subjects(post, owner) == [f"Overdue by 1 day: Open the desk ({desk.commitment.code})"]


def test_a_clock_set_forward_and_back_sends_the_highest_rung_and_nothing_again(
    port: int, desk: Milestone, owner: User, coordinator: User
) -> None:
    with servers.mail_server(port) as post:
        for day in (12, 18, 12, 15, 16, 18):
            through(june(day), june(day))

    # Six days forward it was O2's day, so that O1 is said no more when the clock is back.
    assert [one[:18] for one in subjects(post, owner)] == [
        "Overdue by 1 day: ",
        "Overdue by 7 days:",
    ]
    days = Letter.objects.filter(state="sent", person=coordinator).values_list("day", flat=True)
    assert len(set(days)) == len(days)
    assert Notice.objects.filter(person=coordinator, rung="d2", letter__state="sent").count() == 2
