"""Which calendar to subscribe to."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commitments.forms.parts import choice_field
from commitments.models import CalendarFeed
from commitments.services.feeds import AT_MOST

MINE, ORGANISATION, CHOSEN = "mine", "organisation", "chosen"
QUERIES = {MINE: "mine=on", ORGANISATION: "my_organisation=on"}


class FeedForm(forms.Form):
    """Mine, my organisation's, or what was chosen in the calendar."""

    use_required_attribute = False

    def __init__(self, *args: Any, person: User, query: str, words: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.query, self.words = person, query, words
        choices: list[tuple[str, Any]] = [(MINE, _("Mine")), (ORGANISATION, _("My organisation"))]
        if query:
            choices.append((CHOSEN, words))
        self.fields["what"] = choice_field(
            _("What should it show?"), choices, missing=_("Select what it should show.")
        )
        self.fields["what"].initial = CHOSEN if query else MINE

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "what" in given:
            live = CalendarFeed.objects.live().filter(person=self.person)
            if live.filter(query=self.chosen_query).exists():
                raise ValidationError(
                    _("You subscribe to this calendar already. Reset its address below.")
                )
            if live.count() >= AT_MOST:
                raise ValidationError(_("You have many calendar addresses. Stop one first."))
        return given

    @property
    def chosen_query(self) -> str:
        return QUERIES.get(self.cleaned_data["what"], self.query)

    @property
    def name(self) -> str:
        return str(dict(self.fields["what"].choices)[self.cleaned_data["what"]])  # type: ignore[attr-defined]
