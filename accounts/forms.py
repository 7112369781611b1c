"""Signing in, passwords and API tokens."""

from datetime import timedelta
from typing import Any

from allauth.account import forms as allauth_forms
from django import forms
from django.conf import settings
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import ApiToken, User
from history import clock

EMAIL_MISSING = _("Enter your email address")
PASSWORD_MISSING = _("Enter your password")


class SignInForm(allauth_forms.LoginForm):
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["login"], _("Email address"), EMAIL_MISSING, autofocus=True)
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].error_messages["invalid"] = _(
            "Enter an email address in the correct format, like name@example.org"
        )
        _name(self.fields["password"], _("Password"), PASSWORD_MISSING, show=True)
        self.fields["password"].help_text = ""
        self.fields["remember"].label = _("Keep me signed in on this device for 12 hours")

    def clean(self) -> dict[str, Any]:
        try:
            return super().clean()
        except ValidationError:
            if getattr(self.request, "axes_locked_out", False):
                raise self._waits() from None
            raise

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        response = super().login(request, redirect_url=redirect_url)
        if self.cleaned_data.get("remember"):
            request.session.set_expiry(clock.now() + settings.KEEP_SIGNED_IN)
        return response

    @staticmethod
    def _waits() -> ValidationError:
        return allauth_forms.get_adapter().validation_error("too_many_login_attempts")


class ForgottenPasswordForm(allauth_forms.ResetPasswordForm):
    """Where to send the link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(self.fields["email"], _("Email address"), EMAIL_MISSING, autofocus=True)


class NewPasswordForm(allauth_forms.ResetPasswordKeyForm):
    """A new password, by the link from a letter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _new_password(self, autofocus=True)


class ChangePasswordForm(allauth_forms.ChangePasswordForm):
    """A new password, by the present one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _name(
            self.fields["oldpassword"],
            _("Your password now"),
            PASSWORD_MISSING,
            autofocus=True,
            show=True,
        )
        self.fields["oldpassword"].help_text = ""
        _new_password(self)


class TokenForm(forms.ModelForm):
    """What a new API token is for and how long it works."""

    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("One year"))],
        initial=90,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = ApiToken
        fields = ["name"]
        labels = {"name": _("What it is for")}
        help_texts = {"name": _("For example: monthly export to the statistics office")}
        error_messages = {"name": {"required": _("Say what the token is for")}}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.user = user

    def _get_validation_exclusions(self) -> set[str]:
        # The user is no field of the form, and the name is unique together with them.
        return super()._get_validation_exclusions() - {"user"}  # type: ignore[misc]

    @property
    def lasts(self) -> timedelta:
        return timedelta(days=self.cleaned_data["days"])


def _name(
    field: forms.Field, label: Any, missing: Any, *, autofocus: bool = False, show: bool = False
) -> None:
    field.label = label
    field.error_messages["required"] = missing
    field.widget.attrs.pop("placeholder", None)
    if autofocus:
        field.widget.attrs["autofocus"] = True
    if show:
        field.widget.attrs |= {"data-show": _("Show password"), "data-hide": _("Hide password")}


def _new_password(form: forms.Form, *, autofocus: bool = False) -> None:
    first, second = form.fields["password1"], form.fields["password2"]
    _name(first, _("New password"), _("Enter a new password"), autofocus=autofocus, show=True)
    _name(second, _("New password again"), _("Enter the new password again"), show=True)
    first.help_text = format_lazy(
        _("At least {least} characters. Three or four words you remember make a good one."),
        least=_least(),
    )


def _least() -> int:
    for validator in password_validation.get_default_password_validators():
        if isinstance(validator, password_validation.MinimumLengthValidator):
            return validator.min_length
    return 1
