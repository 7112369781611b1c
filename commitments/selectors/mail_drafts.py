"""What somebody answered by mail, as the form of an update shows it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from commitments.models import Commitment, MailDraft


@dataclass(frozen=True)
class Mailed:
    """The drafts that wait, put together in the order in which they came."""

    drafts: list[MailDraft]

    @property
    def pks(self) -> list[int]:
        return [draft.pk for draft in self.drafts]

    @property
    def text(self) -> str:
        return "\n\n".join(draft.text for draft in self.drafts)

    @property
    def received_at(self) -> datetime:
        """When the newest came."""
        return self.drafts[-1].received_at

    @property
    def attachments(self) -> int:
        return sum(draft.attachments for draft in self.drafts)

    @property
    def name(self) -> str:
        """Tells this form apart from one that the browser keeps without them."""
        return f"mail {self.pks[-1]}"


def mailed_by(user: User, commitment: Commitment) -> Mailed | None:
    """The person's own drafts from mails about a commitment. One query."""
    found = list(MailDraft.objects.open_for(user.pk, commitment).order_by("pk"))
    return Mailed(found) if found else None


def mails_in(data: Any) -> list[int]:
    """The drafts that a form was sent with."""
    return [int(pk) for pk in data.getlist("mail") if pk.isdecimal() and len(pk) < 19]
