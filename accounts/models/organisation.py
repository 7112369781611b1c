from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.sort_key import sort_key
from accounts.words import GovernanceLevel, OrganisationCategory
from accounts.working_days import WorkingCalendar
from history.tracking import tracked


def monday_to_friday() -> list[int]:
    return [1, 2, 3, 4, 5]


@tracked()
class Organisation(models.Model):
    """A body that leads, works on, or takes part in commitments."""

    name = models.CharField(_("name"), max_length=200, unique=True)
    short_name = models.CharField(_("short name"), max_length=60)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    category = models.CharField(
        _("category"),
        max_length=30,
        choices=OrganisationCategory.choices,
        default=OrganisationCategory.OTHER,
    )
    governance_level = models.CharField(
        _("governance level"),
        max_length=15,
        choices=GovernanceLevel.choices,
        default=GovernanceLevel.NATIONAL,
    )
    # ISO 3166-1 alpha-2; the list of countries is reference data further up.
    country = models.CharField(_("country"), max_length=2, blank=True)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="units",
        verbose_name=_("part of"),
    )
    # C4: ISO weekdays, Monday is 1.
    working_week = ArrayField(
        models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(7)]),
        default=monday_to_friday,
        verbose_name=_("working week"),
    )
    # D11: review clocks run by the calendar of the coordinating body.
    is_coordinating_body = models.BooleanField(_("coordinates the plan"), default=False)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["sort_key", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_coordinating_body"],
                condition=models.Q(is_coordinating_body=True),
                name="organisation_one_coordinates",
                violation_error_message=_("Another organisation coordinates the plan already."),
            ),
            models.CheckConstraint(
                condition=models.Q(working_week__len__gt=0),
                name="organisation_works_some_day",
                violation_error_message=_("Choose at least one working day."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        self.sort_key = sort_key(self.name)
        super().save(*args, **kwargs)  # type: ignore[arg-type]

    def get_absolute_url(self) -> str:
        return reverse("organisation", args=[self.slug])

    def calendar(self, holidays: frozenset[date] | None = None) -> WorkingCalendar:
        """Its working week and holidays (C4); pass the holidays where they are read already."""
        if holidays is None:
            holidays = Holiday.objects.days_of(self.pk)
        return WorkingCalendar(frozenset(self.working_week), holidays)


class HolidayQuerySet(models.QuerySet["Holiday"]):
    def days_of(self, organisation_id: int | None) -> frozenset[date]:
        """The organisation's own holidays, or the installation's where it has none."""
        rows = self.filter(models.Q(organisation=organisation_id) | models.Q(organisation=None))
        days = list(rows.values_list("organisation_id", "on"))
        own = {on for owner, on in days if owner is not None}
        return frozenset(own or {on for _owner, on in days})


@tracked()
class Holiday(models.Model):
    """A day on which an organisation, or the whole installation, does not work."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, null=True, blank=True, related_name="holidays"
    )
    on = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=100, blank=True)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["on"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "on"],
                name="holiday_once_a_day",
                nulls_distinct=False,
                violation_error_message=_("This day is a holiday already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.on} {self.name}"
