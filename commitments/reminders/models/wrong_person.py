from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment, Milestone
from history.tracking import tracked


@tracked(indexes=["commitment"])
class WrongPerson(models.Model):
    """Somebody says that what they were written to about is not theirs.

    Changes nothing in the plan. A coordinator is told; until the day named here the person is not
    reminded of it.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="+"
    )
    said_on = models.DateField(_("said on"))
    said_at = models.DateTimeField()
    paused_until = models.DateField(_("not reminded until"))

    class Meta:
        verbose_name = _("wrong person")
        verbose_name_plural = _("wrong people")
        ordering = ["-id"]
        indexes = [models.Index(fields=["commitment", "said_on"], name="wrong_person_lately")]

    def __str__(self) -> str:
        return f"{self.person_id} {self.milestone_id or self.commitment_id}"
