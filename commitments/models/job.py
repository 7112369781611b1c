from django.db import models


class Job(models.Model):
    """How the newest run of a background task went, one row a task. No part of the record."""

    name = models.CharField(primary_key=True, max_length=80)
    started_at = models.DateTimeField(null=True)
    # The newest end, good or bad, and the newest of each.
    ended_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    # Kind and words of the newest failure.
    error = models.CharField(max_length=500, blank=True)
    milliseconds = models.PositiveIntegerField(default=0)
    runs = models.PositiveBigIntegerField(default=0)
    failures = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
