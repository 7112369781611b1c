"""Logs: one line an event, with the number of the request, without secrets and bodies (O3)."""

import logging
import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

# Links that are a key by themselves: to reset a password, confirm an address, read a calendar, get
# fewer letters.
_KEY_IN_ADDRESS = re.compile(
    r"(/(?:reset/key|confirm-email|invitation|calendar/feed|unsubscribe)/)[^/\s]+"
)
_QUIET_ADDRESSES = ("/health", "/metrics", "/static/")
# What the clock calls (tracker.celery).
_QUIET_TASKS = frozenset(
    {
        "tracker.heartbeat",
        "history.seal",
        "commitments.roll_figures",
        "commitments.close_rounds",
        "commitments.forget_old_keys",
        "imports.forget_old",
        "imports.sweep",
        "reminders.post_to_channels",
        "reminders.remind",
    }
)
_SECRET_NAMES = frozenset({"password", "token", "secret", "authorization", "cookie", "body"})


def request_id() -> str:
    """The number of the request, or of the task's first request, that this code works for."""
    return str(structlog.contextvars.get_contextvars().get("request_id", ""))


def _without_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    if request := event.get("request"):
        address = str(request).partition("?")[0]
        event["request"] = _KEY_IN_ADDRESS.sub(r"\1…", address)
    for name in _SECRET_NAMES.intersection(event):
        event[name] = "…"
    return event


def _without_pulse(_logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Leave out what the clock and monitors do all the time when all is well."""
    if method in ("debug", "info"):
        address = str(event.get("request", "")).partition(" ")[2]
        if address.startswith(_QUIET_ADDRESSES) or event.get("task") in _QUIET_TASKS:
            raise structlog.DropEvent
    return event


_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    _without_secrets,
]


def _renderer() -> list[Processor]:
    if sys.stderr.isatty():
        plain = structlog.dev.plain_traceback  # the rich one prints local variables
        return [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]


def configuration(level: str) -> MutableMapping[str, Any]:
    """The LOGGING setting. Lines for a terminal when there is one, otherwise JSON."""
    quieter = {
        # Told already, with the request or the task in the line.
        "django.request": "CRITICAL",
        "django.security.DisallowedHost": "CRITICAL",
        "celery.app.trace": "CRITICAL",
        "celery.worker.strategy": "WARNING",
        "celery.apps.worker": "WARNING",  # the start says that it runs
        "celery.worker.consumer.connection": "WARNING",
        "celery.beat": "WARNING",
        "kombu": "WARNING",
        "psycopg.pool": "ERROR",  # whoever waits for a connection says it
        "axes": "WARNING",
        "mail.log": "ERROR",  # names each sender and each address with its token
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "lines": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    *_renderer(),
                ],
            }
        },
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "lines"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            **{name: {"level": quiet} for name, quiet in quieter.items()},
        },
    }


def configure(settings: MutableMapping[str, Any]) -> None:
    """Django's LOGGING_CONFIG: standard logging, and structlog through it."""
    logging.config.dictConfig(dict(settings))
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_SHARED,
            _without_pulse,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
