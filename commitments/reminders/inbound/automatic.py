"""Mails that no person wrote: absence notes, reports of delivery, lists, and our own."""

import re
from email.message import EmailMessage
from email.utils import parseaddr

from django.conf import settings

_BULK = {"bulk", "junk", "list", "auto_reply"}
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply", "List-Id", "List-Unsubscribe", "X-Loop")
_ROBOTS = re.compile(r"^(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply)@", re.I)
_AWAY = re.compile(
    r"^\W*(?:Automatic reply|Auto(?:matic)?[- ]?reply|Out of office|Réponse automatique|"
    r"Absence du bureau|رد تلقائي|الرد التلقائي|خارج المكتب)",
    re.I,
)
# No honest mail is passed on so often.
MOST_HOPS = 30


def is_automatic(message: EmailMessage, envelope_sender: str) -> bool:
    """Whether nothing may come of it: an answer would make a loop, a draft would be nobody's."""
    sender = parseaddr(str(message.get("From", "")))[1]
    ours = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    automatic = str(message.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    return (
        not envelope_sender
        or automatic != "no"
        or str(message.get("Precedence", "")).strip().lower() in _BULK
        or any(name in message for name in _MARKS)
        or message.get_content_type() == "multipart/report"
        or bool(_ROBOTS.match(sender) or _ROBOTS.match(envelope_sender))
        or sender.lower() == ours.lower()
        or bool(_AWAY.match(str(message.get("Subject", ""))))
        or len(message.get_all("Received", [])) > MOST_HOPS
    )
