"""What all changes of a commitment have in common: act, lock, version, figures."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, models
from django.db.models.functions import Coalesce

from accounts.models import User
from commitments.figures.keeping import refresh
from commitments.models import CodeSeries, Commitment, Milestone
from commitments.permissions import acting_post
from commitments.rights import Right
from commitments.services.errors import Changed, Problems
from commitments.services.kept_files import files_go_with_rows
from commitments.services.lengths import LONG_TEXT, too_long
from history.acts import act


@contextmanager
def deed(
    kind: str,
    commitment: Commitment,
    *,
    by: User,
    right: Right,
    reason: str = "",
    about: str = "",
    based_on: int | None = None,
) -> Iterator[Commitment]:
    """Open an act about a commitment; yields it locked and fresh.

    The lock is taken before anything is checked, so check and change are one (C1, C4).
    `based_on` is the version that the person read; Changed is raised when it is old. Files that
    are stored inside stay only when the deed succeeds. The figures of the day follow at the end.
    """
    if problems := too_long({"reason": reason}, {"reason": LONG_TEXT}):
        raise Problems(problems)
    post = acting_post(by, right, commitment)
    with (
        act(kind, by=by, post=post, reason=reason, about=about or commitment.code),
        files_go_with_rows(),
    ):
        fresh = lock_commitment(commitment.pk)
        require_version(fresh, based_on)
        yield fresh
        refresh([fresh.pk])


@contextmanager
def milestone_deed(
    kind: str,
    milestone: Milestone,
    *,
    by: User,
    right: Right,
    reason: str = "",
    based_on: int | None = None,
) -> Iterator[Milestone]:
    """Open an act about a milestone; yields it fresh, with it and its commitment locked."""
    with deed(kind, milestone.commitment, by=by, right=right, reason=reason, about=milestone.code):
        fresh = (
            Milestone.objects.select_for_update(of=("self",), no_key=True)
            .select_related("commitment")
            .get(pk=milestone.pk)
        )
        require_version(fresh, based_on)
        yield fresh


def require_version(row: Commitment | Milestone, based_on: int | None) -> None:
    """C1: raise Changed when the row is not as it was read; None is a change based on nothing."""
    if based_on is not None and row.version != based_on:
        raise Changed(row)


def lock_commitment(pk: int) -> Commitment:
    """The commitment, locked until the transaction ends; the first lock of any change (C4)."""
    return (
        Commitment.objects.select_for_update(of=("self",), no_key=True)
        .select_related("lead_organisation")
        .get(pk=pk)
    )


def change(row: Any, **values: Any) -> None:
    """Set fields, count the version up where the row has one, and save just these."""
    for name, value in values.items():
        setattr(row, name, value)
    fields = list(values)
    if hasattr(row, "version"):
        row.version += 1
        fields.append("version")
    row.save(update_fields=fields)


def next_number(prefix: str, count: int = 1) -> int:
    """Reserve `count` numbers under a prefix and return the first. None is ever given again."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {CodeSeries._meta.db_table} AS s (prefix, last) VALUES (%s, %s) "
            "ON CONFLICT (prefix) DO UPDATE SET last = s.last + %s RETURNING last",
            [prefix, count, count],
        )
        return int(cursor.fetchone()[0]) - count + 1


def latest_deadline(commitment: Commitment) -> Any:
    """The latest deadline of its counted milestones, or None."""
    return commitment.milestones.counted().aggregate(latest=Coalesce(models.Max("deadline"), None))[
        "latest"
    ]
