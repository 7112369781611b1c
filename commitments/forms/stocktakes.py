"""Prepare a stocktake, add to its agenda, record what it decides (screen 12)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.words import GovernanceLevel
from commitments.forms.parts import day_field, line_field
from commitments.models import Objective
from commitments.services.stocktakes import TITLE_LENGTH
from commitments.web import DeedForm


class PrepareForm(DeedForm):
    meets_on = day_field(_("Day of the meeting"), missing=_("Pick a date to prepare a stocktake."))
    title = line_field(_("Name"), missing=_("Give the meeting a name."), most=TITLE_LENGTH)
    objective = forms.ModelChoiceField(
        Objective.objects.all(), label=_("Objective"), required=False, empty_label=_("All")
    )
    level = forms.ChoiceField(
        label=_("Governance level"),
        required=False,
        choices=[("", _("All")), *GovernanceLevel.choices],
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Lead organisation"),
        required=False,
        empty_label=_("All"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leading = Organisation.objects.filter(led_commitments__isnull=False).distinct()
        self.fields["organisation"].queryset = leading  # type: ignore[attr-defined]


class AddItemForm(DeedForm):
    code = line_field(
        _("Code of a commitment or milestone"),
        missing=_("Enter the code of a commitment or milestone."),
        most=20,
        hint=_("As in GCM-08-0001 or GCM-08-0001-M02."),
    )
