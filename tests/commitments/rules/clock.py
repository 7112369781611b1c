"""The clock of the worked examples, and plain facts."""

from datetime import date

from hypothesis import strategies as st

from accounts.working_days import WorkingCalendar
from commitments.rules.facts import MilestoneFacts
from commitments.rules.words import ClosedReason, MilestoneState

TODAY = date(2026, 6, 16)
CALENDAR = WorkingCalendar(
    holidays=frozenset({date(2026, 5, 1), date(2026, 5, 14), date(2026, 6, 19)})
)

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


def milestone(state: str = MilestoneState.IN_PROGRESS, **facts: object) -> MilestoneFacts:
    """A milestone that is due in half a year; its first deadline is its deadline."""
    facts.setdefault("deadline", date(2026, 12, 15))
    facts.setdefault("first_deadline", facts["deadline"])
    return MilestoneFacts(state=state, **facts)


milestones = st.builds(
    MilestoneFacts,
    state=st.sampled_from(MilestoneState.values),
    first_deadline=st.none() | days,
    deadline=st.none() | days,
    expected=st.none() | days,
    achieved=st.none() | days,
    submitted_on=st.none() | days,
    returned_on=st.none() | days,
    paused_until=st.none() | days,
    closed_reason=st.sampled_from(ClosedReason.values),
    weight=st.integers(1, 5),
    is_key=st.booleans(),
    imported_unreviewed=st.booleans(),
)
open_milestones = st.builds(
    milestone,
    state=st.sampled_from(["planned", "in_progress", "returned"]),
    first_deadline=days,
    deadline=days,
    expected=st.none() | days,
)
