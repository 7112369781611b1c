"""Who else takes part: organisations with a role, and posts that do work (screen 4e)."""

from collections.abc import Iterator
from contextlib import contextmanager

from accounts.models import Organisation, Post, User
from commitments import permissions
from commitments.models import Commitment, CommitmentPartner, Contributor
from commitments.rights import Right
from commitments.services.deed import change, deed


def add_partner(
    commitment: Commitment,
    *,
    by: User,
    organisation: Organisation,
    role: str,
    does: str = "",
    based_on: int | None = None,
) -> CommitmentPartner:
    """Name an organisation with a role. Each role of an organisation is named once."""
    with _deed("partner.added", commitment, by, based_on) as fresh:
        partner = CommitmentPartner(
            commitment=fresh, organisation=organisation, role=role, does=does
        )
        partner.full_clean()
        partner.save()
        change(fresh)
        return partner


def remove_partner(partner: CommitmentPartner, *, by: User) -> None:
    """Take a partner away; the history keeps that it took part."""
    with _deed("partner.removed", partner.commitment, by) as fresh:
        # Somebody else may have been quicker.
        if CommitmentPartner.objects.filter(pk=partner.pk).delete()[0]:
            change(fresh)


def add_contributor(
    commitment: Commitment, *, by: User, post: Post, based_on: int | None = None
) -> Contributor:
    """Name a post that does work and may log progress. Naming it twice changes nothing."""
    with _deed("contributor.added", commitment, by, based_on) as fresh:
        contributor, is_new = Contributor.objects.get_or_create(commitment=fresh, post=post)
        if is_new:
            change(fresh)
        return contributor


def remove_contributor(contributor: Contributor, *, by: User) -> None:
    """Take a contributor away; the history keeps that it worked on the commitment."""
    with _deed("contributor.removed", contributor.commitment, by) as fresh:
        if Contributor.objects.filter(pk=contributor.pk).delete()[0]:
            change(fresh)


@contextmanager
def _deed(
    kind: str, commitment: Commitment, by: User, based_on: int | None = None
) -> Iterator[Commitment]:
    with deed(kind, commitment, by=by, right=Right.DRAFT, based_on=based_on) as fresh:
        permissions.require(permissions.can_name_partners(by, fresh))
        yield fresh
