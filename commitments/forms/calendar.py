"""Whose holidays the calendar shows."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from commitments.forms.filters import FilterForm, NamedField


class HolidaysForm(FilterForm):
    """In the address like the filters, beside which it stands."""

    holidays = NamedField(
        label=_("Holidays of"),
        rows=Organisation.objects.all(),
        names=("name", "short_name"),
        suggest="organisation",
        required=False,
    )
