"""Takes mails from the mail server beside us, by SMTP.

It answers 250 when a mail was dealt with and stored, 451 when the database is away: then the mail
server keeps the mail and comes again. It passes nothing on and sends nothing back.
"""

import asyncio
import signal
from typing import Any

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from commitments.reminders.inbound.addresses import is_ours
from commitments.reminders.inbound.receiving import receive

logger = structlog.get_logger(__name__)

# I1: of one mail, and how many are worked on at once.
LARGEST = 1_000_000
AT_ONCE = 4
MOST_RECIPIENTS = 10
PATIENCE = 60


class Handler:
    """What the server does at each step of a mail."""

    def __init__(self) -> None:
        self.at_once = asyncio.Semaphore(AT_ONCE)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if not is_ours(address):
            return "550 5.1.1 No such address here"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 Too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        async with self.at_once:
            return await asyncio.to_thread(_take, envelope)


def _take(envelope: Envelope) -> str:
    content = envelope.content or b""
    try:
        close_old_connections()
        for recipient in envelope.rcpt_tos:
            receive(
                content if isinstance(content, bytes) else content.encode(),
                sender=envelope.mail_from or "",
                recipient=recipient,
            )
    except (OperationalError, InterfaceError):
        logger.warning("mail_not_taken")
        return "451 4.3.0 Try again later"
    except Exception:
        # Nothing that a mail holds may end the part; the mail stays with the server for a while.
        logger.exception("mail_not_taken")
        return "451 4.3.0 Try again later"
    finally:
        connection.close()
    return "250 2.0.0 OK"


def build(loop: asyncio.AbstractEventLoop) -> SMTP:
    """A conversation with one client."""
    return SMTP(
        _handler_of(loop),
        data_size_limit=LARGEST,
        enable_SMTPUTF8=True,
        hostname=settings.MAIL_DOMAIN,
        ident="Mail",
        timeout=PATIENCE,
        loop=loop,
    )


_handlers: dict[asyncio.AbstractEventLoop, Handler] = {}


def _handler_of(loop: asyncio.AbstractEventLoop) -> Handler:
    return _handlers.setdefault(loop, Handler())


async def serve(host: str, port: int) -> None:
    """Listen until the process is asked to end; a mail without an answer by then comes again."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, ended.set)
    server = await loop.create_server(lambda: build(loop), host, port)
    logger.info("mail_is_taken", port=port)
    await ended.wait()
    server.close()
