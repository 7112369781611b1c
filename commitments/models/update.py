from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.models.commitment import Commitment
from commitments.models.milestone import Milestone
from commitments.rules.words import Confidence, Visibility
from history.tracking import tracked


@tracked(indexes=["commitment"])
class Update(models.Model):
    """What an owner or contributor says about a commitment on a day. Published, never edited."""

    class Kind(models.TextChoices):
        PROGRESS = "progress", _("Progress")
        # F2: counts as an update, at most twice in a row.
        UNCHANGED = "unchanged", _("Nothing has changed")

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="updates")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.PROGRESS)
    confidence = models.CharField(
        _("how delivery is going"), max_length=10, choices=Confidence.choices, blank=True
    )
    happened = models.TextField(_("what has happened"), max_length=1500, blank=True)
    problem = models.TextField(_("the problem"), max_length=1500, blank=True)
    help_needed = models.TextField(_("help or decision needed"), max_length=1500, blank=True)
    help_from = models.CharField(_("from whom"), max_length=200, blank=True)
    next_step = models.TextField(_("what happens next"), max_length=600, blank=True)
    visibility = models.CharField(
        max_length=12, choices=Visibility.choices, default=Visibility.INTERNAL
    )
    published_on = models.DateField(_("day"))
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("update")
        verbose_name_plural = _("updates")
        ordering = ["-id"]
        indexes = [models.Index(fields=["commitment", "-id"], name="update_newest")]

    def __str__(self) -> str:
        return f"{self.commitment_id} {self.published_on}"


@tracked(indexes=["update"])
class MilestoneChange(models.Model):
    """What an update changed of one milestone."""

    update = models.ForeignKey(Update, models.CASCADE, related_name="changes")
    milestone = models.ForeignKey(Milestone, models.CASCADE, related_name="changes")
    started = models.BooleanField(_("started"), default=False)
    ready = models.BooleanField(_("ready for review"), default=False)
    expected_before = models.DateField(null=True)
    expected_after = models.DateField(null=True)

    class Meta:
        verbose_name = _("milestone change")
        verbose_name_plural = _("milestone changes")
        ordering = ["milestone__number"]

    def __str__(self) -> str:
        return f"{self.update_id} {self.milestone_id}"
