"""The coordinator's rating of a commitment (screen 9)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.forms.parts import confidence_field, text_field
from commitments.models import Commitment
from commitments.web import DeedForm


class RatingForm(DeedForm):
    confidence = confidence_field(
        _("How is delivery going, as you see it?"), missing=_("Select how delivery is going.")
    )
    reason = text_field(
        _("Why do you rate it so?"),
        missing=_("Say in a sentence why you rate it so."),
        hint=_("The owner sees this. Your rating counts for 90 days."),
        rows=3,
    )

    def __init__(self, *args: Any, commitment: Commitment, **kwargs: Any) -> None:
        super().__init__(*args, version=commitment.version, **kwargs)
