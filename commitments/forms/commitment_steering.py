"""Pause, resume, complete, close early, reopen a commitment: what the coordinator is asked."""

from django.utils.translation import gettext_lazy as _

from commitments.forms.parts import choice_field, day_field, text_field
from commitments.rules.words import ClosedReason
from commitments.web import DeedForm


class PauseCommitmentForm(DeedForm):
    reason = text_field(_("Why is it paused?"), missing=_("Say why it is paused."))
    review_by = day_field(
        _("When do we look again?"),
        missing=_("Choose a day after today and at most 180 days ahead."),
        hint=_("At most 180 days ahead."),
    )


class ResumeCommitmentForm(DeedForm):
    reason = text_field(_("What has changed?"))


class CompleteCommitmentForm(DeedForm):
    reason = text_field(_("Anything to say on its completion?"))


class CloseCommitmentForm(DeedForm):
    closed_reason = choice_field(
        _("Why is it closed?"), ClosedReason.choices, missing=_("Choose why it is closed.")
    )
    reason = text_field(_("Your reasons"), missing=_("Say why it will not be achieved as written."))


class ReopenCommitmentForm(DeedForm):
    reason = text_field(_("Why is it taken up again?"), missing=_("Say why it is taken up again."))
