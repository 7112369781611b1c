"""Being signed in: what is logged of it, and how long it lasts without activity."""

import time
from collections.abc import Callable
from typing import Any

import structlog
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse

from accounts import demo
from accounts.models import User

logger = structlog.get_logger(__name__)

SEEN = "seen_at"
# Whether the record is a demonstration: asked once a session, not with each page.
INVENTED = "invented"
# A session is written at most once in this time, not with each request.
EVERY_SECONDS = 60


class NoticeActivity:
    """Let a session that is used last another 60 minutes.

    One that is kept for 12 hours has a fixed end, which activity does not move.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        session = request.session
        if SESSION_KEY in session and time.time() - session.get(SEEN, 0) > EVERY_SECONDS:
            session[SEEN] = int(time.time())
        return self.get_response(request)


@receiver(user_logged_in)
def note_sign_in(request: HttpRequest, user: User, **_: Any) -> None:
    request.session[SEEN] = int(time.time())
    request.session[INVENTED] = demo.is_here()
    logger.info("signed_in", person=user.pk, invented=user.is_demo)


@receiver(user_login_failed)
def note_failure(request: HttpRequest | None = None, **_: Any) -> None:
    # No address: whoever mistypes often writes a password there.
    logger.warning("sign_in_failed", locked=bool(getattr(request, "axes_locked_out", False)))


@receiver(user_logged_out)
def note_sign_out(user: User | None = None, **_: Any) -> None:
    if user is not None:
        logger.info("signed_out", person=user.pk)
