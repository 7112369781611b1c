"""The ledger of all reminders: planned, sent, refused, come back or withdrawn, and to whom.

One row a notice, newest first. Read by who may read everything (`Right.SEE_LEDGER`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.enums import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from commitments.models import Commitment
from commitments.reminders.models import Letter, Notice
from commitments.reminders.querysets import NoticeQuerySet
from commitments.reminders.rules.words import Because, Rung, Unmailed, Withdrawal
from commitments.rules.dates import in_text
from commitments.selectors.paging import Leg, Slice, Sort, slice_of

PAGE = 50
NEWEST_FIRST = Sort("newest", (Leg(("pk",)),), descending=True)
COLUMNS = (
    "pk", "planned_on", "rung", "because", "withdrawn", "withdrawn_on", "unmailed", "outcome",
    "person__name", "post__title", "post__organisation__short_name", "stands_in_for__name",
    "commitment__code", "commitment__title", "milestone__code", "milestone__title",
    "letter__day", "letter__settled_at", "letter__address", "letter__answer",
    "letter__message_id", "letter__text_version", "letter__bounce__answer", "counts_from",
)  # fmt: skip


class Outcome(TextChoices):
    """What became of a reminder."""

    PLANNED = "planned", gettext_lazy("Planned")
    WAITING = "waiting", gettext_lazy("Waiting")
    SENT = "sent", gettext_lazy("Sent")
    UNCONFIRMED = "unconfirmed", gettext_lazy("Not confirmed")
    REFUSED = "refused", gettext_lazy("Refused")
    BOUNCED = "bounced", gettext_lazy("Bounced")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")
    INBOX_ONLY = "inbox_only", gettext_lazy("Inbox only")


TONES = {
    Outcome.PLANNED: "planned",
    Outcome.WAITING: "progress",
    Outcome.SENT: "achieved",
    Outcome.UNCONFIRMED: "submitted",
    Outcome.REFUSED: "returned",
    Outcome.BOUNCED: "returned",
    Outcome.WITHDRAWN: "closed",
    Outcome.INBOX_ONLY: "info",
}
_WAITING = (Letter.State.WAITING, Letter.State.SENDING)
_SENT_AGAIN = Q(letter__again__state=Letter.State.SENT)
_IS = {
    Outcome.WITHDRAWN: ~Q(withdrawn=""),
    Outcome.PLANNED: Q(withdrawn="", letter=None, unmailed=""),
    Outcome.INBOX_ONLY: Q(withdrawn="") & ~Q(unmailed=""),
    Outcome.WAITING: Q(letter__state__in=_WAITING),
    Outcome.BOUNCED: Q(letter__bounce__isnull=False),
    Outcome.SENT: Q(letter__state=Letter.State.SENT, letter__bounce=None) | _SENT_AGAIN,
    Outcome.UNCONFIRMED: Q(letter__state=Letter.State.UNCONFIRMED),
    Outcome.REFUSED: Q(letter__state=Letter.State.FAILED) & ~_SENT_AGAIN,
}
_OUTCOME = Case(
    *(When(condition, then=Value(outcome.value)) for outcome, condition in _IS.items()),
    default=Value(Outcome.WITHDRAWN.value),
    output_field=CharField(),
)


@dataclass(frozen=True)
class Asked:
    """The filter of the ledger."""

    since: date | None = None
    until: date | None = None
    person: str = ""
    organisation: Organisation | None = None
    outcome: str = ""
    rung: str = ""
    code: str = ""


@dataclass(frozen=True)
class LogRow:
    """One reminder as lists and files tell it."""

    columns: Any

    @property
    def rung(self) -> str:
        return str(Rung(self.columns.rung).label)

    @property
    def because(self) -> str:
        return str(Because(self.columns.because).label)

    @property
    def code(self) -> str:
        return self.columns.milestone__code or self.columns.commitment__code or ""

    @property
    def title(self) -> str:
        return self.columns.milestone__title or self.columns.commitment__title or ""

    @property
    def outcome(self) -> str:
        return str(Outcome(self.columns.outcome).label)

    @property
    def tone(self) -> str:
        return TONES[Outcome(self.columns.outcome)]

    @property
    def why(self) -> str:
        """Why it was withdrawn, or what the mail server said."""
        row = self.columns
        if row.withdrawn:
            return str(Withdrawal(row.withdrawn).label)
        if row.unmailed:
            return str(Unmailed(row.unmailed).label)
        return row.letter__bounce__answer or row.letter__answer or ""

    @property
    def came_on(self) -> date | None:
        """The day of its letter, or of its withdrawal."""
        day: date | None = self.columns.letter__day or self.columns.withdrawn_on
        return day


@dataclass(frozen=True)
class LogPage:
    """A page of the ledger, and how many rows the filter finds."""

    rows: list[LogRow]
    page: Slice
    total: int


def log_page(asked: Asked, *, cursor: str = "") -> LogPage:
    """A page, newest first. Three queries, and one more for a code."""
    rows = notices(asked)
    page = slice_of(rows, NEWEST_FIRST, cursor=cursor, size=PAGE)
    shown = _columns(Notice.objects.filter(pk__in=page.keys))
    return LogPage([LogRow(row) for row in page.ordered(shown)], page, rows.count())


def log_rows(asked: Asked) -> Iterable[LogRow]:
    """All rows of a filter in the order in which they were planned, in flat memory."""
    for row in _columns(notices(asked)).order_by("pk").iterator(chunk_size=1_000):
        yield LogRow(row)


def notices(asked: Asked) -> NoticeQuerySet:
    """The notices that a filter finds."""
    rows = Notice.objects.order_by().as_read()
    if asked.since:
        rows = rows.filter(planned_on__gte=asked.since)
    if asked.until:
        rows = rows.filter(planned_on__lte=asked.until)
    if asked.person:
        named = Q(name__icontains=asked.person) | Q(email__icontains=asked.person)
        rows = rows.filter(person__in=User.objects.filter(named).order_by().values("pk"))
    if asked.organisation:
        rows = rows.filter(post__organisation=asked.organisation)
    if asked.outcome:
        rows = rows.filter(_IS[Outcome(asked.outcome)])
    if asked.rung:
        rows = rows.filter(rung=asked.rung)
    if asked.code:
        # A commitment's own and those of its milestones.
        code = asked.code.strip().upper()
        of = Commitment.objects.filter(code=code).order_by().values("pk")
        rows = rows.filter(Q(milestone__code=code) | Q(commitment__in=of))
    return rows


def in_words(asked: Asked) -> str:
    """The period as the caption says it."""
    if asked.since and asked.until:
        facts = {"since": in_text(asked.since), "until": in_text(asked.until)}
        return _("planned from %(since)s to %(until)s") % facts
    if asked.since:
        return _("planned since %(since)s") % {"since": in_text(asked.since)}
    return ""


def _columns(rows: NoticeQuerySet) -> Any:
    return rows.annotate(outcome=_OUTCOME).values_list(*COLUMNS, named=True)
