"""The filter of the ledger of reminders."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from commitments.forms.filters import DayField, FilterForm, NamedField
from commitments.reminders.log import Asked, Outcome
from commitments.reminders.rules.words import Rung
from history import clock

PERIOD = timedelta(days=30)


class LogForm(FilterForm):
    """What cannot be read is left out and named. Without a first day: the last 30 days."""

    since = DayField(label=_("Planned from"), required=False)
    until = DayField(label=_("Planned until"), required=False)
    person = forms.CharField(label=_("Person or address"), required=False, max_length=100)
    organisation = NamedField(
        label=_("Organisation"),
        required=False,
        rows=Organisation.objects.all(),
        names=("name", "short_name"),
        suggest="organisation",
    )
    outcome = forms.ChoiceField(
        label=_("Result"), required=False, choices=[("", _("Any")), *Outcome.choices]
    )
    rung = forms.ChoiceField(
        label=_("Reminder"), required=False, choices=[("", _("Any")), *Rung.choices]
    )
    code = forms.CharField(
        label=_("Commitment or milestone"),
        required=False,
        max_length=40,
        help_text=_("Its code, like GCM-07-0042."),
    )

    def asked(self) -> Asked:
        """What could be read of the filter."""
        self.full_clean()
        read: dict[str, Any] = {name: value for name, value in self.cleaned_data.items() if value}
        until = read.get("until") or clock.today()
        read.setdefault("since", until - PERIOD)
        return Asked(**read)

    @property
    def as_sent(self) -> list[tuple[str, str]]:
        """The filter as it came, for a form that asks the same again."""
        return [(name, self.data.get(name, "")) for name in self.fields if self.data.get(name)]

    @property
    def in_use(self) -> int:
        """How many filters were chosen and could be read."""
        return sum(bool(value) for value in self.cleaned_data.values())
