from django.db import models
from django.db.models import Q


class Watch(models.Model):
    """On which day the ladders of a milestone, or of a commitment's updates, are looked at next.

    Planning reads only what is due, by the index on `look_on`. Triggers (migration 0002) set it to
    `AT_ONCE` in the transaction of any change that the ladders depend on, whoever writes; that of
    a post is the first day of its next holder. Nobody's work: the rows go with what they watch, by
    the database alone.
    """

    milestone_id = models.BigIntegerField(null=True, unique=True)
    commitment_id = models.BigIntegerField(null=True, unique=True)
    post_id = models.BigIntegerField(null=True, unique=True)
    # None: nothing is to come.
    look_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="watch_of_one_thing",
                condition=Q(milestone_id__isnull=False, commitment_id=None, post_id=None)
                | Q(milestone_id=None, commitment_id__isnull=False, post_id=None)
                | Q(milestone_id=None, commitment_id=None, post_id__isnull=False),
            )
        ]
        indexes = [
            models.Index(
                fields=["look_on", "id"], name="watch_due", condition=Q(look_on__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id or self.commitment_id or self.post_id} {self.look_on}"
