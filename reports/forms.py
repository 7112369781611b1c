from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from history import clock
from reports.formats import CHOICES
from reports.kinds import KINDS, Kind
from reports.verify import CHECK_CODE, FINGERPRINT, NUMBER


def _described(kind: Kind) -> Any:
    return format_lazy("{title}. {purpose}", title=kind.title, purpose=kind.purpose)


class ExportForm(forms.Form):
    """What to export: a format, a day, and the filter of the list it was started from."""

    kind = forms.ChoiceField(
        label=_("Which report"),
        choices=[(one.code, _described(one)) for one in KINDS.values()],
        widget=forms.RadioSelect,
        initial="progress",
        error_messages={"required": _("Choose a report.")},
    )
    format = forms.ChoiceField(
        label=_("Format"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        initial="csv",
        error_messages={"required": _("Choose a format.")},
    )
    as_of = forms.DateField(
        label=_("As at"),
        required=False,
        help_text=_("The end of this day. Today when left out."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a real date for 'As at', like 2026-03-31.")},
    )
    compare_with = forms.DateField(
        label=_("Compare with"),
        required=False,
        help_text=_("An earlier day, to say what changed since. None when left out."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a real date for 'Compare with', like 2026-03-31.")},
    )
    query = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["as_of"] = cleaned.get("as_of") or clock.real_today()
        return cleaned


class VerifyForm(forms.Form):
    """A number, a fingerprint, or both."""

    number = forms.CharField(
        label=_("Report number"),
        required=False,
        max_length=20,
        help_text=_("Like RPT-2026-0147."),
    )
    fingerprint = forms.CharField(
        label=_("Fingerprint or check code"),
        max_length=80,
        help_text=_(
            "The fingerprint of the data or of the file, 64 letters and digits; or, beside the "
            "number, the check code of 12 that is printed on the report."
        ),
        error_messages={"required": _("Enter the fingerprint. It has 64 letters and digits.")},
    )

    def clean_number(self) -> str:
        number = str(self.cleaned_data["number"]).strip().upper()
        if number and not NUMBER.fullmatch(number):
            raise forms.ValidationError(_("Enter a report number like RPT-2026-0147."))
        return number

    def clean_fingerprint(self) -> str:
        fingerprint = str(self.cleaned_data["fingerprint"]).strip().lower()
        # The number is cleaned first; a check code alone would fit by chance.
        enough = CHECK_CODE if self.cleaned_data.get("number") else FINGERPRINT
        if not enough.fullmatch(fingerprint):
            raise forms.ValidationError(
                _(
                    "A fingerprint has 64 characters, digits and the letters a to f. The check "
                    "code has 12, and needs the report number beside it."
                )
            )
        return fingerprint
