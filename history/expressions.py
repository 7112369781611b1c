"""Database defaults that acts and versions share. The names stand in migrations."""

from django.db import models


class NextEntry(models.Func):
    """The next number of the one sequence that acts, versions and seals are numbered by."""

    template = "nextval('history_entry')"
    output_field = models.BigIntegerField()


class CurrentAct(models.Func):
    """The act that this transaction is in, or NULL."""

    template = "nullif(current_setting('tracker.act', true), '')::bigint"
    output_field = models.BigIntegerField()


class HistoryNow(models.Func):
    """The start of the transaction, or the moment at which invented data holds the clock."""

    template = "history_now()"
    output_field = models.DateTimeField()


class TransactionNow(models.Func):
    """The true start of the transaction, whatever the clock is held at."""

    template = "transaction_timestamp()"
    output_field = models.DateTimeField()
