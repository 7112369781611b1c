"""Delivery over real SMTP: each letter once, whatever breaks on the way (S1 to S7)."""

import os
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from multiprocessing import get_context
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.reminders import delivery, grouping, planning
from commitments.reminders.models import Letter, Notice
from history import clock
from tests import servers
from tests.commitments.reminders.conftest import june, moment
from tests.factories import CommitmentFactory, MilestoneFactory, holder_of, post_of, seeding

pytestmark = pytest.mark.django_db
# For tests whose other processes and threads must see what was written.
committed = pytest.mark.django_db(transaction=True)

MONDAY = moment(june(15))
People = Callable[[int], list[User]]


@pytest.fixture
def smtp(settings: Any, smtp_server: servers.MailServer) -> servers.MailServer:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_server.port
    settings.EMAIL_TIMEOUT = 5
    return smtp_server


@pytest.fixture
def owners(ministry: Organisation) -> People:
    """So many people with one overdue milestone each, and their letters of Monday."""

    def make(count: int) -> list[User]:
        found = [holder_of(Role.OFFICIAL, ministry) for _number in range(count)]
        for owner in found:
            promise = CommitmentFactory(
                lead_organisation=ministry, accountable_post=post_of(owner), agreed_on=june(1)
            )
            MilestoneFactory(commitment=promise, deadline=june(12))
        with clock.stand_at(MONDAY):
            planning.plan()
            assert grouping.write_letters() == count
        return found

    return make


def send(after: timedelta = timedelta()) -> int:
    """One run of delivery, so long after Monday morning."""
    with clock.stand_at(MONDAY + after):
        return delivery.send_letters(list(Letter.objects.ready().values_list("pk", flat=True)))


def arrived(server: servers.MailServer) -> list[str]:
    return sorted(address for letter in server.letters for address in letter.recipients)


def states() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("state", flat=True))


def test_letters_go_one_to_an_envelope_over_one_connection(
    smtp: servers.MailServer, owners: People
) -> None:
    people = owners(5)

    assert send() == 5

    assert arrived(smtp) == sorted(person.email for person in people)
    assert {len(letter.recipients) for letter in smtp.letters} == {1}
    assert smtp.connections == 1
    row = Letter.objects.get(person=people[0])
    assert (row.state, row.answer, row.address) == ("sent", "250 Accepted", people[0].email)
    [same] = [one for one in smtp.letters if one.recipients == [row.address]]
    assert (same.message["Message-ID"], same.message["Subject"]) == (row.message_id, row.subject)


def test_the_same_task_delivered_three_times_sends_once(
    smtp: servers.MailServer, owners: People
) -> None:
    owners(3)
    pks = list(Letter.objects.values_list("pk", flat=True))

    with clock.stand_at(MONDAY):
        sent = [delivery.send_letters(pks) for _time in range(3)]

    assert sent == [3, 0, 0]
    assert len(smtp.letters) == 3


@committed
def test_workers_side_by_side_send_each_letter_once(
    smtp: servers.MailServer, owners: People
) -> None:
    people = owners(12)
    pks = list(Letter.objects.values_list("pk", flat=True))

    _side_by_side(4, lambda: delivery.send_letters(pks))

    assert arrived(smtp) == sorted(person.email for person in people)
    assert states() == ["sent"] * 12


@committed
def test_planners_side_by_side_plan_and_write_once(ministry: Organisation, owners: People) -> None:
    owners(1)
    owner = holder_of(Role.OFFICIAL, ministry)
    promise = CommitmentFactory(
        lead_organisation=ministry, accountable_post=post_of(owner), agreed_on=june(1)
    )
    MilestoneFactory.create_batch(20, commitment=promise, deadline=june(12))

    def run() -> None:
        planning.plan()
        grouping.write_letters()

    _side_by_side(4, run)

    assert Notice.objects.filter(person=owner).count() == 20
    assert Letter.objects.filter(person=owner).count() == 1


def _side_by_side(count: int, job: Callable[[], Any]) -> None:
    """Run a job in threads of their own, each with its own connection, all on Monday morning."""
    ready = threading.Barrier(count)
    problems: list[BaseException] = []

    def work() -> None:
        try:
            ready.wait()
            with clock.stand_at(MONDAY):
                job()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


def test_a_refused_recipient_is_shown_at_once_and_the_others_are_sent(
    smtp: servers.MailServer, owners: People
) -> None:
    people = owners(3)
    smtp.answers[people[1].email] = "550 5.1.1 No such person"

    assert send() == 2

    row = Letter.objects.get(person=people[1])
    assert (row.state, row.answer) == ("failed", "550 5.1.1 No such person")
    assert send(timedelta(hours=2)) == 0
    assert len(smtp.letters) == 2


def test_a_recipient_refused_for_now_is_tried_again_and_holds_up_nobody(
    smtp: servers.MailServer, owners: People
) -> None:
    people = owners(3)
    smtp.answers[people[0].email] = "451 4.7.1 Try again later"

    assert send() == 2
    assert Letter.objects.get(person=people[0]).state == "waiting"

    smtp.answers.clear()
    assert [send(timedelta(seconds=59)), send(timedelta(seconds=61))] == [0, 1]
    assert len(smtp.letters) == 3


@pytest.mark.parametrize(
    ("answer", "state"), [("554 5.7.1 Not wanted", "failed"), ("452 4.3.1 Full", "waiting")]
)
def test_a_text_that_is_not_taken_is_refused_or_tried_again(
    smtp: servers.MailServer, owners: People, answer: str, state: str
) -> None:
    owners(2)
    smtp.on_text = lambda _letter: answer if len(smtp.letters) == 1 else "250 Accepted"

    assert send() == 1

    first = Letter.objects.order_by("pk")[0]
    assert (first.state, first.answer) == (state, answer)


def test_a_server_that_is_away_stops_the_run_and_gets_everything_when_it_is_back(
    settings: Any, owners: People
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", servers.free_port()
    people = owners(3)

    assert send() == 0
    first = Letter.objects.order_by("pk")[0]
    assert states() == ["waiting"] * 3
    assert "ConnectionRefusedError" in first.answer

    with servers.mail_server(settings.EMAIL_PORT) as server:
        assert send(timedelta(hours=1)) == 3
        assert arrived(server) == sorted(person.email for person in people)


def test_what_a_server_did_not_take_all_day_goes_into_the_letter_of_the_next(
    settings: Any, owners: People
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", servers.free_port()
    owners(1)
    send()

    with servers.mail_server(settings.EMAIL_PORT) as server:
        assert send(timedelta(hours=9)) == 0  # 18:00
        with clock.stand_at(MONDAY + timedelta(days=1)):
            planning.plan()
            grouping.write_letters()
        assert send(timedelta(days=1)) == 1

        assert [one.message["Subject"][:17] for one in server.letters] == ["Overdue by 4 days"]
    assert states() == ["withdrawn", "sent"]
    assert Notice.objects.get().letter == Letter.objects.get(state="sent")


def test_a_line_cut_after_the_text_is_repeated_once_under_the_same_message_id(
    smtp: servers.MailServer, owners: People
) -> None:
    owners(2)
    smtp.on_text = lambda _letter: servers.CUT if len(smtp.letters) == 1 else "250 Accepted"

    assert send() == 1
    assert states() == ["unconfirmed", "sent"]

    assert [send(timedelta(seconds=1)), send(timedelta(hours=1))] == [1, 0]
    ids = [letter.message["Message-ID"] for letter in smtp.letters]
    assert len(ids) == 3
    assert ids[2] == ids[0] != ids[1]
    assert states() == ["sent", "sent"]


def test_a_letter_that_stays_unconfirmed_is_held_and_never_sent_a_third_time(
    smtp: servers.MailServer, owners: People
) -> None:
    owners(1)
    smtp.on_text = lambda _letter: servers.CUT

    for hours in range(5):
        send(timedelta(hours=hours, seconds=hours))

    assert len(smtp.letters) == 2
    assert states() == ["unconfirmed"]


def test_unconfirmed_letters_are_held_where_the_setting_says_so(
    smtp: servers.MailServer, owners: People, settings: Any
) -> None:
    settings.REPEAT_UNCONFIRMED = False
    owners(1)
    smtp.on_text = lambda _letter: servers.CUT

    send()
    send(timedelta(hours=1))

    assert len(smtp.letters) == 1


def _work(pks: list[int]) -> None:
    """A worker's process of its own."""
    connections.close_all()
    with clock.stand_at(MONDAY):
        delivery.send_letters(pks)


def _kill_in_the_middle(server: servers.MailServer, when: Callable[[], bool]) -> None:
    """Start a worker and kill it (SIGKILL) once `when` says so."""
    pks = list(Letter.objects.values_list("pk", flat=True))
    connections.close_all()
    worker = get_context("fork").Process(target=_work, args=(pks,))
    worker.start()
    deadline = time.monotonic() + 30
    while not when():
        assert time.monotonic() < deadline
        assert worker.is_alive()
        time.sleep(0.005)
    assert worker.pid is not None
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()


@committed
def test_a_worker_killed_between_sending_and_marking_repeats_one_letter_at_most(
    smtp: servers.MailServer, owners: People
) -> None:
    people = owners(6)
    reached, go_on = threading.Event(), threading.Event()

    def hang(_letter: servers.Letter) -> str:
        if len(smtp.letters) == 3 and not go_on.is_set():
            reached.set()
            go_on.wait(20)
        return "250 Accepted"

    smtp.on_text = hang
    _kill_in_the_middle(smtp, reached.is_set)
    go_on.set()
    assert sorted(states()) == ["sent", "sent", "unconfirmed", *["waiting"] * 3]

    # Before the lease ends nobody takes it; afterwards it goes once more, the rest once.
    assert send(timedelta(seconds=60)) == 3
    assert send(timedelta(seconds=121)) == 1

    assert set(arrived(smtp)) == {person.email for person in people}
    assert len(smtp.letters) == 7
    assert len({letter.message["Message-ID"] for letter in smtp.letters}) == 6
    assert states() == ["sent"] * 6


def test_a_letter_in_hand_of_a_dead_worker_goes_out_once_its_lease_ended(
    smtp: servers.MailServer, owners: People
) -> None:
    owners(1)
    with clock.stand_at(MONDAY):
        assert Letter.objects.claim(Letter.objects.get().pk) is not None
        assert Letter.objects.claim(Letter.objects.get().pk) is None

    assert [send(timedelta(seconds=119)), send(timedelta(seconds=121))] == [0, 1]
    assert Letter.objects.get().repeated is False


def test_only_the_attempt_that_holds_the_claim_settles(owners: People) -> None:
    owners(1)
    pk = Letter.objects.get().pk
    with clock.stand_at(MONDAY):
        slow = Letter.objects.claim(pk)
    with clock.stand_at(MONDAY + timedelta(seconds=121)):
        fast = Letter.objects.claim(pk)
    assert slow is not None
    assert fast is not None

    late = Letter.objects.held_by(slow).settle(state="waiting")

    assert late is False
    assert Letter.objects.held_by(fast).settle(state="waiting") is True


def _ask(question: str) -> Any:
    """One answer of the database over a connection of its own, from any thread."""
    known = connection.settings_dict
    with psycopg.connect(
        host=known["HOST"], port=known["PORT"] or None, dbname=known["NAME"], user=known["USER"],
        password=known["PASSWORD"] or None,
    ) as outside:  # fmt: skip
        found = outside.execute(question).fetchone()  # type: ignore[arg-type]
    return found[0] if found else None


@committed
def test_no_transaction_is_open_while_the_mail_server_talks(
    smtp: servers.MailServer, owners: People
) -> None:
    owners(2)
    seen: list[Any] = []

    def look(_letter: servers.Letter) -> str:
        seen.append(
            _ask(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
                "AND xact_start IS NOT NULL AND pid <> pg_backend_pid()"
            )
        )
        return "250 Accepted"

    smtp.on_text = look
    send()

    assert seen == [0, 0]


@committed
def test_a_database_that_goes_while_the_letter_goes_out_is_waited_for(
    smtp: servers.MailServer, owners: People
) -> None:
    owners(2)

    def end_connections(_letter: servers.Letter) -> str:
        if len(smtp.letters) == 1:
            _ask(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        return "250 Accepted"

    smtp.on_text = end_connections

    assert send() == 2
    assert (states(), len(smtp.letters)) == (["sent", "sent"], 2)


def test_a_letter_that_cannot_be_written_is_set_aside_and_stops_no_other(
    smtp: servers.MailServer, owners: People
) -> None:
    people = owners(2)
    with seeding():
        User.objects.filter(pk=people[0].pk).update(email="a@example.org\r\nBcc: b@example.org")

    assert send() == 1
    assert Letter.objects.get(person=people[0]).answer == "It could not be written."
    assert send(timedelta(minutes=59)) == 0

    with seeding():
        User.objects.filter(pk=people[0].pk).update(email=people[0].email)
    assert send(timedelta(minutes=61)) == 1


def test_what_joined_a_letter_after_it_was_read_waits_for_the_next(
    smtp: servers.MailServer, owners: People
) -> None:
    [person] = owners(1)
    letter = Letter.objects.get()
    with clock.stand_at(MONDAY):
        desk = delivery.Desk([letter])
        first = Notice.objects.get()
        late = MilestoneFactory(commitment=first.commitment, deadline=june(12))
        planning.plan()
        grouping.write_letters()
        carriers = delivery.Carriers()
        delivery.send_letter(letter.pk, person, desk, carriers.of(is_demo=False))
        carriers.close()

    assert Notice.objects.get(milestone=late).letter is None
    assert late.code not in smtp.letters[0].message.get_body(("plain",)).get_content()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reminders_letter SET answer = ''",
        "UPDATE reminders_notice SET withdrawn = 'quiet', withdrawn_on = '2026-06-15', "
        "letter_id = NULL",
        "DELETE FROM reminders_letter",
    ],
)
def test_what_was_sent_stays_as_it_was_sent(
    statement: str, smtp: servers.MailServer, owners: People
) -> None:
    owners(1)
    send()

    with (
        pytest.raises(DatabaseError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_day_that_the_clock_lost_is_not_sent_again(
    smtp: servers.MailServer, owners: People
) -> None:
    """Two days forward, then back: the letter of a day goes once, and nothing goes again."""
    owners(1)
    for days in (0, 2, 0, 1, 2):
        with clock.stand_at(MONDAY + timedelta(days=days)):
            planning.plan()
            grouping.write_letters()
        send(timedelta(days=days))

    assert len(smtp.letters) == 1
    assert timezone.is_aware(Letter.objects.get().settled_at)


@pytest.mark.parametrize("repeats", [True, False])
@pytest.mark.parametrize("state", ["waiting", "sending", "unconfirmed", "sent"])
def test_what_is_ready_is_what_can_be_claimed(
    owners: People, settings: Any, state: str, repeats: bool
) -> None:
    """The claim says the same as the queryset word, in each state, in and out of its hours."""
    settings.REPEAT_UNCONFIRMED = repeats
    [person] = owners(1)
    day, hour = timedelta(days=1), timedelta(hours=1)
    spans = [(-hour, hour), (hour, 2 * hour), (-2 * hour, -hour)]
    for n, (start, until) in enumerate(spans * 4):
        lease = hour if n % 2 else -hour
        Letter.objects.create(
            person=person, day=june(1) + n * day, at_once=True, state=state, made_at=MONDAY,
            send_from=MONDAY + start, send_until=MONDAY + until, repeated=n > 5,
            try_at=MONDAY + (hour if n % 4 == 1 else -hour),
            lease_until=None if state in ("waiting", "sent") else MONDAY + lease,
            settled_at=MONDAY if state == "sent" else None,
        )  # fmt: skip

    with clock.stand_at(MONDAY):
        ready = set(Letter.objects.ready().values_list("pk", flat=True))
        pks = list(Letter.objects.values_list("pk", flat=True))
        claimed = {pk for pk in pks if Letter.objects.claim(pk)}

    assert claimed == ready
