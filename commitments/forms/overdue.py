"""The filters of the overdue list (screen 9)."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.words import GovernanceLevel
from commitments.forms.widgets import PlainSelect
from commitments.rules.bands import OVERDUE_BANDS

EVERY = ("", _("All"))
Options = Iterable[tuple[Any, Any]]


class OverdueForm(forms.Form):
    """A value that is no choice is left out and named, so that the list stays."""

    # Its choices and their counts depend on the other filters; see `offer`.
    organisation = forms.CharField(
        label=_("Lead organisation"), required=False, max_length=200, widget=PlainSelect
    )
    objective = forms.TypedChoiceField(
        label=_("Objective"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    level = forms.ChoiceField(
        label=_("Governance level"), required=False, choices=[EVERY, *GovernanceLevel.choices]
    )
    key = forms.BooleanField(label=_("Key milestones only"), required=False)
    undated = forms.BooleanField(label=_("No expected date to come"), required=False)
    band = forms.ChoiceField(
        required=False,
        choices=[("", ""), *((band.code, band.label) for band in OVERDUE_BANDS)],
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, objectives: Options, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["objective"].choices = [EVERY, *objectives]  # type: ignore[attr-defined]

    def offer(self, organisations: list[tuple[str, str]]) -> None:
        """Show these organisations to choose from."""
        chosen = self.cleaned_data.get("organisation")
        if chosen and chosen not in dict(organisations):
            self.add_error("organisation", _("Choose an organisation from the list."))
        self.fields["organisation"].widget.choices = [EVERY, *organisations]

    def in_words(self, name: str) -> str:
        """A chosen filter as it stands on its chip; the count of a choice is no part of it."""
        field, value = self.fields[name], self.cleaned_data[name]
        if value is True:
            return str(field.label)
        choices = dict(getattr(field, "choices", None) or field.widget.choices)
        words = str(choices.get(value, value))
        return f"{field.label}: {words.rpartition(' (')[0] if name == 'organisation' else words}"
