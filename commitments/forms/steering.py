"""Pause, resume, close, reopen: what the coordinator is asked."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.forms.parts import choice_field, day_field, text_field
from commitments.models import Milestone
from commitments.rules.words import ClosedReason, MilestoneState
from commitments.web import DeedForm


def replacements(milestone: Milestone) -> Any:
    """The milestones of the same commitment that could take its place."""
    return milestone.commitment.milestones.exclude(pk=milestone.pk).exclude(
        state=MilestoneState.CLOSED
    )


class PauseForm(DeedForm):
    reason = text_field(_("Why is it paused?"), missing=_("Say why it is paused."))
    review_by = day_field(
        _("When do we look again?"),
        missing=_("Choose a day after today and at most 180 days ahead."),
        hint=_("At most 180 days ahead."),
    )

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class ResumeForm(DeedForm):
    reason = text_field(_("What has changed?"))

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class CloseForm(DeedForm):
    closed_reason = choice_field(
        _("Why is it closed?"), ClosedReason.choices, missing=_("Choose why it is closed.")
    )
    replaced_by = forms.ModelChoiceField(
        Milestone.objects.none(),
        label=_("Which milestone replaces it?"),
        required=False,
        help_text=_("Only for “Replaced”."),
        empty_label=_("None"),
    )
    reason = text_field(_("Your reasons"), missing=_("Say why it will not be achieved as written."))

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["replaced_by"].queryset = replacements(milestone)  # type: ignore[attr-defined]


class ReopenForm(DeedForm):
    reason = text_field(_("Why is it taken up again?"), missing=_("Say why it is taken up again."))

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
