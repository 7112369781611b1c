"""API tokens: by them a program asks in a person's name."""

from datetime import timedelta
from typing import Any

import structlog
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication as KnoxAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.models import ApiToken, User
from history import clock

logger = structlog.get_logger(__name__)

# The last use is written down at most this often.
EVERY = timedelta(minutes=10)


class TokenAuthentication(KnoxAuthentication):
    """`Authorization: Bearer gcm_…`. Keeps when a token was last used."""

    def authenticate_credentials(self, token: bytes) -> tuple[AbstractBaseUser, Any]:
        if not token.isascii():
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: Any) -> tuple[AbstractBaseUser, Any]:
        answer = super().validate_user(auth_token)
        now = clock.now()
        if auth_token.last_used_at is None or now - auth_token.last_used_at > EVERY:
            ApiToken.objects.filter(pk=auth_token.pk).update(last_used_at=now)
        return answer


def make_token(user: User, *, name: str, lasts: timedelta) -> tuple[ApiToken, str]:
    """A new token and its secret, which is known only now."""
    token, secret = ApiToken.objects.make(user, name=name, lasts=lasts)
    logger.info("token_made", person=user.pk, key_start=token.token_key)
    return token, secret


def revoke_token(token: ApiToken) -> None:
    """End a token at once."""
    token.delete()
    logger.info("token_revoked", person=token.user_id, key_start=token.token_key)
