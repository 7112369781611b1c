"""What somebody wrote, out of mails as Outlook, Gmail and iOS send them in three languages."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from commitments.reminders.inbound.automatic import is_automatic
from commitments.reminders.inbound.plain import plain
from commitments.reminders.inbound.words import attachments_of, cut, new_words

MAILS = Path(__file__).parent / "mails"
WORDS = {
    "en": "The lease was signed on Monday.\n\nThe desk opens on 1 July > as planned.",
    "fr": "Le bail a été signé lundi.\n\nLe guichet ouvre le 1er juillet.",
    "ar": "تم توقيع عقد الإيجار يوم الاثنين.\n\nيفتح المكتب في 1 يوليو.",
}
# Outlook puts its rule below the name somebody signs with.
SIGNED = {"outlook-en": "\n\nAmina"}


def mail(name: str) -> EmailMessage:
    content = (MAILS / f"{name}.eml").read_bytes()
    return message_from_bytes(content, policy=policy.default)  # type: ignore[arg-type,return-value]


@pytest.mark.parametrize("program", ["outlook", "gmail", "ios"])
@pytest.mark.parametrize("language", WORDS)
def test_answer_is_what_the_writer_added(program: str, language: str) -> None:
    name = f"{program}-{language}"

    assert new_words(mail(name)) == WORDS[language] + SIGNED.get(name, "")


@pytest.mark.parametrize("name", ["outlook-en", "gmail-en", "gmail-fr", "gmail-ar"])
def test_html_part_says_the_same(name: str) -> None:
    html = mail(name).get_body(("html",))

    assert html is not None
    assert plain(html.get_content()) == WORDS[name[-2:]] + SIGNED.get(name, "")


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the minister wrote:\nwe go on as planned.",
        "Sent from my office to the ministry on Tuesday.",
        "From: the budget of 2026 we have 40 000 left.",
        "Le ministre a écrit :\nOn continue.",
        "تم الإرسال من الوزارة يوم الثلاثاء.",
        "- first\n- second\n---\nthird",
        "Cost is 5 > 4.",
        "Get new mobile units to the border.",
        "Envoyé au ministère par téléphone.",
    ],
)
def test_words_that_only_look_like_a_mark_stay(text: str) -> None:
    assert cut(text) == text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Done.\n-- \nAmina Larsson\nMinistry of Labour", "Done."),
        ("> Is it done?\nYes.\n> And the desk?\nOn 1 July.", "Yes.\nOn 1 July."),
        ("Done.\r\n\r\nGet Outlook for iOS\r\n", "Done."),
        ("Fait.\nEnvoyé depuis Outlook pour Android", "Fait."),
        ("تم.\nأُرسلت من جهاز Samsung", "تم."),
        ("\n\n", ""),
        ("On 16 June 2026 at 08:00, Tracker <t@example.org> wrote:\n> Is it done?", ""),
        ("a\0b\n\n\n\n\nc", "ab\n\nc"),
    ],
)
def test_quoted_and_signed_parts_go(text: str, kept: str) -> None:
    assert cut(text) == kept


def test_html_that_never_ends_its_tags_is_read() -> None:
    assert plain("<p>Done<script>alert(1)</script><p>Really<blockquote>old <b>words") == (
        "Done\nReally"
    )
    assert plain("<div>" * 5000 + "deep") == "deep"


def test_files_are_counted_and_not_read() -> None:
    message = mail("ios-en")
    message.make_mixed()
    message.add_attachment(b"MZ", maintype="application", subtype="octet-stream", filename="a.exe")
    message.add_attachment("not the answer", filename="b.txt")

    assert attachments_of(message) == 2
    assert new_words(message) == WORDS["en"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; owner-email=x"),
        ("Precedence", "bulk"),
        ("X-Autoreply", "yes"),
        ("List-Id", "<staff.example.org>"),
        ("Subject", "Automatic reply: Overdue by 3 days"),
        ("Subject", "Réponse automatique : Overdue"),
        ("Subject", "رد تلقائي: Overdue"),
        ("From", "MAILER-DAEMON@example.org"),
        ("From", "Commitment tracker <tracker@localhost>"),
    ],
)
def test_mail_that_nobody_wrote_is_known(name: str, value: str) -> None:
    message = mail("gmail-en")
    assert not is_automatic(message, "amina@example.org")
    del message[name]
    message[name] = value

    assert is_automatic(message, "amina@example.org")


def test_report_of_delivery_and_loop_are_known() -> None:
    looping = mail("ios-en")
    for hop in range(31):
        looping["Received"] = f"from {hop}.example.org"

    assert is_automatic(mail("gmail-en"), "")
    assert is_automatic(looping, "amina@example.org")
