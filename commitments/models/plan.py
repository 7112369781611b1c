from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from history.tracking import tracked


@tracked()
class Plan(models.Model):
    """A dated set of commitments with one owner body: a national plan, a set of pledges."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    owner = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="plans",
        verbose_name=_("owner body"),
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_ref = models.CharField(_("reference in the source"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["title", "pk"]

    def __str__(self) -> str:
        return self.title
