from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken, get_digest_token
from knox.settings import CONSTANTS

from accounts.models.user import User
from history import clock


class ApiTokenManager(models.Manager["ApiToken"]):
    def make(self, user: User, *, name: str, lasts: timedelta) -> tuple["ApiToken", str]:
        """A new token and its secret, which is known only now."""
        digest, secret = get_digest_token()
        token = self.create(
            digest=digest,
            token_key=secret[: CONSTANTS.TOKEN_KEY_LENGTH],
            user=user,
            name=name,
            expiry=clock.now() + lasts,
        )
        return token, secret


class ApiToken(AbstractAuthToken):
    """A key by which a program asks in a person's name. Only its digest is kept."""

    name = models.CharField(_("name"), max_length=60)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    objects: ClassVar[ApiTokenManager] = ApiTokenManager()

    class Meta:
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ["-created"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "name"],
                name="api_token_name_once_a_person",
                violation_error_message=_("You have a token of this name already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
