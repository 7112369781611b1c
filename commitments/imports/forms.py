from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from commitments.imports.choices import Choices
from commitments.imports.decode import ENCODINGS
from commitments.imports.tables import LARGEST_FILE_MB
from commitments.models import Plan


class UploadForm(forms.Form):
    """Choose a file, and the plan that it goes into."""

    file = forms.FileField(
        label=_("Spreadsheet"),
        help_text=_("CSV or XLSX, up to %(most)s MB. The first row with names is the header.")
        % {"most": LARGEST_FILE_MB},
        error_messages={
            "required": _("Choose the file that holds the table."),
            "empty": _("The file is empty. Choose the file that holds the table."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
    )
    plan = forms.ModelChoiceField(
        Plan.objects.all(),
        label=_("Plan"),
        required=False,
        empty_label=_("As the file says, else a new plan"),
        help_text=_("Takes in the commitments that no row of the file puts into a plan."),
    )
    plan_title = forms.CharField(label=_("Title of a new plan"), required=False, max_length=200)
    encoding = forms.ChoiceField(
        label=_("Characters"),
        required=False,
        choices=[("", _("Found out from the file")), *ENCODINGS.items()],
        help_text=_("Choose when the file is refused as no text. You see samples next."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE_MB * 1024 * 1024:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it and import the parts.")
                % {"limit": LARGEST_FILE_MB}
            )
        return file

    @property
    def choices(self) -> Choices:
        """What was chosen, for a valid form."""
        given = self.cleaned_data
        return Choices(
            plan_id=given["plan"].pk if given["plan"] else None,
            plan_title=given["plan_title"],
            encoding=given["encoding"],
        )
