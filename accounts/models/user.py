from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.standing import PostHeld, Standing, standing_of
from history import clock
from history.tracking import tracked


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, name: str, password: str | None = None, **extra: Any
    ) -> "User":
        """Add a person. Call inside an act; without a password the person cannot sign in yet."""
        user = self.model(email=email.strip(), name=name, **extra)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


# Signing in is no change of the record, so what it writes is no part of a version.
@tracked(exclude=["password", "last_login"])
class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # of tokens, by knox
    """A person who can sign in. What they may do follows from the posts they hold today."""

    email = models.EmailField(_("email address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=150)
    language = models.CharField(_("language"), max_length=10, default=settings.LANGUAGE_CODE)
    is_active = models.BooleanField(_("account is open"), default=True)
    # An invented person of the demo, who signs in with one click.
    is_demo = models.BooleanField(default=False, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_is_unique",
                violation_error_message=_("Somebody with this email address is known already."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    @cached_property
    def standing(self) -> Standing:
        """The posts held or deputised today; loaded once for each request."""
        return self.standing_on(clock.real_today())

    def standing_on(self, day: date) -> Standing:
        """The posts held or deputised on a day."""
        return standing_of(self.pk, day) if self.is_active else Standing()

    @property
    def acting_post(self) -> PostHeld | None:
        return self.standing.first
