"""Decide a submission (screen 6)."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commitments.forms.parts import choice_field, confidence_field, day_field, text_field
from commitments.forms.steering import replacements
from commitments.models import Milestone, Submission
from commitments.rules.words import ClosedReason, ReviewOutcome, Verdict
from commitments.web import DeedForm


class ReviewForm(DeedForm):
    """A verdict for each point, the date, the reasons, the decision; a rating if wanted."""

    # The services name the verdicts as a whole; their sentence stands at the first point.
    names = {"verdicts": "verdict_1", "confidence": "rating", "reason": "rating_reason"}

    field_order = ("achieved_on",)

    def __init__(
        self,
        *args: Any,
        milestone: Milestone,
        submission: Submission,
        may_rate: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, version=milestone.version, **kwargs)
        self.points = [answer["point"] for answer in submission.answers]
        for number, point in enumerate(self.points, 1):
            self.fields[f"verdict_{number}"] = choice_field(
                f"{number}. {point}",
                Verdict.choices,
                missing=_now("Choose for point %(n)s: met, not met, or cannot tell.")
                % {"n": number},
            )
        self.fields["achieved_on"] = day_field(
            _("Date achieved"),
            missing=_("Enter the date achieved."),
            hint=_("As claimed. Correct it if the evidence says otherwise."),
        )
        self.fields["achieved_on"].initial = submission.achieved_on
        self.fields["reasons"] = text_field(
            _("Your reasons"),
            hint=_("The owner sees this. Needed to return or close."),
            sometimes=True,
        )
        self.fields["outcome"] = choice_field(
            _("What do you decide?"), ReviewOutcome.choices, missing=_("Choose what you decide.")
        )
        self._ask_why_closed(milestone)
        if may_rate:
            self.fields["rating"] = confidence_field(
                _("How is delivery of the commitment going, as you see it?")
            )
            self.fields["rating_reason"] = text_field(_("Why do you rate it so?"), rows=2)

    def _ask_why_closed(self, milestone: Milestone) -> None:
        self.fields["closed_reason"] = forms.ChoiceField(
            label=_("If you close it: why?"),
            required=False,
            choices=[("", _("Choose")), *ClosedReason.choices],
        )
        self.fields["replaced_by"] = forms.ModelChoiceField(
            replacements(milestone),
            label=_("If it is replaced: by which milestone?"),
            required=False,
            empty_label=_("None"),
        )

    def verdict_fields(self) -> list[Any]:
        return [self[f"verdict_{number}"] for number in range(1, len(self.points) + 1)]

    def verdicts(self) -> list[str]:
        return [self.cleaned_data[f"verdict_{n}"] for n in range(1, len(self.points) + 1)]

    @property
    def rates(self) -> bool:
        """Whether a rating was given or begun."""
        return bool(self.cleaned_data.get("rating") or self.cleaned_data.get("rating_reason"))
