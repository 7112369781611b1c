"""The words that somebody wrote, out of a mail that quotes ours and is signed.

A pure function of the mail. The marks are those of Outlook, Gmail and iOS in English, French and
Arabic; what no mark tells apart stays, since a draft is read before it is published.
"""

import re
from email.message import EmailMessage

from commitments.reminders.inbound.plain import plain

# Signs that turn the direction of writing, vowel signs and the long dash between Arabic letters:
# they stand anywhere, also inside marks.
_SIGNS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufeff\u064b-\u0652\u0640]")
_SPACES = re.compile("[\u00a0\u202f\u2009 \t]+")

# "On Tue, 16 Jun 2026 at 08:00, Tracker <…> wrote:", which may run over three lines. A year or an
# address tells it from a sentence that somebody wrote.
_DATED = r"(?=.*(?:[0-9]{4}|[\u0660-\u0669]{4}|@))"
_SAYS = (
    re.compile(rf"^(?:> ?)?{_DATED}On .{{6,200}}\bwrote ?:$", re.I),
    re.compile(rf"^(?:> ?)?{_DATED}Le .{{6,200}}\ba écrit ?:$", re.I),
    re.compile(rf"^(?:> ?)?{_DATED}(?:في|بتاريخ) .{{6,200}}(?:كتب|كتبت|كتابة)\b.{{0,120}}:$"),
)
_ORIGINAL = re.compile(
    r"^[-_*]{2,} ?(?:Original Message|Message d['’]origine|Message original|الرسالة الأصلية|"
    r"رسالة أصلية|Forwarded message|Message transféré) ?[-_*]{2,}$",
    re.I,
)
# The head of a quoted letter as Outlook writes it: the sender, then when.
_FROM = re.compile(r"^\*?(?:From|De|من)\*? ?:\*? ?\S", re.I)
_SENT = re.compile(
    r"^\*?(?:Sent|Date|Envoyé(?: le)?|تم الإرسال|تاريخ الإرسال|أرسلت|التاريخ|تاريخ)\*? ?:", re.I
)
_RULE = re.compile(r"^_{10,}$")
_DEVICE = (
    r"(?:iPhone|iPad|Galaxy|Samsung|Android|Huawei|Outlook|mobile|téléphone|smartphone|جهاز|هاتف)"
)
_SIGNED = re.compile(
    r"^(?:--|—|–)$|"
    rf"^(?:Sent from|Envoyé (?:de|depuis|à partir)|أرسلت? من|مرسلة? من|تم الإرسال من)\b"
    rf".{{0,25}}\b{_DEVICE}\b.{{0,40}}$|"
    r"^(?:Get|Obtenir|Télécharge[rz]|الحصول على|احصل على|تنزيل) Outlook\b.{0,40}$",
    re.I,
)
# I1: an answer is short; what comes after so many signs is not looked at.
LONGEST = 100_000


def new_words(message: EmailMessage) -> str:
    """What the writer added; empty when nothing is left. Never more than was sent."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    try:
        text = str(body.get_content())
    except (LookupError, UnicodeError, KeyError):
        return ""
    if body.get_content_subtype() == "html":
        text = plain(text)
    return cut(text[:LONGEST])


def cut(text: str) -> str:
    """A plain text without what it quotes and how it is signed."""
    lines = [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    bare = [_SPACES.sub(" ", _SIGNS.sub("", line)).strip() for line in lines]
    end = next((place for place in range(len(bare)) if _ends(bare, place)), len(bare))
    kept = [line for line, seen in zip(lines[:end], bare[:end], strict=True) if seen[:1] != ">"]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip().replace("\0", "")


def _ends(lines: list[str], place: int) -> bool:
    """Whether what the writer added ends before this line."""
    line = lines[place]
    if _ORIGINAL.match(line) or _SIGNED.match(line) or _RULE.match(line):
        return True
    if _FROM.match(line) and any(_SENT.match(later) for later in lines[place + 1 : place + 4]):
        return True
    return any(
        mark.match(" ".join(filter(None, lines[place : place + many])))
        for many in (1, 2, 3)
        for mark in _SAYS
    )


def attachments_of(message: EmailMessage) -> int:
    """How many files came along, pictures of a signature left aside."""
    return sum(part.get_content_disposition() == "attachment" for part in message.walk())
