"""Who asks: a token in the header, or the session of a browser with its CSRF token."""

import re
from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts import tokens
from history import clock

PLAIN = re.compile(rb"[0-9A-Za-z_]{1,200}")


class TokenAuthentication(tokens.TokenAuthentication):
    """`Authorization: Bearer gcm_…`. A header that can be no token is refused like a wrong one."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not PLAIN.fullmatch(token):
            raise AuthenticationFailed
        return super().authenticate_credentials(token)

    def _cleanup_token(self, auth_token: Any) -> bool:
        """Whether it has run out. Other tokens of the person are no matter of this request."""
        return auth_token.expiry is not None and auth_token.expiry < clock.now()


class TokenScheme(OpenApiAuthenticationExtension):
    """The token, as the document describes it."""

    target_class = TokenAuthentication
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of yours, made at /tokens.",
        }


class SessionScheme(OpenApiAuthenticationExtension):
    """The session, as the document describes it."""

    target_class = SessionAuthentication
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "cookie",
            "name": settings.SESSION_COOKIE_NAME,
            "description": "The session of a browser. Changes also need the header X-CSRFToken.",
        }
