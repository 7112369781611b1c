"""`act()`: the transaction and its witness."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Protocol

import structlog
from django.db import connection, transaction

from history import clock
from history.models import Act, Channel

_current: ContextVar[Act | None] = ContextVar("current_act", default=None)
_channel: ContextVar[Channel] = ContextVar("channel", default=Channel.SYSTEM)


class Held(Protocol):
    """What an act needs to know of the post that somebody acts by."""

    @property
    def post_id(self) -> int: ...

    @property
    def organisation_id(self) -> int: ...


class Witness(Protocol):
    """A person who can act: a user with the posts held today."""

    pk: Any

    @property
    def acting_post(self) -> Held | None: ...


@contextmanager
def coming_by(channel: Channel) -> Iterator[None]:
    """Let acts that name no channel take this one: a request, a task or a command sets it once."""
    token = _channel.set(channel)
    try:
        yield
    finally:
        _channel.reset(token)


@contextmanager
def act(
    kind: str,
    *,
    by: Witness | None,
    post: Held | None = None,
    reason: str = "",
    about: str = "",
    channel: Channel | None = None,
) -> Iterator[Act]:
    """Open a transaction in which the record may be changed, and write down who changes it.

    `by` is None for a rule of the system only. `post` is the post acted by; without it, the first
    that the person holds today. An act inside an act joins the outer one. All versions that the
    database writes inside carry this act. When the block raises, nothing of it remains.
    """
    outer = _current.get()
    if outer is not None:
        with transaction.atomic():
            yield outer
        return

    held = post or (by.acting_post if by is not None else None)
    with transaction.atomic():
        if moment := clock.standing_at():
            _set("tracker.clock", moment.isoformat())
        row = Act.objects.create(
            kind=kind,
            person_id=by.pk if by is not None else None,
            post_id=held.post_id if held else None,
            organisation_id=held.organisation_id if held else None,
            reason=reason,
            about=about,
            channel=channel or _channel.get(),
            request_id=str(structlog.contextvars.get_contextvars().get("request_id", ""))[:64],
        )
        _set("tracker.act", str(row.pk))
        token = _current.set(row)
        try:
            yield row
        finally:
            _current.reset(token)
        # Only on the way of success: a failed block is rolled back, and the setting with it.
        _forget()


def current_act() -> Act | None:
    """The act that this code runs in, or None."""
    return _current.get()


def _set(name: str, value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


def _forget() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tracker.act', '', true), set_config('tracker.clock', '', true)"
        )
