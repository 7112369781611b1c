"""The servers that tests use: started once for a run, thrown away afterwards."""

import os
import shutil
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tracker.embedded import servers
from tracker.embedded.postgres import FAST_AND_FORGETFUL

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_APPS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)


@contextmanager
def throw_away_servers(home: Path) -> Iterator[None]:
    """PostgreSQL and Redis for one test run, unless the environment names both."""
    if os.environ.get("DATABASE_URL") and os.environ.get("REDIS_URL"):
        yield
        return
    with servers.running(home, FAST_AND_FORGETFUL):
        yield


def find_chromium() -> str | None:
    """The browser of this machine: CHROMIUM, then the usual names and places."""
    found = [os.environ.get("CHROMIUM"), *map(shutil.which, CHROMIUM_NAMES)]
    if sys.platform == "darwin":
        found += [app for app in CHROMIUM_APPS if Path(app).exists()]
    return next(filter(None, found), None)


def free_port() -> int:
    """A port that nobody listened at a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


CUT = "cut the line"


@dataclass
class Letter:
    """What arrived: the envelope and the letter in it."""

    sender: str
    recipients: list[str]
    message: EmailMessage


@dataclass
class MailServer:
    """A real SMTP server. `answers` makes it refuse: {"a@example.org": "550 No such person"}.

    `on_text` is called with each letter it has taken; CUT makes it hang up without an answer.
    """

    port: int
    letters: list[Letter] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    on_text: Callable[[Letter], str] | None = None
    connections: int = 0
    controller: Controller | None = None

    def start(self) -> None:
        """Listen, again if need be."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        """Be away."""
        if self.controller:
            self.controller.stop()
            self.controller = None

    @property
    def url(self) -> str:
        """EMAIL_URL of this server."""
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        message = message_from_bytes(bytes(envelope.content or b""), policy=policy.default)
        letter = Letter(envelope.mail_from or "", list(envelope.rcpt_tos), message)
        self.letters.append(letter)
        answer = self.on_text(letter) if self.on_text else "250 Accepted"
        if answer == CUT:
            assert server.transport is not None
            server.transport.abort()
        return answer

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, name: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = name
        return responses


@contextmanager
def mail_server(port: int | None = None) -> Iterator[MailServer]:
    """Run a mail server while the block lasts."""
    server = MailServer(port=port or free_port())
    server.start()
    try:
        yield server
    finally:
        server.stop()
