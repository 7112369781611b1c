"""The forms of preferences, absences and mutes."""

from collections import defaultdict
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from commitments.forms.bodies import WEEKDAYS, person_field
from commitments.forms.parts import choice_field, day_field
from commitments.reminders.models import Preference
from commitments.reminders.models.preference import FIRST_HOUR, LAST_HOUR
from commitments.reminders.rules.topics import OPTIONAL, Rhythm, Topic
from commitments.web import DeedForm

HOURS = [(hour, f"{hour:02d}:00") for hour in range(FIRST_HOUR, LAST_HOUR + 1)]
REGIONS = (
    "Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian",
    "Pacific",
)  # fmt: skip
RHYTHMS: dict[str, Any] = {
    Rhythm.DAILY: _("One letter a working day at most, and none when there is nothing to say."),
    Rhythm.WEEKLY: _("One letter a week. Overdue work you are accountable for comes on the day."),
    Rhythm.INBOX: _("Only what is essential comes by email. The list below shows which."),
}


class PreferenceForm(DeedForm):
    """How a person wants to be written to. `email` are the optional topics that are wanted."""

    rhythm = choice_field(
        _("Email rhythm"),
        Rhythm.choices,
        missing=_("Choose how often we write to you"),
        definitions=RHYTHMS,
    )
    hour = forms.TypedChoiceField(
        label=_("Time of day"),
        coerce=int,
        choices=HOURS,
        help_text=_("Nothing is sent between 18:00 and 08:00 of your clock."),
    )
    weekday = forms.TypedChoiceField(
        label=_("Day of the weekly letter"),
        coerce=int,
        choices=WEEKDAYS,
        help_text=_("Or the first working day after it."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("For the hour of your letters. Dates follow the time zone of the tracker."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    email = forms.TypedMultipleChoiceField(
        coerce=Topic,
        choices=[(topic.value, topic.label) for topic in Topic if topic in OPTIONAL],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, kept: Preference, person: User, **kwargs: Any) -> None:
        initial = {
            "rhythm": kept.rhythm,
            "hour": kept.hour,
            "weekday": kept.weekday,
            "time_zone": kept.time_zone,
            "language": person.language,
            "email": [topic for topic in OPTIONAL if topic not in kept.switched_off],
        }
        super().__init__(*args, initial=initial, **kwargs)
        of_tracker = _("As the tracker: %(zone)s") % {
            "zone": settings.REPORTING_TIME_ZONE.replace("_", " ")
        }
        self.fields["time_zone"].choices = [("", of_tracker), *time_zones()]  # type: ignore[attr-defined]


class AwayForm(DeedForm):
    """From when to when somebody is away, and who stands in."""

    starts_on = day_field(_("First day away"), missing=_("Enter the first day"))
    ends_on = day_field(_("Last day away"), missing=_("Enter the last day"))
    deputy = person_field(
        _("Email address of your deputy"),
        hint=_(
            "On these days your deputy has the rights of your posts and gets their mail. "
            "Without one, the mail goes to your focal point."
        ),
    )
    tell_focal_point = forms.BooleanField(
        label=_("Tell my focal point as well what is due meanwhile"), required=False
    )


class MuteForm(DeedForm):
    until = day_field(
        _("Mute until"),
        missing=_("Enter the last day on which it is muted"),
        hint=_("That day included."),
    )


@cache
def time_zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """The zones with a place in their name, by region."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(available_timezones()):
        region, _slash, place = name.partition("/")
        if region in REGIONS:
            found[region].append((name, place.replace("_", " ").replace("/", ", ")))
    return [(region, found[region]) for region in REGIONS]
