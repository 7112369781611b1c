from django.conf import settings
from django.db import models


class CodeSeries(models.Model):
    """The last number given under a prefix. Codes are never given twice, also after a deletion."""

    prefix = models.CharField(primary_key=True, max_length=12)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix} {self.last}"


class Once(models.Model):
    """A form or request that was carried out, so that its repetition changes nothing (C3)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=64)
    address = models.CharField(max_length=300)
    body_sha256 = models.CharField(max_length=64)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="once_a_key")]
        indexes = [models.Index(fields=["at"], name="once_age")]

    def __str__(self) -> str:
        return f"{self.address} {self.key}"
