"""The small filter of a history."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.forms.filters import DayField, FilterForm
from commitments.rules.deeds import DEEDS
from commitments.selectors.history import Asked
from commitments.selectors.history_words import fields_to_filter


class HistoryForm(FilterForm):
    """Field, person, kind, period. What cannot be read is left out and named."""

    field = forms.ChoiceField(label=_("Field"), required=False)
    person = forms.CharField(label=_("Person or post"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("What was done"), required=False)
    since = DayField(label=_("From"), required=False)
    until = DayField(label=_("Until"), required=False)

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.fields["field"].choices = [("", _("Any")), *fields_to_filter()]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("Anything")), *DEEDS.items()]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What could be read of the filter."""
        self.full_clean()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})
