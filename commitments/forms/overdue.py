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

    organisation = forms.ChoiceField(
        label=_("Lead organisation"), required=False, widget=PlainSelect
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

    def __init__(self, *args: Any, objectives: Options, organisations: Options, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["objective"].choices = [EVERY, *objectives]  # type: ignore[attr-defined]
        self.fields["organisation"].choices = [EVERY, *organisations]  # type: ignore[attr-defined]
