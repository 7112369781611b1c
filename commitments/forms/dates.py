"""Ask for a new date, and decide (screen 11)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.forms.parts import (
    choice_field,
    day_field,
    file_field,
    line_field,
    link_field,
    text_field,
)
from commitments.models import DateRequest, Milestone
from commitments.rules.words import DateOutcome, DelayCause
from commitments.services.dates import NAME_LENGTH
from commitments.web import DeedForm

ANSWERS = [
    (DateOutcome.APPROVED, _("Approve")),
    (DateOutcome.APPROVED_OTHER, _("Approve another date")),
    (DateOutcome.REFUSED, _("Refuse")),
]


class AskDateForm(DeedForm):
    asked_deadline = day_field(
        _("What new deadline do you ask for?"), missing=_("Enter the deadline that you ask for.")
    )
    cause = choice_field(_("Why?"), DelayCause.choices, missing=_("Choose why."))
    explanation = text_field(_("Explain"), missing=_("Explain why in a sentence or two."))
    differently = text_field(
        _("What will you do differently?"), missing=_("Say what you will do differently.")
    )
    file = file_field(_("Evidence: a file"), hint=_("It is kept with the milestone."))
    link = link_field(_("Evidence: a link"))

    def __init__(self, *args: Any, milestone: Milestone, **kwargs: Any) -> None:
        super().__init__(*args, version=milestone.version, **kwargs)


class DecideDateForm(DeedForm):
    outcome = choice_field(_("What do you decide?"), ANSWERS, missing=_("Choose what you decide."))
    deadline = day_field(
        _("The deadline that you approve"), hint=_("Only for “Approve another date”.")
    )
    reason = text_field(
        _("Your reasons"), hint=_("Needed unless you approve as asked."), sometimes=True
    )

    def __init__(
        self, *args: Any, date_request: DateRequest, needs_agreement: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if needs_agreement:
            self.fields["agreed_by"] = line_field(
                _("Who agreed?"),
                most=NAME_LENGTH,
                hint=_("From the third request on: the steering group or minister who agreed."),
            )
