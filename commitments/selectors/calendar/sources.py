"""Where the entries of the layers that grow with the record come from.

Each source is a set of rows with one column of days. How many there are and the first few of each
day come in one question, so that a month costs the same whatever stands in it.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.working_days import WorkingCalendar
from commitments.models import DateRequest, ReportingRound
from commitments.rules.dates import in_text
from commitments.rules.timing import REVIEW_WORKING_DAYS
from commitments.rules.words import (
    OPEN_STATES,
    CommitmentState,
    DateOutcome,
    MilestoneState,
    label_of,
)
from commitments.selectors.calendar.layers import Entry, Layer, Period, Some
from commitments.selectors.calendar.scope import CalendarScope
from history import clock

Rows = QuerySet[Any, Any]
# No body is away for so long that working days lie further apart.
FURTHEST = timedelta(days=60)
ANSWERED = (DateOutcome.APPROVED, DateOutcome.APPROVED_OTHER, DateOutcome.REFUSED)


@dataclass(frozen=True)
class Source:
    """Rows, the column of their day, and how a row becomes an entry."""

    layer: Layer
    rows: Rows
    column: str
    columns: tuple[str, ...]
    entry: Callable[[Any, date], Entry]
    # Working days after the column's day on which the entry stands, by a calendar.
    later: int = 0
    calendar: WorkingCalendar | None = None

    def day_of(self, stored: date) -> date:
        if self.calendar is None:
            return stored
        return self.calendar.add_working_days(stored, self.later)

    def within(self, period: Period) -> Rows:
        """The rows whose entries stand in the period."""
        first, last = period.first, period.last
        if self.calendar is not None:
            span = last - first + FURTHEST
            days = (first - FURTHEST + timedelta(days=n) for n in range(span.days + 1))
            found = [day for day in days if period.holds(self.day_of(day))]
            if not found:
                return self.rows.none()
            first, last = found[0], found[-1]
        return self.rows.filter(**{f"{self.column}__range": (first, last)})

    def some(self, period: Period, most: int) -> Iterator[Some]:
        """By day how many there are, and the first of them. One query."""
        by_day = {"partition_by": [F(self.column)]}
        ranked = self.within(period).annotate(
            rank=Window(RowNumber(), order_by=[F("pk")], **by_day),  # type: ignore[arg-type]
            of=Window(Count("pk"), **by_day),  # type: ignore[arg-type]
        )
        rows = ranked.filter(rank__lte=most).order_by(self.column, "rank")
        # Days that fall together by the calendar stand together.
        found: dict[date, tuple[int, list[Entry]]] = {}
        for row in rows.values_list(*self._names, "rank", "of", named=True):
            day = self.day_of(getattr(row, self.column))
            count, entries = found.get(day, (0, []))
            if len(entries) < most:
                entries.append(self.entry(row, day))
            found[day] = (count + (row.of if row.rank == 1 else 0), entries)
        for day, (count, entries) in found.items():
            yield Some(self.layer, day, count, entries)

    def counts(self, period: Period) -> Iterator[tuple[date, int]]:
        """By day how many there are. One query."""
        counted = self.within(period).order_by().values_list(self.column).annotate(n=Count("pk"))
        for stored, count in counted:
            yield self.day_of(stored), count

    def nearest(self, today: date, *, since: date, most: int) -> list[tuple[date, Any]]:
        """The rows nearest to today, back to a day, with the days of their entries. Two queries."""
        ahead = self.rows.filter(**{f"{self.column}__gte": today}).order_by(self.column, "pk")
        behind = self.rows.filter(**{f"{self.column}__range": (since, today - timedelta(days=1))})
        behind = behind.order_by(f"-{self.column}", "pk")
        found = [
            row
            for rows in (ahead, behind)
            for row in rows.values_list(*self._names, named=True)[:most]
        ]
        return [(self.day_of(getattr(row, self.column)), row) for row in found]

    @property
    def _names(self) -> Iterable[str]:
        return dict.fromkeys((self.column, "pk", *self.columns))


def sources_of(scope: CalendarScope) -> list[Source]:
    """The sources of the layers that are shown, in the order of the layers."""
    return [source for layer in scope.layers for source in SOURCES.get(layer, _none)(scope)]


def _none(scope: CalendarScope) -> Iterator[Source]:
    return iter(())


STEP = ("code", "title", "state", "deadline")


def _deadlines(scope: CalendarScope) -> Iterator[Source]:
    rows = scope.milestones.counted().filter(deadline__isnull=False)
    yield Source(Layer.DEADLINES, rows, "deadline", STEP, _deadline)


def _deadline(row: Any, day: date) -> Entry:
    late = row.state in OPEN_STATES and day < clock.today()
    note = _("Overdue") if late else str(label_of(MilestoneState, row.state))
    return Entry(
        Layer.DEADLINES, day, row.title, row.code, row.code, reverse("milestone", args=[row.code]),
        note, row.state, late, is_withdrawn=row.state == MilestoneState.CLOSED,
    )  # fmt: skip


def _expected(scope: CalendarScope) -> Iterator[Source]:
    # Where it is the deadline, that says it already.
    rows = scope.milestones.open().filter(expected_on__isnull=False)
    rows = rows.exclude(expected_on=F("deadline"))
    yield Source(Layer.EXPECTED, rows, "expected_on", STEP, _expected_entry)


def _expected_entry(row: Any, day: date) -> Entry:
    note = _("Expected date passed") if day < clock.today() else ""
    if not note and row.deadline:
        note = _("Deadline %(day)s") % {"day": in_text(row.deadline)}
    return Entry(
        Layer.EXPECTED, day, row.title, row.code, row.code, reverse("milestone", args=[row.code]),
        note, row.state,
    )  # fmt: skip


def _reviews(scope: CalendarScope) -> Iterator[Source]:
    rows = scope.milestones.submitted()
    yield Source(
        Layer.REVIEW, rows, "submitted_on", STEP, _review,
        REVIEW_WORKING_DAYS, scope.reviews,
    )  # fmt: skip


def _review(row: Any, day: date) -> Entry:
    late = day < clock.today()
    return Entry(
        Layer.REVIEW, day, row.title, row.code, row.code, reverse("milestone", args=[row.code]),
        _("Review late") if late else _("Waiting for review"), row.state, late,
    )  # fmt: skip


def _updates(scope: CalendarScope) -> Iterator[Source]:
    rows = scope.commitments.filter(state=CommitmentState.ACTIVE)
    rows = rows.with_next_update()  # type: ignore[attr-defined]
    yield Source(
        Layer.UPDATE, rows.filter(next_update_on__isnull=False), "next_update_on",
        ("code", "title"), _update,
    )  # fmt: skip


def _update(row: Any, day: date) -> Entry:
    late = day < clock.today()
    return Entry(
        Layer.UPDATE, day, row.title, row.code, row.code, reverse("commitment", args=[row.code]),
        _("Update due") if late else "", is_late=late,
    )  # fmt: skip


REQUEST = ("milestone__code", "milestone__title", "outcome", "decided_deadline")


def _date_answers(scope: CalendarScope) -> Iterator[Source]:
    """Answers on the day they were given, and on the day by which those that wait are due (L9)."""
    of_scope = Q(milestone__in=scope.milestones.values("pk"))
    requests = DateRequest.objects.filter(of_scope).order_by()
    answered = requests.filter(outcome__in=ANSWERED)
    yield Source(Layer.DATE_ANSWERS, answered, "decided_on", REQUEST, _answer)
    yield Source(
        Layer.DATE_ANSWERS, requests.filter(outcome=DateOutcome.WAITING), "asked_on", REQUEST,
        _answer_due, REVIEW_WORKING_DAYS, scope.reviews,
    )  # fmt: skip


def _answer(row: Any, day: date) -> Entry:
    if row.outcome == DateOutcome.REFUSED or row.decided_deadline is None:
        return _request(row, day, _("Date request refused"), sequence=1)
    until = in_text(row.decided_deadline)
    return _request(row, day, _("New date approved: %(day)s") % {"day": until}, sequence=1)


def _answer_due(row: Any, day: date) -> Entry:
    return _request(row, day, _("Date request waits for an answer"), late=day < clock.today())


def _request(row: Any, day: date, note: str, *, late: bool = False, sequence: int = 0) -> Entry:
    return Entry(
        Layer.DATE_ANSWERS, day, row.milestone__title, f"{row.milestone__code}-{row.pk}",
        row.milestone__code, reverse("date-request", args=[row.pk]), note, is_late=late,
        sequence=sequence,
    )  # fmt: skip


def _rounds(scope: CalendarScope) -> Iterator[Source]:
    """For whoever holds a post, as their page is."""
    rows = ReportingRound.objects.order_by()
    if not scope.user.standing.posts:
        rows = rows.none()
    yield Source(Layer.ROUNDS, rows, "opens_on", ("title",), _round_opens)
    yield Source(Layer.ROUNDS, rows, "closes_on", ("title", "closed_at"), _round_closes)


def _round_opens(row: Any, day: date) -> Entry:
    return _round(row, day, "opens", _("Opens"))


def _round_closes(row: Any, day: date) -> Entry:
    return _round(row, day, "closes", _("Closed") if row.closed_at else _("Last day"))


def _round(row: Any, day: date, which: str, note: str) -> Entry:
    url = reverse("round", args=[row.pk])
    return Entry(Layer.ROUNDS, day, row.title, f"{row.pk}-{which}", url=url, note=note)


ESCALATED = ("milestone__code", "milestone__title", "commitment__code", "commitment__title")


def _escalations(scope: CalendarScope) -> Iterator[Source]:
    rows = scope.escalations.filter(outcome="", answered_on=None, decided_on=None)
    yield Source(Layer.ESCALATIONS, rows, "answer_by", ESCALATED, _escalation)


def _escalation(row: Any, day: date) -> Entry:
    late = day < clock.today()
    return Entry(
        Layer.ESCALATIONS, day, row.milestone__title or row.commitment__title, str(row.pk),
        row.milestone__code or row.commitment__code, reverse("escalation", args=[row.pk]),
        _("Answer is late") if late else _("Answer asked for"), is_late=late,
    )  # fmt: skip


SOURCES: dict[Layer, Callable[[CalendarScope], Iterator[Source]]] = {
    Layer.DEADLINES: _deadlines,
    Layer.EXPECTED: _expected,
    Layer.REVIEW: _reviews,
    Layer.UPDATE: _updates,
    Layer.DATE_ANSWERS: _date_answers,
    Layer.ROUNDS: _rounds,
    Layer.ESCALATIONS: _escalations,
}
