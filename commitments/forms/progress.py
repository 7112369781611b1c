"""The scope of the progress page (screen 13.1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.words import GovernanceLevel
from commitments.forms.filters import FilterForm, NamedField
from commitments.forms.widgets import PlainSelect
from commitments.models import Objective

EVERY = ("", _("All"))


class ScopeForm(FilterForm):
    """A value that cannot be read is left out and named."""

    objective = forms.TypedChoiceField(
        label=_("Objective"), required=False, coerce=int, empty_value=None, widget=PlainSelect
    )
    level = forms.ChoiceField(
        label=_("Governance level"), required=False, choices=[EVERY, *GovernanceLevel.choices]
    )
    organisation = NamedField(
        label=_("Lead organisation"),
        required=False,
        rows=Organisation.objects.all(),
        names=("name", "short_name"),
        suggest="organisation",
    )
    paused = forms.BooleanField(label=_("Include paused"), required=False)

    def __init__(self, *args: Any, objectives: list[Objective], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.pk, str(one)) for one in objectives]
        self.fields["objective"].choices = [EVERY, *choices]  # type: ignore[attr-defined]
