"""Dates and timing of a milestone (PRODUCT.md 4.3): early, late, due, and by how much."""

from datetime import date, timedelta

from accounts.working_days import WorkingCalendar
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import MilestoneState

DUE_SOON_DAYS = 14
REVIEW_WORKING_DAYS = 5


def is_overdue(milestone: MilestoneFacts, *, on: date) -> bool:
    """D2, D9, D12: open, and the deadline is past. The deadline's own day belongs to the owner."""
    return days_overdue(milestone, on=on) > 0


def days_overdue(milestone: MilestoneFacts, *, on: date) -> int:
    """D2: calendar days since the deadline; 0 when not overdue."""
    if not milestone.is_open or milestone.deadline is None:
        return 0
    return max(0, (on - milestone.deadline).days)


def is_due_soon(milestone: MilestoneFacts, *, on: date, within: int = DUE_SOON_DAYS) -> bool:
    """D3: open, and the deadline is today or at most `within` days ahead."""
    if not milestone.is_open or milestone.deadline is None:
        return False
    return 0 <= (milestone.deadline - on).days <= within


def is_due_today(milestone: MilestoneFacts, *, on: date) -> bool:
    """D3: open, and the deadline is today."""
    return milestone.is_open and milestone.deadline == on


def effective_finish(milestone: MilestoneFacts, *, on: date) -> date | None:
    """D4: when it was, or by what is known today will be, done; None where nobody can say."""
    if milestone.state in (MilestoneState.ACHIEVED, MilestoneState.SUBMITTED):
        return milestone.achieved
    if not milestone.is_open:
        return None
    if milestone.expected is not None and milestone.expected >= on:
        return milestone.expected
    return max(milestone.deadline, on) if milestone.deadline else None


def slippage(milestone: MilestoneFacts, *, on: date) -> int | None:
    """D5: days from the first deadline to the effective finish; negative is early."""
    return _days(milestone.first_deadline, effective_finish(milestone, on=on))


def days_expected_late(milestone: MilestoneFacts, *, on: date) -> int:
    """D6: days by which an open milestone is expected to miss its deadline; 0 when it is not."""
    if not milestone.is_open:
        return 0
    return max(0, _days(milestone.deadline, effective_finish(milestone, on=on)) or 0)


def deadline_moved(milestone: MilestoneFacts) -> int | None:
    """D7: days from the first deadline to the deadline; negative when it moved earlier."""
    return _days(milestone.first_deadline, milestone.deadline)


def expected_date_passed(milestone: MilestoneFacts, *, on: date) -> bool:
    """D8: open, and the expected date is past. The owner is asked for a new one."""
    return milestone.is_open and milestone.expected is not None and milestone.expected < on


def days_achieved_late(milestone: MilestoneFacts) -> int:
    """Days from the deadline to the date achieved; 0 when on time or not achieved."""
    if not milestone.is_achieved:
        return 0
    return max(0, _days(milestone.deadline, milestone.achieved) or 0)


def days_reported_late(milestone: MilestoneFacts) -> int:
    """D10: days from the deadline to the submission of what was achieved in time; else 0."""
    late_by = _days(milestone.deadline, milestone.submitted_on) or 0
    in_time = (_days(milestone.deadline, milestone.achieved) or 0) <= 0
    return max(0, late_by) if in_time and milestone.achieved else 0


def review_due(milestone: MilestoneFacts, *, calendar: WorkingCalendar) -> date | None:
    """D11: the 5th working day after the submission, by the coordinating body's calendar."""
    if milestone.state != MilestoneState.SUBMITTED or milestone.submitted_on is None:
        return None
    return calendar.add_working_days(milestone.submitted_on, REVIEW_WORKING_DAYS)


def review_days_late(milestone: MilestoneFacts, *, on: date, calendar: WorkingCalendar) -> int:
    """D11: working days by which the review is late. See `is_review_late`."""
    due = review_due(milestone, calendar=calendar)
    return calendar.working_days_between(due, on) if due else 0


def is_review_late(milestone: MilestoneFacts, *, on: date, calendar: WorkingCalendar) -> bool:
    """D11: Submitted, and today is after the day on which the review was due."""
    due = review_due(milestone, calendar=calendar)
    return due is not None and on > due


def late_review_sent_by(*, on: date, calendar: WorkingCalendar) -> date:
    """D11 for a set: what was submitted on this day or before has a late review `on` the day."""
    return calendar.add_working_days(on, -REVIEW_WORKING_DAYS) - timedelta(days=1)


def _days(start: date | None, end: date | None) -> int | None:
    return (end - start).days if start and end else None
