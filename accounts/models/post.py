from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.organisation import Organisation
from accounts.words import Role
from history import clock
from history.tracking import tracked


class PostQuerySet(models.QuerySet["Post"]):
    def open_on(self, on: date | None = None) -> "PostQuerySet":
        return self.filter(Q(closed_on=None) | Q(closed_on__gte=on or clock.today()))

    def vacant(self, *, on: date | None = None) -> "PostQuerySet":
        """Posts that nobody holds on the day."""
        return self.open_on(on).exclude(pk__in=Tenure.objects.running(on=on).values("post"))

    def with_holder(self, *, on: date | None = None) -> "PostQuerySet":
        """Adds `holder_name`: who holds the post on the day, None when it is vacant."""
        running = Tenure.objects.running(on=on).filter(post=models.OuterRef("pk"))
        return self.annotate(holder_name=models.Subquery(running.values("holder__name")[:1]))


@tracked()
class Post(models.Model):
    """A duty that outlasts the people who hold it. One organisation, one role."""

    title = models.CharField(_("title"), max_length=150)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="posts", verbose_name=_("organisation")
    )
    role = models.CharField(_("role"), max_length=15, choices=Role.choices)
    closed_on = models.DateField(_("last day"), null=True, blank=True)
    # E2: who is asked when the focal point of the organisation could not get something unstuck.
    is_head = models.BooleanField(
        _("head of the organisation"), default=False, db_default=False, editable=False
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["organisation__sort_key", "title", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(is_head=True),
                name="post_one_head_a_body",
                violation_error_message=_("Another post of this organisation is its head."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.slug])


class _Days(models.Func):
    """A post and a span of days as one range of numbers.

    An exclusion constraint over (post, days) would need an extension for the plain number; a
    number that holds both does not. Days count from 1900, one million to a post.
    """

    template = (
        "int8range(post_id * 1000000 + (starts_on - DATE '1900-01-01'), "
        "post_id * 1000000 + coalesce(ends_on - DATE '1900-01-01', 999999), '[]')"
    )

    def replace_expressions(self, replacements: Any) -> Any:
        """The same range of a row that is checked before it is written."""
        values: list[Any] = [replacements.get(F(name)) for name in ("post", "starts_on", "ends_on")]
        if None in values:
            # A field that is refused already: nothing can be said of the days.
            return models.Func(template="NULL::int8range")
        post, first, last = values
        return _DaysOf(
            Cast(post, models.BigIntegerField()),
            Cast(first, models.DateField()),
            Cast(last, models.DateField()),
        )


class _DaysOf(models.Func):
    """The range of `_Days` for given values."""

    template = (
        "(SELECT int8range(post * 1000000 + (first - DATE '1900-01-01'), "
        "post * 1000000 + coalesce(last - DATE '1900-01-01', 999999), '[]') "
        "FROM (VALUES (%(expressions)s)) AS days (post, first, last))"
    )


class TenureQuerySet(models.QuerySet["Tenure"]):
    def running(self, *, on: date | None = None) -> "TenureQuerySet":
        day = on or clock.today()
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), starts_on__lte=day)


@tracked(indexes=["post", "holder"])
class Tenure(models.Model):
    """A person holds a post from a day to a day, both included; without an end, until further."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="tenures")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tenures")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"), null=True, blank=True)
    hand_over_note = models.TextField(_("hand-over note"), blank=True)

    objects = TenureQuerySet.as_manager()

    class Meta:
        verbose_name = _("tenure")
        verbose_name_plural = _("tenures")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="tenure_ends_after_start",
                violation_error_message=_("The last day must be the first day or later."),
            ),
            ExclusionConstraint(
                name="tenure_one_holder_a_day",
                expressions=[(_Days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("Somebody else holds this post on one of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder} – {self.post}"


@tracked()
class Deputy(models.Model):
    """A person stands in for the holder of a post from a day to a day, both included."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="deputies")
    deputy = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="deputyships")
    starts_on = models.DateField(_("first day"))
    ends_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ["-starts_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="deputy_ends_after_start",
                violation_error_message=_("The last day must be the first day or later."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.deputy} – {self.post}"
