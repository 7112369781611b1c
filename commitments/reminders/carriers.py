"""How a message leaves: by a mail server over one connection, or into the built-in mailbox."""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parseaddr
from enum import Enum, auto
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

ACCEPTED = (250, 251)
# What a dead or refused connection raises.
Broken = (OSError, smtplib.SMTPException)


class Fate(Enum):
    """What became of a message."""

    SENT = auto()
    # For good: no such person, or not wanted.
    REFUSED = auto()
    # Not now; nothing went out.
    LATER = auto()
    # The server is not there: the others need not be tried either.
    DOWN = auto()
    # The text went out and no answer came.
    UNKNOWN = auto()
    # Somebody else took it in hand meanwhile; nothing went out.
    LOST = auto()


@dataclass(frozen=True)
class Outcome:
    """What became of it, and what the server said."""

    fate: Fate
    answer: str = ""


@dataclass(frozen=True)
class Envelope:
    """A message ready to go: nothing in it can go wrong any more but the way."""

    sender: str
    recipient: str
    text: bytes
    message: EmailMessage

    @classmethod
    def of(cls, message: EmailMessage) -> "Envelope":
        """One recipient an envelope (S4). ValueError when an address or a header is none."""
        whole: Any = message.message()
        [recipient] = message.to
        return cls(
            _plain(message.from_email),
            _plain(recipient),
            whole.as_bytes(linesep="\r\n"),
            message,
        )


class Carrier(Protocol):
    """Carries one envelope after the other."""

    def carry(self, envelope: Envelope, *, going_out: Callable[[], bool]) -> Outcome:
        """Send it. `going_out` is called right before the text leaves; False stops it."""
        ...

    def close(self) -> None: ...


class Smtp:
    """A mail server, asked step by step, so that its answer is known and kept."""

    def __init__(self, backend: EmailBackend) -> None:
        self.backend = backend

    def carry(self, envelope: Envelope, *, going_out: Callable[[], bool]) -> Outcome:
        try:
            refused = self._address(envelope)
        except Broken as problem:
            self.close()
            return Outcome(Fate.DOWN, _said(problem))
        if refused:
            return refused
        if not going_out():
            self._forget()
            return Outcome(Fate.LOST)
        return self._text(envelope)

    def close(self) -> None:
        self.backend.close()

    def _address(self, envelope: Envelope) -> Outcome | None:
        """Name sender and recipient; a connection that the server has left is opened anew once."""
        try:
            return self._name_both(envelope)
        except smtplib.SMTPServerDisconnected:
            self.close()
            return self._name_both(envelope)

    def _name_both(self, envelope: Envelope) -> Outcome | None:
        smtp = self._open()
        options = ["BODY=8BITMIME"] if smtp.has_extn("8bitmime") else []
        code, words = smtp.mail(envelope.sender, options)
        if code in ACCEPTED:
            code, words = smtp.rcpt(envelope.recipient)
        if code in ACCEPTED:
            return None
        self._forget()
        if code == 421:
            self.close()
        return _refusal(code, words)

    def _text(self, envelope: Envelope) -> Outcome:
        smtp = self._open()
        try:
            code, words = smtp.data(envelope.text)
        except smtplib.SMTPDataError as refusal:
            # The server did not want to hear the text.
            self._forget()
            return _refusal(refusal.smtp_code, refusal.smtp_error)
        except Broken as problem:
            self.close()
            return Outcome(Fate.UNKNOWN, _said(problem))
        if code in ACCEPTED:
            return Outcome(Fate.SENT, _answer(code, words))
        self._forget()
        return _refusal(code, words)

    def _open(self) -> smtplib.SMTP:
        self.backend.open()
        smtp: smtplib.SMTP | None = self.backend.connection
        if smtp is None:
            raise OSError("no connection")
        smtp.ehlo_or_helo_if_needed()
        return smtp

    def _forget(self) -> None:
        """Make the connection ready for the next message."""
        try:
            if self.backend.connection is not None:
                self.backend.connection.rset()
        except Broken:
            self.close()


class Plain:
    """Any other way that Django knows: the mailbox, a file, memory."""

    def __init__(self, backend: BaseEmailBackend) -> None:
        self.backend = backend

    def carry(self, envelope: Envelope, *, going_out: Callable[[], bool]) -> Outcome:
        if not going_out():
            return Outcome(Fate.LOST)
        try:
            self.backend.send_messages([envelope.message])
        except OSError as problem:
            # These ways have no answer that could be lost: it is kept, or it is not.
            return Outcome(Fate.LATER, _said(problem))
        return Outcome(Fate.SENT, "kept in the mailbox")

    def close(self) -> None:
        self.backend.close()


class Carriers:
    """The way for each person: invented people's mail never leaves (8.2)."""

    def __init__(self) -> None:
        backend = get_connection()
        self._real: Carrier = Smtp(backend) if isinstance(backend, EmailBackend) else Plain(backend)
        self._invented = Plain(get_connection(settings.INVENTED_EMAIL_BACKEND))

    def of(self, *, is_demo: bool) -> Carrier:
        return self._invented if is_demo else self._real

    def close(self) -> None:
        self._real.close()


def _refusal(code: int, words: bytes | str) -> Outcome:
    fate = Fate.REFUSED if 500 <= code < 600 else Fate.LATER
    return Outcome(fate, _answer(code, words))


def _answer(code: int, words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(text.split())}"[:500]


def _said(problem: BaseException) -> str:
    return f"{type(problem).__name__}: {problem}"[:500]


def _plain(address: str) -> str:
    return parseaddr(sanitize_address(address, settings.DEFAULT_CHARSET))[1]
