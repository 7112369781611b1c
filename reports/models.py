from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from history.protection import append_only
from history.tracking import tracked
from reports.querysets import EditionQuerySet
from reports.words import kinds


@tracked()
class Edition(models.Model):
    """An issued report: what was asked, what was found, and the fingerprint that proves it.

    Never changed and never removed, and part of the sealed record. `data_sha256` is over the
    canonical data (docs/reports.md); the same kind, filter, rights and moment give the same one
    for ever (A1, A3).
    """

    number = models.CharField(_("number"), max_length=16, unique=True)
    kind = models.CharField(_("kind"), max_length=30, choices=kinds)
    format = models.CharField(_("format"), max_length=10)
    # The filter as an address's query, and in words.
    query = models.TextField(_("filter"), blank=True)
    filter_words = models.TextField(_("filter in words"))
    # Whose rights it was made by, in words: the same filter finds less for who sees less.
    view = models.TextField(_("covers"), blank=True)
    as_of = models.DateField(_("as at"))
    compared_with = models.DateField(_("compared with"), null=True)
    # The moment that was read; the end of the day, or earlier while the day was not over.
    moment = models.DateTimeField(_("read at"))
    commitments = models.PositiveIntegerField(_("commitments"))
    rows = models.PositiveIntegerField(_("rows"))
    seal_number = models.BigIntegerField(_("newest seal"), null=True)
    seal_sha256 = models.CharField(_("fingerprint of the newest seal"), max_length=64, blank=True)
    data_sha256 = models.CharField(_("fingerprint of the data"), max_length=64, db_index=True)
    file_sha256 = models.CharField(_("fingerprint of the file"), max_length=64, db_index=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # As they stand in the file: names may change, what was issued does not.
    issuer_name = models.CharField(_("issued by"), max_length=150, blank=True)
    organisation_name = models.CharField(_("issued by"), max_length=200, blank=True)

    objects: ClassVar[EditionQuerySet] = EditionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["-id"]
        triggers = [append_only()]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.number])
