"""How allauth and axes meet our people: closed sign-up, our words, limits against guessing."""

from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.httpkit import get_client_ip
from axes.utils import reset as forget_failures
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User

logger = structlog.get_logger(__name__)


class Adapter(DefaultAccountAdapter):
    """Sign-in for people that an administrator added."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _("Email address or password is not right"),
        "too_many_login_attempts": _("Wait 15 minutes or reset your password"),
        "enter_current_password": _("This is not your password now. Enter it again."),
        "invalid_password_reset": _("This link was used already or has run out."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: User, password: str) -> None:
        """Keep a new password; whoever could set it has shown who they are, so tries start anew."""
        user.set_password(password)
        # Just this column: the others are part of the record and change in acts only.
        user.save(update_fields=["password"])
        forget_failures(username=user.email.lower())
        logger.info("password_changed", person=user.pk)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a letter. The page answers the same whether the address takes it or not (O1)."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError:
            logger.exception("letter_not_sent", letter=template_prefix)


def address_tried(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The e-mail address that somebody signs in with, written one way."""
    given = credentials or {}
    address = given.get("email") or given.get("username") or request.POST.get("login", "")
    return str(address).strip().lower()[:254]


def client_address(request: HttpRequest) -> str | None:
    """Where a request comes from; what a proxy says counts only for our own (O1)."""
    return get_client_ip(request)


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any] | None
) -> HttpResponse:
    """The sign-in page itself says what to do; only its status changes."""
    response = response or HttpResponse()
    response.status_code = 429
    return response
