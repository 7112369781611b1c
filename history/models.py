from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from pghistory.models import Event

from history.expressions import CurrentAct, HistoryNow, NextEntry, TransactionNow
from history.protection import append_only, no_truncate


class Channel(models.TextChoices):
    """By which way a change came."""

    PAGE = "page", _("Page")
    API = "api", _("API")
    IMPORT = "import", _("Import")
    TASK = "task", _("Background task")
    SYSTEM = "system", _("System rule")
    DEMO = "demo", _("Demo data")


class Act(models.Model):
    """Who did what, by which post, why and by which way. Written by `act()`, never changed."""

    id = models.BigIntegerField(primary_key=True, db_default=NextEntry(), editable=False)
    kind = models.CharField(_("kind"), max_length=60)
    # The person, post and organisation as they were: names may change, the deed does not.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    post = models.ForeignKey("accounts.Post", models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey(
        "accounts.Organisation", models.PROTECT, null=True, related_name="+"
    )
    reason = models.TextField(_("reason"), blank=True)
    channel = models.CharField(_("by which way"), max_length=10, choices=Channel.choices)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    # What the act is about, as the code that people use (GCM-07-0042, GCM-07-0042-M03).
    about = models.CharField(_("about"), max_length=40, blank=True)
    at = models.DateTimeField(_("at"), db_default=HistoryNow(), editable=False)
    recorded_at = models.DateTimeField(
        _("recorded at"), db_default=TransactionNow(), editable=False
    )

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["recorded_at", "id"], name="act_recorded"),
            models.Index(fields=["at"], name="act_at"),
            models.Index(fields=["about", "id"], name="act_about"),
            models.Index(fields=["person", "id"], name="act_person"),
        ]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.id} {self.kind} {self.about}".strip()


class Until(models.Func):
    """The end of a version, and the end of time for the one that holds now: one range to look in.

    Written here and in the views of `as_of` the same way, so that these find the index.
    """

    template = "coalesce(%(expressions)s, 'infinity'::timestamptz)"
    output_field = models.DateTimeField()


class Version(Event):
    """What a row held from `pgh_created_at` until `superseded_at`."""

    pgh_id = models.BigIntegerField(primary_key=True, db_default=NextEntry(), editable=False)
    act = models.ForeignKey(
        Act,
        models.DO_NOTHING,
        db_constraint=False,
        null=True,
        related_name="+",
        db_default=CurrentAct(),
    )
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class Seal(models.Model):
    """A fingerprint over some acts, their versions, and the seal before.

    It covers the acts after the previous seal up to (`until`, `last_act`) in the order of
    (`recorded_at`, `id`); no transaction that could still write among them was running.
    """

    number = models.BigIntegerField(primary_key=True)
    until = models.DateTimeField()
    last_act = models.BigIntegerField()
    # The greatest act in this or any earlier seal: a newer one is not sealed, whatever its date.
    greatest_act = models.BigIntegerField()
    first_entry = models.BigIntegerField()
    last_entry = models.BigIntegerField()
    entries = models.PositiveIntegerField()
    # Of each entry its number and the first 8 bytes of its SHA-256, to name the one that changed.
    marks = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    previous_sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(db_default=TransactionNow(), editable=False)

    class Meta:
        ordering = ["number"]
        triggers = [append_only(), no_truncate()]

    def __str__(self) -> str:
        return f"{self.number} {self.sha256[:12]}"
