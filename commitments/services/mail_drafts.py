"""Drafts that came by mail: keep one, publish or discard them."""

from collections.abc import Collection
from datetime import datetime

from accounts.models import User
from commitments.models import Commitment, MailDraft, Milestone
from commitments.services.lengths import LONG_TEXT
from history import clock

# So many that wait for one person at one commitment.
AT_MOST = 10


def keep_mail_draft(
    person: User,
    commitment: Commitment,
    milestone: Milestone | None,
    *,
    text: str,
    mail: str,
    received_at: datetime,
    attachments: int = 0,
) -> bool:
    """Keep the words; False when this mail is known already."""
    row = MailDraft(
        person=person,
        commitment=commitment,
        milestone=milestone,
        text=text[:LONG_TEXT],
        mail=mail,
        received_at=received_at,
        attachments=attachments,
    )
    MailDraft.objects.bulk_create([row], ignore_conflicts=True)
    return MailDraft.objects.filter(mail=mail, received_at=received_at, person=person).exists()


def end_mail_drafts(person: User, commitment: Commitment, pks: Collection[int]) -> int:
    """They were published, or their writer does not want them; returns how many were open."""
    rows = MailDraft.objects.open_for(person.pk, commitment).filter(pk__in=pks)
    return rows.update(ended_at=clock.now())
