from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from commitments.reminders.rules.numbers import NUMBERS
from commitments.reminders.rules.topics import Rhythm, topics
from history import clock
from history.tracking import tracked

FIRST_HOUR, LAST_HOUR = NUMBERS.send_hour, NUMBERS.quiet_hour - 1


@tracked()
class Preference(models.Model):
    """How a person wants to be written to. Who chose nothing has no row; the defaults hold."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    rhythm = models.CharField(
        _("email rhythm"), max_length=6, choices=Rhythm.choices, default=Rhythm.DAILY
    )
    hour = models.PositiveSmallIntegerField(
        _("time of day"),
        default=FIRST_HOUR,
        validators=[MinValueValidator(FIRST_HOUR), MaxValueValidator(LAST_HOUR)],
    )
    # ISO: Monday is 1.
    weekday = models.PositiveSmallIntegerField(
        _("day of the weekly letter"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(7)],
    )
    # Empty: that of the installation (C1).
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    switched_off = ArrayField(
        models.CharField(max_length=20, choices=topics), default=list, blank=True
    )

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [
            models.CheckConstraint(
                name="preference_keeps_quiet_hours",
                condition=Q(hour__gte=FIRST_HOUR, hour__lte=LAST_HOUR),
                violation_error_message=_("Choose an hour outside the quiet hours."),
            ),
            models.CheckConstraint(
                name="preference_weekday_is_one", condition=Q(weekday__gte=1, weekday__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.rhythm}"

    @property
    def zone(self) -> ZoneInfo:
        """The clock that the person lives by."""
        return ZoneInfo(self.time_zone) if self.time_zone else clock.zone()


@tracked()
class Mute(models.Model):
    """Until a day, that day included, a person wants no optional mail of a commitment."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    until = models.DateField(_("until"))

    class Meta:
        verbose_name = _("mute")
        verbose_name_plural = _("mutes")
        constraints = [models.UniqueConstraint(fields=["person", "commitment"], name="mute_once")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.commitment_id} {self.until}"


@tracked()
class Away(models.Model):
    """A person is away from a day to a day, both included (L6).

    Who stands in is named by post (`accounts.Deputy`); this says from when to when, and whether
    the focal point gets what is essential as well.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    tell_focal_point = models.BooleanField(_("tell my focal point"), default=False)

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on", "pk"]
        indexes = [models.Index(fields=["person", "ends_on"], name="away_person")]
        constraints = [
            models.CheckConstraint(
                name="away_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day must be the first day or later."),
            ),
            models.CheckConstraint(
                name="away_deputy_is_another",
                condition=Q(deputy=None) | ~Q(deputy=F("person")),
                violation_error_message=_("You cannot be your own deputy."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.starts_on} {self.ends_on}"
