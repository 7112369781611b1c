"""Administration: background tasks as administrators see them, and letters that did not leave."""

from datetime import timedelta
from typing import Any

import pytest
from celery import Celery
from celery.signals import task_failure
from django.test import Client
from kombu import pools

from accounts.models import User
from accounts.words import Role
from commitments.models import Job
from commitments.reminders.contents import Desk
from commitments.reminders.delivery import send_letter
from commitments.reminders.models import Letter, Notice
from commitments.selectors.jobs import JobState, job_lines
from commitments.services.jobs import task_began, task_ended
from history import clock
from history.models import Act
from tests.commitments.pages import words_of
from tests.commitments.reminders.test_occasions import Refusing
from tests.factories import CommitmentFactory, MilestoneFactory, holder_of, post_of, today
from tracker.celery import app

pytestmark = pytest.mark.django_db

EVERY = {"reminders.remind": timedelta(minutes=1)}


def state() -> JobState:
    return job_lines(EVERY)[0].state


@pytest.mark.parametrize("role", Role)
def test_jobs_are_seen_by_administrators_only(client: Client, role: Role) -> None:
    client.force_login(holder_of(role))
    expected = 200 if role == Role.ADMINISTRATOR else 403

    assert client.get("/administration").status_code == expected
    assert client.get("/administration/jobs").status_code == expected
    if expected == 403:
        assert client.post("/administration/jobs/history.seal/call").status_code == 403
        assert client.post("/administration/letters/1/again").status_code == 403


def test_job_is_well_when_its_newest_run_went_well() -> None:
    assert state() == JobState.NEVER

    task_began("reminders.remind")
    assert state() == JobState.RUNNING

    task_ended("reminders.remind", seconds=1.25)
    assert state() == JobState.WELL
    job = Job.objects.get()
    assert (job.runs, job.failures, job.milliseconds) == (1, 0, 1250)


def test_job_that_failed_says_so_until_it_goes_well() -> None:
    task_began("reminders.remind")
    task_ended("reminders.remind", seconds=1, error="OSError: disk full")
    assert state() == JobState.FAILED

    task_began("reminders.remind")
    task_ended("reminders.remind", seconds=1)
    assert state() == JobState.WELL
    job = Job.objects.get()
    assert (job.failures, job.error) == (1, "OSError: disk full")


def test_job_that_never_ended_was_stopped() -> None:
    with clock.stand_at(clock.now() - timedelta(minutes=11)):
        task_began("reminders.remind")

    assert state() == JobState.STOPPED


def test_job_that_the_clock_does_not_call_any_more_is_late() -> None:
    with clock.stand_at(clock.now() - timedelta(minutes=5)):
        task_began("reminders.remind")
        task_ended("reminders.remind", seconds=1)

    assert state() == JobState.LATE


def test_worker_writes_down_what_its_tasks_do(celery_app_eager: Celery) -> None:
    @celery_app_eager.task(name="tests.well")
    def well() -> None:
        """Does nothing."""

    @celery_app_eager.task(name="tests.failing")
    def failing() -> None:
        raise ValueError("Nothing is there.\nAnd more.")

    well.apply()
    failing.apply()

    assert list(Job.objects.order_by("name").values_list("name", "runs", "failures", "error")) == [
        ("tests.failing", 1, 1, "ValueError: Nothing is there."),
        ("tests.well", 1, 0, ""),
    ]


@pytest.fixture
def celery_app_eager() -> Any:
    from tracker.celery import app

    yield app
    for name in ("tests.well", "tests.failing"):
        app.tasks.pop(name, None)
    assert task_failure.receivers


def test_jobs_page_lists_every_task_of_the_clock_and_what_failed(
    client: Client, administrator: User
) -> None:
    from tracker.celery import app

    task_began("history.seal")
    task_ended("history.seal", seconds=1, error="OSError: disk full")
    client.force_login(administrator)

    page = client.get("/administration/jobs")

    told = [line.name for line in page.context["jobs"]]
    assert told == [entry["task"] for entry in app.conf.beat_schedule.values()]
    assert "OSError: disk full" in words_of(page)
    assert "Every letter left" in words_of(page)


def test_every_task_of_the_clock_has_a_name_in_words() -> None:
    from commitments.selectors.jobs import NAMES
    from tracker.celery import app

    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(NAMES)


def test_job_is_called_by_hand_and_that_is_on_record(client: Client, administrator: User) -> None:
    client.force_login(administrator)

    answer = client.post("/administration/jobs/history.seal/call", follow=True)

    assert "Called." in words_of(answer)
    assert Act.objects.get(kind="job.called").reason == "history.seal"
    assert client.post("/administration/jobs/tests.nothing/call").status_code == 404


def forget_connections() -> None:
    """Connect to the queue anew, wherever it is now; a closed pool stays closed for all."""
    pools.reset()
    app._pool = app.amqp._producer_pool = None


def test_job_is_not_called_while_the_queue_is_away(
    client: Client, administrator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.force_login(administrator)
    monkeypatch.setattr(app.conf, "broker_write_url", "redis://127.0.0.1:1/0")
    forget_connections()
    try:
        answer = client.post("/administration/jobs/history.seal/call", follow=True)
    finally:
        forget_connections()

    assert "The queue does not answer." in words_of(answer)
    assert not Act.objects.filter(kind="job.called").exists()


# --- Letters -------------------------------------------------------------------------------------


@pytest.fixture
def refused(official: User) -> Letter:
    """A letter about an overdue milestone whose recipient the mail server does not know."""
    promise = CommitmentFactory(accountable_post=post_of(official), agreed_on=today(-30))
    step = MilestoneFactory(commitment=promise, deadline=today(-1), responsible_post=None)
    now = clock.now()
    letter = Letter.objects.create(
        person=official, day=today(), send_from=now - timedelta(minutes=1),
        send_until=now + timedelta(hours=1), try_at=now - timedelta(seconds=1), made_at=now,
    )  # fmt: skip
    Notice.objects.create(
        person=official, post=post_of(official), because="owner", commitment=promise,
        milestone=step, rung=due_rung(step), counts_from=step.deadline, planned_on=today(),
        letter=letter,
    )  # fmt: skip
    deliver(official)
    letter.refresh_from_db()
    assert letter.state == "failed"
    return letter


def due_rung(step: Any) -> str:
    """The one that is due today, whatever weekday it is."""
    from commitments.reminders.situation import Situation

    [ask, *_rest] = Situation(milestones=[step.pk]).milestones[step.pk].asks
    return ask.rung.value


def deliver(*refusing: User) -> list[str]:
    """Send what is ready; returns the states of all letters."""
    letters = list(Letter.objects.ready().select_related("person"))
    desk = Desk(letters)
    for letter in letters:
        send_letter(letter.pk, letter.person, desk, Refusing(*refusing))
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def test_refused_letter_is_said_again_by_one_of_its_own(
    client: Client, administrator: User, refused: Letter, mailoutbox: list[Any]
) -> None:
    client.force_login(administrator)
    assert "550 5.1.1 No such person" in words_of(client.get("/administration/jobs"))

    for _time in range(2):
        client.post(f"/administration/letters/{refused.pk}/again")

    assert deliver() == ["failed", "sent"]
    [message] = mailoutbox
    assert message.subject == refused.subject
    assert Letter.objects.get(state="sent").again_of == refused
    page = client.get("/administration/jobs")
    assert "Every letter left" in words_of(page)
    assert "Sent" in words_of(client.get("/audit/reminders?outcome=sent"))
    assert Act.objects.filter(kind="letter.tried_again").exists()


def test_letter_refused_again_can_be_tried_once_more(
    client: Client, administrator: User, official: User, refused: Letter
) -> None:
    client.force_login(administrator)
    client.post(f"/administration/letters/{refused.pk}/again")
    assert deliver(official) == ["failed", "failed"]

    again = Letter.objects.get(again_of=refused)
    client.post(f"/administration/letters/{again.pk}/again")

    assert deliver() == ["failed", "failed", "sent"]


def test_waiting_letter_is_tried_now(client: Client, administrator: User, refused: Letter) -> None:
    now = clock.now()
    waits = Letter.objects.create(
        person=refused.person, day=today(1), send_from=now, send_until=now + timedelta(hours=1),
        try_at=now + timedelta(hours=1), made_at=now, answer="451 Later",
    )  # fmt: skip
    client.force_login(administrator)

    client.post(f"/administration/letters/{waits.pk}/again")

    assert list(Letter.objects.ready()) == [waits]


def test_letter_in_doubt_is_sent_once_more_under_its_own_number(
    client: Client, administrator: User, refused: Letter
) -> None:
    now = clock.now()
    held = Letter.objects.create(
        person=refused.person, day=today(1), send_from=now, send_until=now, try_at=now,
        made_at=now, state="unconfirmed", repeated=True,
    )  # fmt: skip
    client.force_login(administrator)
    assert not Letter.objects.ready().exists()

    client.post(f"/administration/letters/{held.pk}/again")

    [ready] = Letter.objects.ready()
    assert ready.message_id == held.message_id


def test_letter_that_was_sent_is_not_tried_again(
    client: Client, administrator: User, refused: Letter
) -> None:
    client.force_login(administrator)
    client.post(f"/administration/letters/{refused.pk}/again")
    deliver()
    sent = Letter.objects.get(state="sent")

    answer = client.post(f"/administration/letters/{sent.pk}/again", follow=True)

    assert "settled already" in words_of(answer)
    assert Letter.objects.count() == 2
