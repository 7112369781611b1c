"""What was sent of a milestone, to whom, what comes next and why nothing does."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max
from django.utils.translation import gettext as _

from accounts.working_days import WorkingCalendar
from commitments.calendars import owners_calendar
from commitments.models import Milestone
from commitments.reminders.models import Letter, Notice
from commitments.reminders.reading import imported_on
from commitments.reminders.rules.ladders import Ladder, MilestoneStanding, milestone_ladder
from commitments.reminders.rules.recipients import DUTIES
from commitments.reminders.rules.words import Because, Rung, Silence
from commitments.rules import dates
from commitments.rules.facts import MilestoneFacts
from history import clock

SHOWN = 12
State = Letter.State


@dataclass(frozen=True)
class Line:
    """One reminder of one person."""

    rung: str
    on: date
    person: str
    post: str
    stands_in_for: str
    result: str
    tone: str


@dataclass(frozen=True)
class Ledger:
    """The reminders of a milestone, newest first."""

    lines: list[Line]
    total: int
    # What comes next, or why nothing does; empty on a past day.
    next: str = ""

    @property
    def more(self) -> int:
        """How many older ones are not shown."""
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Sent:
    """How often somebody was reminded of an item, and when last."""

    count: int
    last_on: date | None


def ledger_of(milestone: Milestone, *, requested_on: date | None) -> Ledger:
    """The ledger of a milestone as its page reads it, today or on the day that is read.

    `requested_on` is the day of the date request that waits. At most four queries.
    """
    rows = Notice.objects.filter(milestone=milestone).as_read()
    newest = rows.select_related("person", "post", "stands_in_for", "letter").order_by("-pk")
    found = list(newest[: SHOWN + 1])
    total = len(found) if len(found) <= SHOWN else rows.count()
    following = "" if clock.day_read() else _next(milestone, requested_on, found)
    return Ledger([_line(row) for row in found[:SHOWN]], total, following)


def sent_of(milestone: Milestone) -> Sent:
    """For the coordinator's detail: "Reminders sent (4, last on 22 June)". One query."""
    sent = Notice.objects.sent().filter(milestone=milestone).as_read()
    found: Any = sent.aggregate(count=Count("pk"), last_on=Max("letter__day"))
    return Sent(found["count"], found["last_on"])


def _line(notice: Notice) -> Line:
    letter = notice.letter
    result, tone = _result(notice)
    return Line(
        rung=str(Rung(notice.rung).label),
        on=letter.day if letter else notice.withdrawn_on or notice.planned_on,
        person=notice.person.name,
        post=notice.post.title if notice.post else "",
        stands_in_for=notice.stands_in_for.name if notice.stands_in_for else "",
        result=result,
        tone=tone,
    )


def _result(notice: Notice) -> tuple[str, str]:
    """What became of it, and the tone of its tag."""
    letter = notice.letter
    if notice.withdrawn:
        words = _("Not sent: %(why)s")
        return words % {"why": notice.get_withdrawn_display().lower()}, "closed"
    if notice.unmailed:
        words = _("In the inbox only: %(why)s")
        return words % {"why": notice.get_unmailed_display().lower()}, "closed"
    if letter is None:
        return _("Planned for the next letter"), "planned"
    match letter.state:
        case State.SENT:
            return _("Sent"), "achieved"
        case State.FAILED:
            return _("Not delivered: %(answer)s") % {"answer": letter.answer}, "returned"
        case State.UNCONFIRMED if letter.is_in_doubt:
            return _("Sent, not confirmed by the mail server"), "submitted"
        case State.WAITING if letter.answer:
            return _("Waiting, to be tried again: %(answer)s") % {"answer": letter.answer}, (
                "submitted"
            )
    return _("Being sent"), "progress"


def _next(milestone: Milestone, requested_on: date | None, found: Iterable[Notice]) -> str:
    """One sentence: the next rung that nobody was told of yet, or why there is none."""
    today = clock.today()
    ladder = _ladder(milestone, requested_on, today)
    due = ladder.due(on=today)
    if due and not any(_tells(row, due, milestone.deadline) for row in found):
        return _("Next: %(rung)s, in the next letter to %(whom)s.") % {
            "rung": Rung(due).label,
            "whom": _whom(due),
        }
    following = ladder.next(on=today)
    if following is None:
        silence = ladder.silence or Silence.ALL_SAID
        return _("No reminder is to come. %(why)s") % {"why": silence.label}
    day, rung = following
    facts = {
        "rung": rung.label,
        "day": dates.near_with_long_weekday(day, on=today),
        "whom": _whom(rung),
    }
    sentence = _("Next: %(rung)s, on %(day)s to %(whom)s.") % facts
    if ladder.quiet_until and today <= ladder.quiet_until and ladder.silence:
        quiet = _("Quiet until %(day)s. %(why)s")
        until = dates.near_with_long_weekday(ladder.quiet_until, on=today)
        sentence = quiet % {"day": until, "why": ladder.silence.label} + " " + sentence
    return sentence


def _tells(notice: Notice, rung: Rung, deadline: date | None) -> bool:
    return notice.rung == rung and notice.counts_from == deadline and not notice.withdrawn


def _ladder(milestone: Milestone, requested_on: date | None, today: date) -> Ladder:
    facts = MilestoneFacts.of(milestone)
    calendar, imported = WorkingCalendar(), None
    if facts.is_open:
        # Only what is open asks for a calendar.
        calendar = owners_calendar(milestone.commitment)
        imported = imported_on(milestone, on=today)
    standing = MilestoneStanding(facts, milestone.commitment.state, requested_on, imported)
    return milestone_ladder(standing, calendar=calendar)


_WHOM = {
    Because.OWNER: lambda: _("the accountable owner"),
    Because.RESPONSIBLE: lambda: _("the responsible"),
    Because.FOCAL_POINT: lambda: _("the focal point"),
    Because.COORDINATOR: lambda: _("the coordinators"),
    Because.HEAD: lambda: _("the head of the organisation"),
}


def _whom(rung: Rung) -> str:
    first, *others = [_WHOM[duty]() for duty in DUTIES[rung]]
    for other in others:
        first = _("%(one)s and %(other)s") % {"one": first, "other": other}
    return first
