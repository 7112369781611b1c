"""Log progress (screen 7): a useful update in about a minute."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commitments.files import NewEvidence
from commitments.forms.parts import (
    brought,
    choice_field,
    confidence_field,
    file_field,
    line_field,
    link_field,
    text_field,
)
from commitments.models import Milestone
from commitments.rules.words import MilestoneState, Visibility
from commitments.services.lengths import UPDATE_LENGTHS
from commitments.services.progress import MilestoneWord
from commitments.web import DeedForm

TEXTS = ("happened", "problem", "help_needed", "help_from", "next_step")


class LogForm(DeedForm):
    """The owner's or a contributor's word, and one about each milestone that matters now."""

    def __init__(
        self,
        *args: Any,
        version: int,
        milestones: Sequence[Milestone],
        happened_label: Any,
        confidence_hint: Any = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, version=version, **kwargs)
        self.milestones = milestones
        self.fields["confidence"] = confidence_field(
            _("How is delivery going?"),
            missing=_("Select how delivery is going."),
            hint=confidence_hint,
        )
        self.fields["problem"] = self._worse(_("What is the problem?"), "problem")
        self.fields["help_needed"] = self._worse(
            _("What help or decision do you need?"), "help_needed"
        )
        self.fields["help_from"] = line_field(_("From whom?"), most=UPDATE_LENGTHS["help_from"])
        self.fields["happened"] = text_field(
            happened_label, missing=_("Say what has happened."), most=UPDATE_LENGTHS["happened"]
        )
        self.fields["next_step"] = text_field(
            _("What happens next, and by when?"), most=UPDATE_LENGTHS["next_step"], rows=3
        )
        for milestone in milestones:
            self._ask_about(milestone)
        self.fields["file"] = file_field(_("Add a file"))
        self.fields["link"] = link_field(_("Add a link"))
        self.fields["visibility"] = choice_field(
            _("Who can see this?"),
            [
                (Visibility.INTERNAL, _("Internal record")),
                (Visibility.PUBLIC, _("Suggest for the public page")),
            ],
            missing=_("Select who can see this."),
        )
        self.fields["visibility"].initial = Visibility.INTERNAL.value

    @staticmethod
    def _worse(label: Any, name: str) -> forms.CharField:
        # Shown while a worse word is chosen, or while it holds text: see log.css.
        needed = name == "problem"
        field = text_field(label, most=UPDATE_LENGTHS[name], rows=3, sometimes=needed)
        field.widget.attrs["placeholder"] = " "
        return field

    def _ask_about(self, milestone: Milestone) -> None:
        words = [("", _("No change")), ("ready", _("Ready for review"))]
        if milestone.state == MilestoneState.PLANNED:
            words.insert(1, ("started", _("Started")))
        word = choice_field(_now("Progress of %(code)s") % {"code": milestone.code}, words)
        word.initial = ""
        self.fields[f"word_{milestone.pk}"] = word
        # What stood there when the page was opened comes along, so that only what this person
        # changed is changed.
        self.fields[f"expected_{milestone.pk}"] = forms.DateField(
            label=_now("Expected date of %(code)s") % {"code": milestone.code},
            required=False,
            initial=milestone.expected_on,
            show_hidden_initial=True,
            error_messages={"invalid": _("Enter a real date, like 2026-03-27.")},
        )

    def rows(self) -> list[dict[str, Any]]:
        """The milestones with their two fields, for the template."""
        return [
            {
                "milestone": milestone,
                "word": self[f"word_{milestone.pk}"],
                "expected": self[f"expected_{milestone.pk}"],
                "open": self.is_bound and f"expected_{milestone.pk}" in self.changed_data,
            }
            for milestone in self.milestones
        ]

    def words(self) -> list[MilestoneWord]:
        """What was said of milestones; nothing of those that were left alone."""
        said = []
        for milestone in self.milestones:
            word = self.cleaned_data.get(f"word_{milestone.pk}", "")
            moved = f"expected_{milestone.pk}" in self.changed_data
            if word or moved:
                expected: date | None = self.cleaned_data.get(f"expected_{milestone.pk}")
                said.append(
                    MilestoneWord(
                        milestone.pk,
                        started=word == "started",
                        ready=word == "ready",
                        set_expected=moved,
                        expected_on=expected,
                    )
                )
        return said

    def evidence(self) -> list[NewEvidence]:
        return brought(self.cleaned_data, "file", "link")
