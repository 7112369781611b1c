"""Fields that the forms of the official and the coordinator share."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.files import NewEvidence, check
from commitments.rules.definitions import CONFIDENCE_DEFINITIONS
from commitments.rules.words import Confidence, EvidenceKind
from commitments.services.errors import Problems
from commitments.services.evidence import LINK_LENGTH, TITLE_LENGTH, checked_link
from commitments.services.lengths import LONG_TEXT

TOO_LONG = _("Use at most %(limit_value)d characters. You have used %(show_value)d.")


def text_field(
    label: Any,
    *,
    missing: Any = "",
    most: int = LONG_TEXT,
    rows: int = 4,
    hint: Any = "",
    sometimes: bool = False,
) -> forms.CharField:
    """A text of several lines; required when there is a sentence for its absence.

    One that some answers need is not called optional (`sometimes`).
    """
    field = forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing, "max_length": TOO_LONG},
    )
    field.sometimes = sometimes  # type: ignore[attr-defined]
    return field


def line_field(
    label: Any, *, missing: Any = "", most: int = TITLE_LENGTH, hint: Any = ""
) -> forms.CharField:
    """A text of one line."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        max_length=most,
        error_messages={"required": missing, "max_length": TOO_LONG},
    )


def day_field(
    label: Any, *, missing: Any = "", hint: Any = "", unreal: Any = ""
) -> forms.DateField:
    """A day, in the browser's own control."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=bool(missing),
        error_messages={
            "required": missing,
            "invalid": unreal or _("Enter a real date, like 2026-03-27."),
        },
    )


def choice_field(
    label: Any,
    choices: Iterable[tuple[Any, Any]],
    *,
    missing: Any = "",
    definitions: dict[str, Any] | None = None,
    hint: Any = "",
) -> forms.ChoiceField:
    """Radio buttons, none of them chosen beforehand."""
    chosen = forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=list(choices),
        required=bool(missing),
        widget=forms.RadioSelect,
        error_messages={"required": missing, "invalid_choice": missing},
    )
    chosen.widget.definitions = definitions or {}
    return chosen


def confidence_field(label: Any, *, missing: Any = "", hint: Any = "") -> forms.ChoiceField:
    """The three words with their definitions, nothing preselected."""
    return choice_field(
        label, Confidence.choices, missing=missing, definitions=CONFIDENCE_DEFINITIONS, hint=hint
    )


def file_field(label: Any, *, hint: Any = "") -> forms.FileField:
    """A file that may be kept: checked by what it is when the form is cleaned (I2)."""
    return _CheckedFile(
        label=label,
        help_text=hint,
        required=False,
        max_length=255,
        error_messages={
            "empty": _("The file is empty. Choose another one."),
            "max_length": _("Give the file a name of at most 255 characters."),
        },
    )


def link_field(label: Any) -> forms.CharField:
    """The address of a page outside."""
    return _CheckedLink(
        label=label,
        required=False,
        max_length=LINK_LENGTH,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"max_length": _("Use an address of at most 1000 characters.")},
    )


def brought(cleaned: dict[str, Any], file: str, link: str, *, title: str = "") -> list[NewEvidence]:
    """The evidence in two fields of a form: a file, a link, both or none."""
    found = []
    kind = EvidenceKind.EVIDENCE
    if cleaned.get(file):
        found.append(NewEvidence(title, file=cleaned[file], kind=kind))
    if cleaned.get(link):
        found.append(NewEvidence(title, link=cleaned[link], kind=kind))
    return found


class _CheckedFile(forms.FileField):
    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file:
            _tell(lambda: check(file))
        return file


class _CheckedLink(forms.CharField):
    def clean(self, value: Any) -> str:
        link = str(super().clean(value))
        return _tell(lambda: checked_link(link)) if link else ""


def _tell(measure: Any) -> Any:
    try:
        return measure()
    except Problems as problems:
        raise forms.ValidationError(problems.problem) from None
