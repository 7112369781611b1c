"""Open a reporting round, and change one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.words import GovernanceLevel
from commitments.forms.parts import day_field, line_field
from commitments.models import Objective, ReportingRound
from commitments.services.rounds import TITLE_LENGTH
from commitments.web import DeedForm


class RoundForm(DeedForm):
    """What is asked, about which time, until when, and of which commitments."""

    title = line_field(
        _("Title"),
        missing=_("Give the round a title"),
        most=TITLE_LENGTH,
        hint=_("For example: Second quarter 2026"),
    )
    period_from = day_field(
        _("Period from"),
        missing=_("Enter the first day of the period"),
        hint=_("What the reports are about."),
    )
    period_to = day_field(_("Period to"), missing=_("Enter the last day of the period"))
    opens_on = day_field(_("Opens on"), missing=_("Enter the opening day"))
    closes_on = day_field(
        _("Last day"),
        missing=_("Enter the last day"),
        hint=_("Updates published on that day still count."),
    )
    level = forms.ChoiceField(
        label=_("Governance level"),
        choices=[("", _("All")), *GovernanceLevel.choices],
        required=False,
    )
    organisation = forms.ModelChoiceField(
        label=_("Lead organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("All"),
    )
    objectives = forms.TypedMultipleChoiceField(
        label=_("Objectives"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None means all."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        leading = Organisation.objects.filter(led_commitments__isnull=False).distinct()
        self.fields["organisation"].queryset = leading  # type: ignore[attr-defined]
        self.fields["objectives"].choices = [  # type: ignore[attr-defined]
            (row.number, str(row)) for row in Objective.objects.all()
        ]


class ChangeRoundForm(DeedForm):
    """Another title, or another last day."""

    title = line_field(_("Title"), missing=_("Give the round a title"), most=TITLE_LENGTH)
    closes_on = day_field(_("Last day"), missing=_("Enter the last day"))

    def __init__(self, *args: Any, found: ReportingRound, **kwargs: Any) -> None:
        initial = {"title": found.title, "closes_on": found.closes_on}
        super().__init__(*args, initial=initial, **kwargs)
