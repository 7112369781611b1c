from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.reminders.models.letter import Letter
from history.protection import append_only, no_truncate


class Bounce(models.Model):
    """A letter that a mail server took and came back later (5.3).

    Beside the letter, which does not change once it is settled. Never changed nor removed.
    """

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="bounce")
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    came_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bounce")
        verbose_name_plural = _("bounces")
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.letter_id} {self.answer}"
