from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.models.commitment import Commitment
from commitments.rules.words import Confidence
from history.tracking import tracked


@tracked(indexes=["commitment"])
class Rating(models.Model):
    """A coordinator's own word on a commitment. Lapses after 90 days (H2)."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="ratings")
    confidence = models.CharField(_("rating"), max_length=10, choices=Confidence.choices)
    reason = models.TextField(_("reason"))
    rated_on = models.DateField()
    rated_at = models.DateTimeField()
    rated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("coordinator's rating")
        verbose_name_plural = _("coordinator's ratings")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.confidence}"
