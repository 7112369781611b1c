"""The message of a follow-up, and whom to leave out (screen 10)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.forms.parts import choice_field, day_field, line_field, text_field
from commitments.rules.follow_up import Letter
from commitments.services.follow_up import SUBJECT_LENGTH, TEXT_LENGTH
from commitments.web import DeedForm


class FollowUpForm(DeedForm):
    leave_away = forms.BooleanField(
        label=_("Owners who are away and for whom nobody stands in"), required=False
    )
    leave_asked = forms.BooleanField(
        label=_("What was asked about in the last 5 working days"), required=False
    )
    leave_requested = forms.BooleanField(
        label=_("What waits for a decision about its date"), required=False
    )
    letter = choice_field(
        _("Start from"), Letter.choices, missing=_("Choose a message to start from.")
    )
    subject = line_field(
        _("Subject"),
        most=SUBJECT_LENGTH,
        hint=_("Left empty: “Please answer by Monday 22 June: 3 milestones”."),
    )
    text = text_field(
        _("Text"),
        missing=_("Write what you ask."),
        most=TEXT_LENGTH,
        rows=8,
        hint=_("{name}, {list} and {reply_by} are filled in for each person."),
    )
    reply_by = day_field(_("Answer by"), missing=_("Enter the day to answer by."))
    copies = forms.BooleanField(label=_("Copy to focal points"), required=False)

    @property
    def message(self) -> dict[str, Any]:
        """As the service takes it."""
        read = self.cleaned_data
        return {name: read[name] for name in ("letter", "subject", "text", "reply_by", "copies")}
