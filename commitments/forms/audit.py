"""The filter of the record."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.forms.filters import DayField, FilterForm
from commitments.rules.deeds import DEEDS
from commitments.selectors.audit import Asked
from history.models import Channel

REASONS = [("", _("Either")), ("with", _("With a reason")), ("without", _("Without"))]


class RecordForm(FilterForm):
    """Object, person, kind, way, reason, period. What cannot be read is left out and named."""

    about = forms.CharField(label=_("Code of a commitment or milestone"), max_length=40)
    person = forms.CharField(label=_("Person or post"), max_length=100)
    kind = forms.ChoiceField(label=_("What was done"))
    channel = forms.ChoiceField(label=_("By which way"))
    reason = forms.ChoiceField(label=_("Reason"), choices=REASONS)
    since = DayField(label=_("From"))
    until = DayField(label=_("Until"))

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        for field in self.fields.values():
            field.required = False
        self.fields["kind"].choices = [("", _("Anything")), *DEEDS.items()]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [("", _("Any")), *Channel.choices]  # type: ignore[attr-defined]

    def asked(self) -> Asked:
        """What could be read of the filter."""
        self.full_clean()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})
