"""An answer to a reminder becomes a draft of its writer, or nothing at all."""

import asyncio
import smtplib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.test import Client

from accounts.models import Organisation, User
from accounts.words import Role
from commitments.models import Commitment, MailDraft, Milestone, Update
from commitments.reminders import grouping, planning
from commitments.reminders.delivery import send_letters
from commitments.reminders.inbound import listener, receiving
from commitments.reminders.inbound.addresses import read_address, reply_address
from commitments.reminders.inbound.receiving import Verdict, receive
from commitments.reminders.models import Letter, Notice
from history import clock
from tests.commitments.pages import hidden, words_of
from tests.commitments.reminders.conftest import june, moment
from tests.commitments.reminders.inbound.test_words import MAILS, WORDS
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    UserFactory,
    holder_of,
    post_of,
    seeding,
)
from tests.servers import free_port

pytestmark = pytest.mark.django_db
# For the server, which writes by a connection of its own.
committed = pytest.mark.django_db(transaction=True)

MONDAY = moment(june(15))
AMINA = "amina@example.org"


@pytest.fixture(autouse=True)
def _takes_answers(settings: Any) -> None:
    settings.INBOUND_ADDRESS = "reply@tracker.example.org"
    settings.INBOUND_LISTEN = ("127.0.0.1", 8025)
    settings.COORDINATION_EMAIL = "coordination@example.org"


@pytest.fixture
def official(ministry: Organisation) -> User:
    return holder_of(Role.OFFICIAL, ministry, name="Amina Larsson", email=AMINA)


@pytest.fixture
def commitment(ministry: Organisation, official: User) -> Commitment:
    return CommitmentFactory(
        lead_organisation=ministry, accountable_post=post_of(official), agreed_on=june(1)
    )


@pytest.fixture
def desk(commitment: Commitment) -> Milestone:
    return MilestoneFactory(commitment=commitment, deadline=june(12))


def letters() -> list[Any]:
    """The letters of Monday morning."""
    before = len(mail.outbox)
    with clock.stand_at(MONDAY):
        planning.plan()
        grouping.write_letters()
        send_letters(list(Letter.objects.ready().values_list("pk", flat=True)))
    return mail.outbox[before:]


@pytest.fixture
def address(desk: Milestone) -> str:
    """Where an answer to Amina's letter of one item goes."""
    [letter] = letters()
    [found] = letter.reply_to
    return found


def answer(name: str = "gmail-en", **headers: str) -> bytes:
    content = (MAILS / f"{name}.eml").read_bytes()
    for header, value in headers.items():
        lines = content.split(b"\r\n")
        marked = f"{header.replace('_', '-')}: ".encode()
        lines = [marked + value.encode() if line.startswith(marked) else line for line in lines]
        content = b"\r\n".join(lines)
    return content


def take(address: str, content: bytes | None = None, sender: str = AMINA) -> Verdict:
    with clock.stand_at(MONDAY):
        return receive(content or answer(), sender=sender, recipient=address)


def drafts() -> list[tuple[str, str]]:
    return list(MailDraft.objects.values_list("person__email", "text"))


def test_letter_of_one_item_is_answered_by_a_draft(address: str, desk: Milestone) -> None:
    assert "answer this letter: your words become a draft" in mail.outbox[0].body

    assert take(address) is Verdict.KEPT

    draft = MailDraft.objects.get()
    assert (draft.person.email, draft.commitment_id, draft.milestone_id, draft.text) == (
        AMINA, desk.commitment_id, desk.pk, WORDS["en"],
    )  # fmt: skip
    assert not Update.objects.exists()


def test_letter_of_several_items_has_an_address_for_each(
    commitment: Commitment, desk: Milestone
) -> None:
    other = MilestoneFactory(commitment=commitment, deadline=june(11))

    [letter] = letters()

    assert letter.reply_to == ["coordination@example.org"]
    for step in (desk, other):
        notice = Notice.objects.get(milestone=step)
        assert f"Answer by mail, as a draft: {reply_address(notice.pk, notice.letter_id or 0)}" in (
            letter.body
        )
        html = letter.alternatives[0].content
        assert f"mailto:{reply_address(notice.pk, notice.letter_id or 0)}" in html


def test_installation_that_takes_no_answers_names_no_address(
    desk: Milestone, settings: Any
) -> None:
    settings.INBOUND_ADDRESS = ""

    [letter] = letters()

    assert letter.reply_to == ["coordination@example.org"]
    assert "draft" not in letter.body
    assert read_address("reply+aaaa@tracker.example.org") is None


def test_address_survives_a_server_that_changes_its_case(address: str) -> None:
    assert len(address.partition("@")[0]) <= 64
    assert take(address.upper()) is Verdict.KEPT


@pytest.mark.parametrize("place", [6, 14, 37])
def test_forged_address_creates_nothing(address: str, place: int) -> None:
    other = "a" if address[place] != "a" else "b"

    assert take(address[:place] + other + address[place + 1 :]) is Verdict.WRONG_TOKEN
    assert drafts() == []


@pytest.mark.parametrize(
    "local", ["reply", "reply+", "reply+%s" % ("a" * 32), "other+abc", "reply+é"]
)
def test_address_that_we_did_not_sign_creates_nothing(desk: Milestone, local: str) -> None:
    assert take(f"{local}@tracker.example.org") is Verdict.WRONG_TOKEN


def test_address_under_another_secret_creates_nothing(address: str, settings: Any) -> None:
    settings.SECRET_KEY = "another one"

    assert take(address) is Verdict.WRONG_TOKEN


@pytest.mark.parametrize(
    "sender",
    ["Mallory <mallory@example.org>", f"{AMINA}, mallory@example.org", "", f"{AMINA}.example.org"],
)
def test_mail_of_another_sender_creates_nothing(
    address: str, sender: str, caplog: pytest.LogCaptureFixture
) -> None:
    UserFactory(email="mallory@example.org")
    sent = len(mail.outbox)

    assert take(address, answer(From=sender)) is Verdict.WRONG_SENDER

    assert drafts() == []
    assert len(mail.outbox) == sent
    assert "wrong_sender" in caplog.text
    assert "mallory" not in caplog.text
    assert address not in caplog.text


def test_person_whose_right_ended_creates_nothing(address: str, desk: Milestone) -> None:
    with seeding():
        Commitment.objects.update(accountable_post=None)
        Milestone.objects.update(responsible_post=None)

    assert take(address) is Verdict.NO_RIGHT


def test_closed_account_creates_nothing(address: str, official: User) -> None:
    with seeding():
        User.objects.filter(pk=official.pk).update(is_active=False)

    assert take(address) is Verdict.WRONG_SENDER


def test_old_letter_is_answered_no_more(address: str) -> None:
    with clock.stand_at(moment(june(15).replace(month=10))):
        assert receive(answer(), sender=AMINA, recipient=address) is Verdict.TOO_OLD


def test_mail_delivered_twice_is_one_draft(address: str) -> None:
    assert [take(address), take(address)] == [Verdict.KEPT, Verdict.REPEATED]
    assert len(drafts()) == 1


def test_absence_note_and_report_create_nothing(address: str) -> None:
    assert take(address, answer(Subject="Automatic reply: Overdue")) is Verdict.AUTOMATIC
    assert take(address, sender="") is Verdict.AUTOMATIC
    assert drafts() == []


def test_answer_without_words_of_its_own_creates_nothing(address: str) -> None:
    empty = b"From: amina@example.org\r\nSubject: Re:\r\n\r\n> Good day Amina,\r\n"

    assert take(address, empty) is Verdict.EMPTY


@pytest.mark.parametrize(
    "content",
    [
        b"\r\n",
        b"\0\xff\xfe",
        b"From: amina@example.org\r\nContent-Type: text/plain; charset=klingon\r\n\r\nx",
        b"From: amina@example.org\r\nContent-Type: multipart/mixed\r\n\r\nx",
        b"From: amina@example.org\r\nContent-Transfer-Encoding: base64\r\n\r\n====",
        b"From: " + b"<" * 5000 + b"\r\n\r\nx",
        b"Subject: =?utf-8?b?////?=\r\nFrom: a@[\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: message/rfc822\r\n\r\n" * 300,
    ],
)
def test_mail_that_is_none_harms_nothing(address: str, content: bytes) -> None:
    assert take(address, content) in (
        Verdict.UNREADABLE, Verdict.WRONG_SENDER, Verdict.EMPTY, Verdict.KEPT,
    )  # fmt: skip


def test_many_mails_are_not_kept_without_end(address: str) -> None:
    taken = [take(address, answer(Message_ID=f"<{n}@example.org>")) for n in range(11)]

    assert taken == [Verdict.KEPT] * 10 + [Verdict.TOO_MANY]


# --- Log progress ------------------------------------------------------------------------------


@pytest.fixture
def form(client: Client, address: str, desk: Milestone, official: User) -> Callable[[], Any]:
    """The form as Amina opens it after her mail."""
    take(address)
    client.force_login(official)
    return lambda: client.get(f"/m/{desk.code}/log")


def publish(client: Client, page: Any, desk: Milestone, **more: str) -> Any:
    sent = {
        **hidden(page), "confidence": "on_track", "happened": WORDS["en"], "next_step": "",
        "visibility": "internal", **more,
    }  # fmt: skip
    return client.post(f"/m/{desk.code}/log", sent)


def test_form_holds_the_words_and_says_where_they_came_from(form: Callable[[], Any]) -> None:
    page = form()

    assert "From your mail of 15 June 2026, 09:00" in words_of(page)
    assert "Nothing is published until you press “Publish update”." in words_of(page)
    assert page.context["form"]["happened"].value() == WORDS["en"]


def test_published_draft_is_gone(client: Client, form: Callable[[], Any], desk: Milestone) -> None:
    answer = publish(client, form(), desk)

    assert answer.status_code == 302
    assert Update.objects.get().happened.splitlines() == WORDS["en"].splitlines()
    assert "From your mail" not in words_of(form())


def test_form_with_a_problem_keeps_the_draft(
    client: Client, form: Callable[[], Any], desk: Milestone
) -> None:
    answer = publish(client, form(), desk, confidence="")

    assert answer.status_code == 422
    assert MailDraft.objects.filter(ended_at=None).count() == 1
    assert publish(client, answer, desk).status_code == 302
    assert not MailDraft.objects.filter(ended_at=None).exists()


def test_mail_that_comes_meanwhile_is_not_lost(
    client: Client, form: Callable[[], Any], desk: Milestone, address: str
) -> None:
    page = form()
    take(address, answer(Message_ID="<second@example.org>"))

    refused = publish(client, page, desk, confidence="")
    publish(client, refused, desk)

    assert MailDraft.objects.filter(ended_at=None).count() == 1


def test_discarded_draft_is_gone(client: Client, form: Callable[[], Any], desk: Milestone) -> None:
    page = form()

    client.post(f"/m/{desk.code}/log", {"deed": "discard", "mail": hidden(page)["mail"]})

    assert "From your mail" not in words_of(form())
    assert not Update.objects.exists()


def test_draft_is_shown_to_its_writer_alone(
    client: Client, form: Callable[[], Any], desk: Milestone, focal_point: User
) -> None:
    [pk] = form().context["page"].mailed.pks
    client.force_login(focal_point)

    page = client.get(f"/m/{desk.code}/log")
    client.post(f"/m/{desk.code}/log", {"deed": "discard", "mail": str(pk)})

    assert page.status_code == 200
    assert "From your mail" not in words_of(page)
    assert MailDraft.objects.filter(ended_at=None).count() == 1


# --- The server --------------------------------------------------------------------------------


@contextmanager
def running() -> Iterator[int]:
    """The part that takes mails, on a port of its own."""
    port, loop = free_port(), asyncio.new_event_loop()
    # In a thread of its own from the start: the browser of other tests keeps a loop in this one.
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    made = loop.create_server(lambda: listener.build(loop), "127.0.0.1", port)
    server = asyncio.run_coroutine_threadsafe(made, loop).result(timeout=10)
    try:
        yield port
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


@committed
def test_server_takes_an_answer_over_smtp(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The server lives today, the letter is of June 2026.
    monkeypatch.setattr(receiving, "WORKS_FOR", 1_000_000)
    with running() as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
        smtp.sendmail(AMINA, [address], answer("outlook-ar"))
        assert smtp.noop()[0] == 250
        smtp.sendmail(AMINA, [address[:20] + "aaaa" + address[24:]], answer("outlook-fr"))

    assert drafts() == [(AMINA, WORDS["ar"])]


@committed
def test_server_takes_nothing_that_is_not_for_us(address: str) -> None:
    with running() as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
        smtp.ehlo()
        assert smtp.mail(AMINA)[0] == 250
        assert smtp.rcpt("somebody@elsewhere.example")[0] == 550
        assert smtp.rcpt("reply@tracker.example.org")[0] == 550
        smtp.rset()
        with pytest.raises(smtplib.SMTPResponseException) as refused:
            smtp.sendmail(AMINA, [address], b"Subject: x\r\n\r\n" + b"x" * 70 * 20_000)

    assert refused.value.smtp_code == 552
    assert drafts() == []


@committed
def test_mail_stays_with_its_server_while_the_database_is_away(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = connections["default"].settings_dict
    with running() as port, smtplib.SMTP("127.0.0.1", port, timeout=30) as smtp:
        monkeypatch.setitem(there, "PORT", str(free_port()))
        monkeypatch.setitem(there, "HOST", "127.0.0.1")
        with pytest.raises(smtplib.SMTPDataError) as refused:
            smtp.sendmail(AMINA, [address], answer())

    assert refused.value.smtp_code == 451
