"""The timing label of a milestone: one sentence, first match wins (PRODUCT.md 4.3)."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.working_days import WorkingCalendar
from commitments.rules import dates, timing
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import MilestoneState, TimingWord, Tone

SEPARATOR = " · "

TONES = {
    TimingWord.OVERDUE: Tone.OVERDUE,
    TimingWord.DUE_TODAY: Tone.DUE_SOON,
    TimingWord.DUE_SOON: Tone.DUE_SOON,
    # Not yet late: the red family means overdue and off track only (4.10).
    TimingWord.EXPECTED_LATE: Tone.DUE_SOON,
    TimingWord.EXPECTED_PASSED: Tone.DUE_SOON,
    TimingWord.PLANNED: Tone.PLANNED,
    TimingWord.NO_DEADLINE: Tone.PLANNED,
    TimingWord.WAITING_FOR_REVIEW: Tone.REVIEW,
    TimingWord.REVIEW_LATE: Tone.REVIEW,
    TimingWord.ACHIEVED: Tone.ACHIEVED,
    TimingWord.PAUSED: Tone.PAUSED,
    TimingWord.CLOSED: Tone.CLOSED,
}


@dataclass(frozen=True)
class Timing:
    """The label, the word that lists filter by, and a note to stand in brackets behind it."""

    code: TimingWord
    label: str
    note: str = ""

    @property
    def tone(self) -> Tone:
        return TONES[self.code]

    @property
    def short(self) -> str:
        """The label without what is added after its dot, for a narrow cell."""
        return self.label.split(SEPARATOR)[0]

    def __str__(self) -> str:
        return f"{self.label} ({self.note})" if self.note else self.label


def timing_label(milestone: MilestoneFacts, *, on: date, calendar: WorkingCalendar) -> Timing:
    """What to say of a milestone's timing. `calendar` is the coordinating body's (D11).

    `code` is the word that `MilestoneQuerySet.with_timing` gives to the same row.
    """
    by_state = _by_state(milestone, on, calendar)
    found = by_state or _by_deadline(milestone, on) or _by_expected_date(milestone, on)
    if found:
        return found
    if milestone.deadline is None:
        return Timing(TimingWord.NO_DEADLINE, _("No deadline"))
    planned = _("Planned for %(day)s") % {"day": dates.in_text(milestone.deadline)}
    return Timing(TimingWord.PLANNED, planned)


def _by_state(milestone: MilestoneFacts, on: date, calendar: WorkingCalendar) -> Timing | None:
    """Labels 1 to 4: what is not open."""
    match milestone.state:
        case MilestoneState.ACHIEVED:
            return Timing(TimingWord.ACHIEVED, _achieved(milestone))
        case MilestoneState.CLOSED:
            return Timing(TimingWord.CLOSED, str(MilestoneState.CLOSED.label))
        case MilestoneState.PAUSED:
            return Timing(TimingWord.PAUSED, _paused(milestone))
        case MilestoneState.SUBMITTED:
            return _submitted(milestone, on, calendar)
    return None


def _by_deadline(milestone: MilestoneFacts, on: date) -> Timing | None:
    """Labels 5 to 7: the deadline is past or near."""
    note = _returned(milestone, on)
    if timing.is_overdue(milestone, on=on):
        return Timing(TimingWord.OVERDUE, _overdue(milestone, on), note)
    if timing.is_due_today(milestone, on=on):
        return Timing(TimingWord.DUE_TODAY, _("Due today"), note)
    if timing.is_due_soon(milestone, on=on):
        return Timing(TimingWord.DUE_SOON, _due_soon(milestone, on), note)
    return None


def _by_expected_date(milestone: MilestoneFacts, on: date) -> Timing | None:
    """Labels 8 and 9: the deadline is far, the owner's own date speaks."""
    note = _returned(milestone, on)
    if late := timing.days_expected_late(milestone, on=on):
        label = ngettext("Expected %(count)d day late", "Expected %(count)d days late", late)
        return Timing(TimingWord.EXPECTED_LATE, label % {"count": late}, note)
    if timing.expected_date_passed(milestone, on=on):
        return Timing(TimingWord.EXPECTED_PASSED, _("Expected date has passed"), note)
    return None


def _achieved(milestone: MilestoneFacts) -> str:
    parts = [_("Achieved")]
    if milestone.achieved and milestone.deadline:
        parts = [_("Achieved on time")]
    if late := timing.days_achieved_late(milestone):
        label = ngettext("Achieved %(count)d day late", "Achieved %(count)d days late", late)
        parts = [label % {"count": late}]
    if late := timing.days_reported_late(milestone):
        reported = ngettext("reported %(count)d day late", "reported %(count)d days late", late)
        parts.append(reported % {"count": late})
    if milestone.imported_unreviewed:
        parts.append(_("not reviewed"))
    return SEPARATOR.join(parts)


def _paused(milestone: MilestoneFacts) -> str:
    if milestone.paused_until is None:
        return str(MilestoneState.PAUSED.label)
    return _("Paused, look again by %(day)s") % {"day": dates.in_text(milestone.paused_until)}


def _submitted(milestone: MilestoneFacts, on: date, calendar: WorkingCalendar) -> Timing:
    due = timing.review_due(milestone, calendar=calendar)
    if due is None:
        return Timing(TimingWord.WAITING_FOR_REVIEW, _("Waiting for review"))
    day = dates.near_with_weekday(due, on=on)
    if on <= due:
        note = _("due %(day)s") % {"day": day}
        return Timing(TimingWord.WAITING_FOR_REVIEW, _("Waiting for review"), note)
    late = calendar.working_days_between(due, on)
    label = ngettext(
        "Review late by %(count)d working day", "Review late by %(count)d working days", late
    )
    # On the weekend after the due day no working day has passed yet.
    label = label % {"count": late} if late else _("Review late")
    return Timing(TimingWord.REVIEW_LATE, label, _("was due %(day)s") % {"day": day})


def _overdue(milestone: MilestoneFacts, on: date) -> str:
    days = timing.days_overdue(milestone, on=on)
    label = ngettext("Overdue by %(count)d day", "Overdue by %(count)d days", days)
    label = label % {"count": days}
    if milestone.expected is None or milestone.expected < on:
        return label
    expected = _("expected %(day)s") % {"day": dates.near(milestone.expected, on=on)}
    return label + SEPARATOR + expected


def _due_soon(milestone: MilestoneFacts, on: date) -> str:
    ahead = (milestone.deadline - on).days if milestone.deadline else 0
    label = ngettext("Due in %(count)d day", "Due in %(count)d days", ahead) % {"count": ahead}
    late = timing.days_expected_late(milestone, on=on)
    if not late:
        return label
    expected = ngettext("expected %(count)d day late", "expected %(count)d days late", late)
    return label + SEPARATOR + expected % {"count": late}


def _returned(milestone: MilestoneFacts, on: date) -> str:
    """D13: days count from the deadline, with the day of the return beside them."""
    if milestone.state != MilestoneState.RETURNED or milestone.returned_on is None:
        return ""
    return _("returned %(day)s") % {"day": dates.near(milestone.returned_on, on=on)}
