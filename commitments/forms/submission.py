"""Submit for review: three short questions (screen 6)."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commitments.files import NewEvidence
from commitments.forms.parts import brought, day_field, file_field, link_field, text_field
from commitments.models import Evidence, Milestone
from commitments.web import DeedForm


class SubmitForm(DeedForm):
    """One box per acceptance point, each with its evidence.

    Files and links that are brought are kept with the milestone at once, so that a mistake
    elsewhere in the form, or the step of checking, never loses them; `keep` then ticks them.
    """

    achieved_on = day_field(
        _("On what date was it achieved?"), missing=_("Enter the date on which it was achieved.")
    )

    def __init__(
        self, *args: Any, milestone: Milestone, kept: Sequence[Evidence], **kwargs: Any
    ) -> None:
        super().__init__(*args, version=milestone.version, **kwargs)
        self.points = milestone.points_to_answer
        for number, point in enumerate(self.points, 1):
            self._ask(number, point, kept)
        self.fields["no_evidence_reason"] = text_field(
            _("If a point has no evidence, say why"), rows=2, sometimes=True
        )
        self.fields["note"] = text_field(_("Anything the reviewer should know?"), rows=3)

    def _ask(self, number: int, point: str, kept: Sequence[Evidence]) -> None:
        self.fields[f"answer_{number}"] = text_field(
            _now("How does it meet this point: %(point)s") % {"point": point},
            missing=_now("Say how point %(n)s is met.") % {"n": number},
            rows=3,
        )
        self.fields[f"evidence_{number}"] = forms.TypedMultipleChoiceField(
            label=_now("Evidence for point %(n)s") % {"n": number},
            choices=[(row.pk, row.title) for row in kept],
            coerce=int,
            required=False,
            widget=forms.CheckboxSelectMultiple,
        )
        self.fields[f"file_{number}"] = file_field(
            _now("Add a file for point %(n)s") % {"n": number}
        )
        self.fields[f"link_{number}"] = link_field(
            _now("Or a link for point %(n)s") % {"n": number}
        )

    def rows(self) -> list[dict[str, Any]]:
        """The fields of each point together, for the template."""
        return [
            {
                "number": number,
                "point": point,
                **{
                    name: self[f"{name}_{number}"]
                    for name in ("answer", "evidence", "file", "link")
                },
            }
            for number, point in enumerate(self.points, 1)
        ]

    def brought(self) -> list[tuple[int, str, NewEvidence]]:
        """What came along: the point, the field and the evidence."""
        found = []
        for number in range(1, len(self.points) + 1):
            names = (f"file_{number}", f"link_{number}")
            for item in brought(self.cleaned_data, *names):
                found.append((number, names[item.file is None], item))
        return found

    def keep(self, number: int, row: Evidence) -> None:
        """Evidence that is kept now: tick it, and forget the file or link it came from."""
        for point in range(1, len(self.points) + 1):
            field: Any = self.fields[f"evidence_{point}"]
            if str(row.pk) not in {str(value) for value, _label in field.choices}:
                field.choices = [*field.choices, (row.pk, row.title)]
        data: Any = self.data
        self.data = data = data.copy()
        data.appendlist(f"evidence_{number}", str(row.pk))
        data[f"link_{number}"] = ""
        ticked = self.cleaned_data.setdefault(f"evidence_{number}", [])
        if row.pk not in ticked:
            ticked.append(row.pk)

    @property
    def achieved(self) -> date | None:
        return self.cleaned_data.get("achieved_on")

    def claim(self) -> dict[str, Any]:
        """What `submit_milestone` asks for; of fields without errors."""
        numbers = range(1, len(self.points) + 1)
        return {
            "answers": [self.cleaned_data.get(f"answer_{n}", "") for n in numbers],
            "shown_by": [self.cleaned_data.get(f"evidence_{n}", []) for n in numbers],
            "no_evidence_reason": self.cleaned_data.get("no_evidence_reason", ""),
            "note": self.cleaned_data.get("note", ""),
        }

    def checked(self) -> list[dict[str, Any]]:
        """The answers as they will be sent, for the step of checking."""
        choices: Any = self.fields["evidence_1"]
        titles = dict(choices.choices)
        return [
            {
                "point": point,
                "answer": self.cleaned_data[f"answer_{number}"],
                "evidence": [titles[pk] for pk in self.cleaned_data[f"evidence_{number}"]],
            }
            for number, point in enumerate(self.points, 1)
        ]
