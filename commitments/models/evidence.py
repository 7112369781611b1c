from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from commitments.models.milestone import Milestone
from commitments.models.submission import Submission
from commitments.models.update import Update
from commitments.rules.words import EvidenceKind, Visibility
from history.tracking import tracked


@tracked(indexes=["commitment", "milestone"])
class Evidence(models.Model):
    """A file or a link that shows a claim."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="evidence")
    milestone = models.ForeignKey(
        Milestone, models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    update = models.ForeignKey(
        Update, models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    submission = models.ForeignKey(
        Submission, models.CASCADE, null=True, blank=True, related_name="evidence"
    )
    title = models.CharField(_("title"), max_length=200)
    kind = models.CharField(
        max_length=10, choices=EvidenceKind.choices, default=EvidenceKind.EVIDENCE
    )
    link = models.URLField(_("link"), max_length=1000, blank=True)
    # A name below MEDIA_ROOT, chosen by us; the name that the person gave is `file_name`.
    file = models.FileField(_("file"), upload_to="evidence/", max_length=200, blank=True)
    file_name = models.CharField(_("name of the file"), max_length=255, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)
    dated_on = models.DateField(_("date of the document"), null=True, blank=True)
    checked_on = models.DateField(_("link checked on"), null=True, blank=True)
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    added_on = models.DateField(_("added on"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(link="") & ~Q(file="")) | (~Q(link="") & Q(file="")),
                name="evidence_is_a_file_or_a_link",
                violation_error_message=_("Add a file or a link, one of the two."),
            ),
            models.CheckConstraint(
                condition=Q(file="") | (~Q(sha256="") & Q(size__isnull=False)),
                name="evidence_file_has_a_fingerprint",
            ),
        ]

    def __str__(self) -> str:
        return self.title
