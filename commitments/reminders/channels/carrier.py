"""One message to one channel, and what became of it."""

import logging
import re
from contextvars import ContextVar
from ipaddress import ip_network

from django.conf import settings

from commitments.reminders.carriers import Fate, Outcome
from commitments.reminders.channels.addresses import UNKNOWN, Channel
from commitments.reminders.channels.guard import Bounds, within

_STATUS = re.compile(r"error=(\d{3})")
_heard: ContextVar[list[str] | None] = ContextVar("heard", default=None)


class _Listener(logging.Handler):
    """Keeps what apprise says of a sending; none of it reaches the log, for it knows secrets."""

    def emit(self, record: logging.LogRecord) -> None:
        if (lines := _heard.get()) is not None:
            lines.append(record.getMessage())


_logger = logging.getLogger("apprise")
_logger.addHandler(_Listener(logging.WARNING))
_logger.propagate = False


def post(channel: Channel, text: str) -> Outcome:
    """Post a text. Waits for seconds at most, follows no redirect.

    LATER: nothing went out. REFUSED: it went out and was not taken. UNKNOWN: no answer came.
    """
    if channel.service is None:
        return Outcome(Fate.REFUSED, str(UNKNOWN))
    # Loaded by few, and slow to load.
    import apprise

    lines: list[str] = []
    token = _heard.set(lines)
    try:
        plugin = apprise.Apprise.instantiate(channel.address, suppress_exceptions=True)
        if plugin is None:
            return Outcome(Fate.REFUSED, "The address of the channel cannot be read.")
        plugin.redirects = False
        with within(_bounds(channel)) as bounds:
            sent = bool(plugin.notify(body=text, title=""))
    finally:
        _heard.reset(token)
    return _outcome(sent, bounds, lines)


def _bounds(channel: Channel) -> Bounds:
    networks = tuple(ip_network(words) for words in settings.CHANNEL_NETWORKS)
    encrypted = channel.service is not None and channel.service.encrypted
    return Bounds(channel.hosts, networks, encrypted)


def _outcome(sent: bool, bounds: Bounds, lines: list[str]) -> Outcome:
    if sent:
        return Outcome(Fate.SENT)
    if bounds.refusal:
        return Outcome(Fate.REFUSED, bounds.refusal)
    if not bounds.connected:
        return Outcome(Fate.LATER, "No connection.")
    if status := _STATUS.search(" ".join(lines)):
        return Outcome(Fate.REFUSED, f"The service answered {status[1]}.")
    return Outcome(Fate.UNKNOWN, "The service gave no answer.")
