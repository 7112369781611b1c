"""One mail: a draft of its writer, or nothing, and in both cases a line in the log."""

import hashlib
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses
from enum import Enum

import structlog

from commitments import permissions
from commitments.models import Commitment, MailDraft
from commitments.reminders.inbound.addresses import Answered, read_address
from commitments.reminders.inbound.automatic import is_automatic
from commitments.reminders.inbound.words import attachments_of, new_words
from commitments.reminders.models import Notice
from commitments.services.mail_drafts import AT_MOST, keep_mail_draft
from history import clock

logger = structlog.get_logger(__name__)

# An address works as long after its letter, in days.
WORKS_FOR = 90


class Verdict(Enum):
    """What became of a mail, as it stands in the log."""

    KEPT = "kept"
    REPEATED = "repeated"
    AUTOMATIC = "automatic"
    WRONG_TOKEN = "wrong_token"  # no secret, a word of the log
    WRONG_SENDER = "wrong_sender"
    TOO_OLD = "too_old"
    NO_RIGHT = "no_right"
    EMPTY = "empty"
    TOO_MANY = "too_many"
    UNREADABLE = "unreadable"


def receive(content: bytes, *, sender: str, recipient: str) -> Verdict:
    """Take a mail. Nobody is answered, whatever comes of it; the log names no address.

    Raises only what the database raises: then the mail server keeps the mail and comes again.
    """
    answered = read_address(recipient)
    verdict = _judge(content, sender, answered)
    told = logger.info if verdict in (Verdict.KEPT, Verdict.REPEATED) else logger.warning
    told("mail_received", verdict=verdict.value, notice=answered.notice_id if answered else None)
    return verdict


def _judge(content: bytes, sender: str, answered: Answered | None) -> Verdict:
    if answered is None:
        return Verdict.WRONG_TOKEN
    try:
        message: EmailMessage = message_from_bytes(content, policy=policy.default)
        written_by = _writer(message)
        if is_automatic(message, sender):
            return Verdict.AUTOMATIC
        words = new_words(message)
        files = attachments_of(message)
    except (ValueError, LookupError, AttributeError, TypeError, RecursionError):
        # The library stumbles over some headers that are none.
        return Verdict.UNREADABLE
    notice = _notice(answered)
    commitment = notice.commitment if notice else None
    if notice is None or commitment is None:
        return Verdict.WRONG_TOKEN
    if refused := _may_not(notice, commitment, written_by):
        return refused
    if not words:
        return Verdict.EMPTY
    return _keep(notice, commitment, words, _digest(message, content, answered), files)


def _notice(answered: Answered) -> Notice | None:
    found = Notice.objects.filter(pk=answered.notice_id, letter=answered.letter_id)
    return found.select_related("person", "letter", "commitment", "milestone").first()


def _writer(message: EmailMessage) -> str:
    """The one address that the mail says it is from; empty when there are several or none."""
    found = getaddresses([str(value) for value in message.get_all("From", [])])
    return found[0][1] if len(found) == 1 else ""


def _may_not(notice: Notice, commitment: Commitment, written_by: str) -> Verdict | None:
    """S7: whoever the letter was written to, by the rights of now."""
    person, letter = notice.person, notice.letter
    if not person.is_active or written_by.casefold() != person.email.casefold():
        return Verdict.WRONG_SENDER
    if letter is None or (clock.today() - letter.day).days > WORKS_FOR:
        return Verdict.TOO_OLD
    if not permissions.can_log(person, commitment):
        return Verdict.NO_RIGHT
    return None


def _keep(notice: Notice, commitment: Commitment, words: str, mail: str, files: int) -> Verdict:
    person = notice.person
    if MailDraft.objects.filter(mail=mail).exists():
        return Verdict.REPEATED
    if MailDraft.objects.open_for(person.pk, commitment).count() >= AT_MOST:
        return Verdict.TOO_MANY
    kept = keep_mail_draft(
        person, commitment, notice.milestone, text=words, mail=mail, received_at=clock.now(),
        attachments=files,
    )  # fmt: skip
    return Verdict.KEPT if kept else Verdict.REPEATED


def _digest(message: EmailMessage, content: bytes, answered: Answered) -> str:
    """The same for a mail that is delivered once more."""
    named = str(message.get("Message-ID", "")).strip().encode() or content
    return hashlib.sha256(b"%d " % answered.notice_id + named).hexdigest()
