from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from commitments.models.commitment import Commitment
from commitments.models.milestone import Milestone


class MailDraftQuerySet(models.QuerySet["MailDraft"]):
    def open_for(self, person_id: int | None, commitment: Commitment) -> "MailDraftQuerySet":
        """What a person wrote by mail about a commitment and neither published nor discarded."""
        return self.filter(person=person_id, commitment=commitment, ended_at=None)


class MailDraft(models.Model):
    """The words of an answer to a reminder, until their writer publishes or discards them.

    A draft is no part of the record and is shown to nobody else, as what is kept while somebody
    types in a browser.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="+")
    milestone = models.ForeignKey(Milestone, models.CASCADE, null=True, related_name="+")
    text = models.TextField(_("text"))
    # Files that came along and were not taken.
    attachments = models.PositiveSmallIntegerField(default=0)
    received_at = models.DateTimeField(_("received"))
    # The digest of what makes the mail one, so that a repeated delivery is no second draft.
    mail = models.CharField(max_length=64, unique=True)
    ended_at = models.DateTimeField(null=True)

    objects: ClassVar[MailDraftQuerySet] = MailDraftQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("draft from a mail")
        verbose_name_plural = _("drafts from mails")
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["person", "commitment"],
                name="mail_draft_open",
                condition=models.Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.commitment_id} {self.received_at:%Y-%m-%d}"
