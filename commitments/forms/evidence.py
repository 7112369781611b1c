from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.files import NewEvidence
from commitments.forms.parts import day_field, file_field, line_field, link_field
from commitments.rules.words import EvidenceKind
from commitments.web import DeedForm


class EvidenceForm(DeedForm):
    """A file or a link, one of the two."""

    file = file_field(
        _("File"), hint=_("PDF, Word, Excel, PowerPoint, text or image, up to 25 MB.")
    )
    link = link_field(_("Or a link"))
    title = line_field(_("Title"), hint=_("Without one, the name of the file or the address."))
    kind = forms.ChoiceField(label=_("Kind"), choices=EvidenceKind.choices, initial="evidence")
    dated_on = day_field(_("Date of the document"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        asked = [name for name in ("file", "link") if cleaned.get(name)]
        if not asked and not self.errors:
            self.add_error("file", _("Choose a file or enter a link."))
        if len(asked) > 1:
            self.add_error("link", _("Add a file or a link, one of the two."))
        return cleaned

    def item(self) -> NewEvidence:
        """What was brought; only of a form without errors."""
        cleaned = self.cleaned_data
        dated_on: date | None = cleaned["dated_on"]
        return NewEvidence(
            cleaned["title"],
            file=cleaned["file"] or None,
            link=cleaned["link"],
            kind=cleaned["kind"],
            dated_on=dated_on,
        )
