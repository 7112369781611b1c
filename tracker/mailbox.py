"""The built-in mailbox: letters are kept in a folder instead of being sent, for trying out."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage as Letter
from pathlib import Path
from secrets import token_hex

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from history import clock

SHOWN = 200


@dataclass(frozen=True)
class Kept:
    """A letter as the mailbox shows it."""

    name: str
    sent_at: datetime
    sender: str
    to: str
    subject: str
    text: str


class MailboxBackend(BaseEmailBackend):
    """Keeps each letter as a file. A name is used once, so processes do not meet."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Keep the letters; answers how many."""
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            # The demo writes letters of earlier days, at the moment that the clock holds.
            name = f"{int(clock.now().timestamp() * 1e6)}000-{token_hex(4)}"
            unfinished = folder / f".{name}"
            unfinished.write_bytes(message.message().as_bytes())
            os.replace(unfinished, folder / f"{name}.eml")
        return len(email_messages)


def newest() -> list[Kept]:
    """The newest letters, newest first."""
    found = sorted(_folder().glob("[0-9]*.eml"), reverse=True)[:SHOWN]
    return [_read(file) for file in found]


def letter(name: str) -> Kept | None:
    """One letter by its name, or None."""
    # Never a path made from what the reader sent.
    known = {file.stem: file for file in _folder().glob("[0-9]*.eml")}
    return _read(known[name]) if name in known else None


def _folder() -> Path:
    return Path(settings.MAILBOX)


def _read(file: Path) -> Kept:
    with file.open("rb") as content:
        message: Letter = message_from_binary_file(content, policy=policy.default)
    body = message.get_body(("plain", "html"))
    return Kept(
        name=file.stem,
        sent_at=datetime.fromtimestamp(int(file.stem.partition("-")[0]) / 1e9, UTC),
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body.get_content() if body else "",
    )
