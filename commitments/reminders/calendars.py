"""The working calendars of several organisations at once (C4)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from accounts.models import Holiday, Organisation
from accounts.working_days import WorkingCalendar


class Calendars:
    """Two queries, whatever the number of organisations."""

    def __init__(self, organisation_ids: Collection[int]) -> None:
        bodies = Organisation.objects.filter(pk__in=organisation_ids) | Organisation.objects.filter(
            is_coordinating_body=True
        )
        weeks = bodies.order_by().values_list("pk", "working_week", "is_coordinating_body")
        days: dict[int | None, set[date]] = defaultdict(set)
        self._by_id: dict[int, WorkingCalendar] = {}
        rows = list(weeks)
        own = Holiday.objects.filter(organisation__in=[pk for pk, _week, _is_first in rows])
        common = Holiday.objects.filter(organisation=None)
        for organisation_id, on in (own | common).order_by().values_list("organisation_id", "on"):
            days[organisation_id].add(on)
        self.common = WorkingCalendar(holidays=frozenset(days[None]))
        self.coordinating = self.common
        for pk, week, coordinates in rows:
            calendar = WorkingCalendar(frozenset(week), frozenset(days[pk] or days[None]))
            self._by_id[pk] = calendar
            if coordinates:
                self.coordinating = calendar

    def of(self, organisation_id: int | None) -> WorkingCalendar:
        """The organisation's own; the installation's where there is none."""
        return self._by_id.get(organisation_id or 0, self.common)
