"""An answer that came by mail: the words wait in Log progress of the person who wrote them."""

from datetime import datetime

from commitments.models import Milestone
from commitments.services.mail_drafts import keep_mail_draft

MILESTONE = "GCM-18-0002-M03"
WORDS = (
    "The legal service sent its last comments on Thursday and the text is final.\n\n"
    "The signing is set for the morning after the council meeting."
)


def answered_by_mail(at: datetime) -> None:
    """What the owner answered, kept as the part that takes mails keeps it."""
    step = Milestone.objects.select_related("commitment__accountable_post").get(code=MILESTONE)
    post = step.commitment.accountable_post
    holder = post.tenures.running().first() if post else None
    if holder:
        keep_mail_draft(
            holder.holder, step.commitment, step, text=WORDS, mail=MILESTONE, received_at=at
        )
