from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Post
from commitments.models import Commitment, Milestone
from commitments.reminders.models.letter import Letter
from commitments.reminders.models.protection import notice_stays
from commitments.reminders.querysets import NoticeQuerySet
from commitments.reminders.rules.words import reasons, rungs, unmailed, withdrawals
from history.protection import no_truncate


class Notice(models.Model):
    """One rung of one item for one person: planned, then in a letter, or withdrawn and why.

    Unique in what makes it one (L1), so late, repeated and parallel planning is harmless. Never
    removed; what stands in a letter that was sent never changes, but for the reader's own tick.
    The inbox shows the same rows (screen 22), also those that the person wants no mail of.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    # The duty that brings it: whose post, and for whom the person stands in.
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="+", db_index=False)
    because = models.CharField(_("why"), max_length=20, choices=reasons)
    stands_in_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    # None for what is of no item: digests, hand-overs, letters that did not arrive.
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, related_name="notices")
    milestone = models.ForeignKey(Milestone, models.PROTECT, null=True, related_name="notices")
    rung = models.CharField(_("reminder"), max_length=2, choices=rungs)
    # The deadline, the day an update is due, of a submission or of a request, of a digest.
    counts_from = models.DateField(_("counts from"))
    # The submission or the date request that waits, the week of what is said weekly, the tenure
    # that began, the letter that came back; 0 where a day is the cause.
    cause = models.BigIntegerField(default=0)

    planned_on = models.DateField(_("planned on"))
    withdrawn_on = models.DateField(_("withdrawn on"), null=True)
    withdrawn = models.CharField(_("why withdrawn"), max_length=20, choices=withdrawals, blank=True)
    letter = models.ForeignKey(Letter, models.PROTECT, null=True, related_name="notices")
    unmailed = models.CharField(
        _("why in the inbox only"), max_length=12, choices=unmailed, blank=True
    )
    # When the person ticked it off in the inbox.
    done_at = models.DateTimeField(_("done"), null=True)

    objects: ClassVar[NoticeQuerySet] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "commitment", "milestone", "rung", "counts_from", "cause"],
                name="notice_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="notice_withdrawal_has_a_day_and_a_reason",
                condition=Q(withdrawn_on=None, withdrawn="")
                | Q(withdrawn_on__isnull=False, letter=None) & ~Q(withdrawn=""),
            ),
            models.CheckConstraint(
                name="notice_unmailed_is_in_no_letter", condition=Q(unmailed="") | Q(letter=None)
            ),
        ]
        indexes = [
            models.Index(
                fields=["person", "id"],
                name="notice_open",
                condition=Q(letter=None, withdrawn="", unmailed=""),
            ),
            # The ledger, newest first: by day, and of the posts of a body.
            models.Index(fields=["planned_on", "id"], name="notice_day"),
            models.Index(fields=["post", "id"], name="notice_post"),
            # The number in the bar of every page.
            models.Index(
                fields=["person", "planned_on"],
                name="notice_unread",
                condition=Q(done_at=None, withdrawn=""),
            ),
        ]
        triggers = [notice_stays(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.rung} {self.milestone_id or self.commitment_id} {self.person_id}"
