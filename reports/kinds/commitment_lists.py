"""Lists of commitments with their confidence and its reason, read some hundreds at a time."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from commitments.models import Commitment
from commitments.querysets.commitment import CommitmentQuerySet
from commitments.rules.words import Direction
from commitments.selectors.headline import COMMITMENT_COLUMNS, Digest, digests
from reports.columns import Column, Type
from reports.confidence import WORDS
from reports.expressions import holder, newest_update
from reports.tables import Table, of_rows, of_values

A_BATCH = 500

RATED = [
    Column("commitment_code", _("Code"), Type.WORD),
    Column("commitment_title", _("Commitment"), Type.TEXT),
    Column("lead_organisation", _("Organisation"), Type.TEXT),
    Column("owner_post", _("Owner"), Type.TEXT),
    Column("owner", _("Held by"), Type.TEXT),
    Column("headline", _("Headline"), Type.WORD, words=WORDS),
    Column("reason", _("Reason"), Type.TEXT, prose=True),
    Column("owner_rating", _("Owner's rating"), Type.WORD, words=WORDS),
    Column("owner_rated_on", _("Rated on"), Type.DATE),
    Column("coordinator_rating", _("Coordinator's rating"), Type.WORD, words=WORDS),
    Column("coordinator_rated_on", _("Rated on"), Type.DATE),
    Column("direction", _("Direction"), Type.WORD, words=dict(Direction.choices)),
    Column("problem", _("Problem"), Type.TEXT, prose=True),
    Column("help_needed", _("Help needed"), Type.TEXT, prose=True),
    Column("help_from", _("Help needed from"), Type.TEXT, prose=True),
    Column("next_step", _("Next step"), Type.TEXT, prose=True),
]
SAID = ("problem", "help_needed", "help_from", "next_step")


def rated(code: str, title: object, rows: CommitmentQuerySet, *, on: date) -> Table:
    """Commitments with their headline (H5) and its reason (H6), by code."""
    return of_values(code, title, _rated(rows, on), RATED, _("By the code of the commitment."))


def silent(rows: CommitmentQuerySet, *, on: date) -> Table:
    """F1: active commitments without a current update, the longest silent first."""
    columns = [
        Column("commitment_code", _("Code"), Type.WORD, "code"),
        Column("commitment_title", _("Commitment"), Type.TEXT, "title"),
        Column("lead_organisation", _("Organisation"), Type.TEXT, "lead_organisation__name"),
        Column("owner", _("Held by"), Type.TEXT, holder("accountable_post", on=on)),
        Column("last_update", _("Last update"), Type.DATE, "last_update_on"),
        Column("update_interval", _("Interval in days"), Type.NUMBER, "update_interval"),
        Column("last_rating", _("Last rating"), Type.WORD, "owner_rating", WORDS),
    ]
    return of_rows(
        "no_update",
        _("No current update"),
        rows.no_update(on=on).order_by("last_update_on", "code"),
        columns,
        _("By the last update, the oldest first; those without any last."),
    )


def paused(rows: CommitmentQuerySet) -> Table:
    """Paused commitments, why, and when somebody looks again."""
    columns = [
        Column("commitment_code", _("Code"), Type.WORD, "code"),
        Column("commitment_title", _("Commitment"), Type.TEXT, "title"),
        Column("lead_organisation", _("Organisation"), Type.TEXT, "lead_organisation__name"),
        Column("reason", _("Reason"), Type.TEXT, "state_reason"),
        Column("review_by", _("Look again by"), Type.DATE, "review_by"),
    ]
    return of_rows(
        "paused_commitments",
        _("Paused commitments"),
        rows.filter(state="paused").order_by("review_by", "code"),
        columns,
        _("By the day of the next look, the nearest first."),
    )


def _rated(wanted: CommitmentQuerySet, on: date) -> Iterator[list[Any]]:
    keys = list(wanted.order_by("code").values_list("pk", flat=True))
    for start in range(0, len(keys), A_BATCH):
        some = keys[start : start + A_BATCH]
        said = {f"said_{name}": newest_update("pk", name) for name in SAID}
        rows = list(
            Commitment.objects.filter(pk__in=some)
            .order_by("code")
            .annotate(owner=holder("accountable_post", on=on), **said)
            .values_list(
                "code",
                "title",
                "lead_organisation__name",
                "accountable_post__title",
                "owner",
                *said,
                *COMMITMENT_COLUMNS,
                named=True,
            )
        )
        found = digests(rows, on=on, with_direction=True)
        for row in rows:
            yield _written(row, found[row.pk])


def _written(row: Any, digest: Digest) -> list[Any]:
    assessment = digest.assessment
    return [
        row.code,
        row.title,
        row.lead_organisation__name,
        row.accountable_post__title,
        row.owner,
        assessment.headline.value if assessment and assessment.headline else None,
        assessment.reason if assessment else None,
        row.owner_rating,
        row.owner_rated_on,
        row.coordinator_rating,
        row.coordinator_rated_on,
        digest.direction.value if digest.direction else None,
        *(getattr(row, f"said_{name}") for name in SAID),
    ]
