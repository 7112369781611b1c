"""How some people want to be written to: their hours, their rhythm, what they switched off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.working_days import WorkingCalendar
from commitments.reminders.models import Away, Letter, Mute, Notice, Preference
from commitments.reminders.rules import hours
from commitments.reminders.rules.topics import Rhythm, comes_on_the_day, is_optional, topic_of
from commitments.reminders.rules.words import Unmailed
from history import clock

# Whoever came back earlier than this has read what was there.
BACK_LATELY = timedelta(days=14)


@dataclass(frozen=True)
class Morning:
    """A local day of a person, and the hours of it in which a letter may leave (L4)."""

    day: date
    send_from: datetime
    send_until: datetime


class Readers:
    """The preferences of some people. Two queries, whatever their number."""

    def __init__(self, people: Collection[int]) -> None:
        rows = Preference.objects.filter(person__in=people)
        self._chosen = {row.person_id: row for row in rows}
        mutes = Mute.objects.filter(person__in=people)
        self._muted = {
            (person, commitment): until
            for person, commitment, until in mutes.values_list(
                "person_id", "commitment_id", "until"
            )
        }

    def of(self, person_id: int) -> Preference:
        """What the person chose, or what holds for everybody."""
        return self._chosen.get(person_id) or Preference(person_id=person_id)

    def morning(self, person_id: int, at: datetime) -> Morning:
        """The person's day at a moment, by their own clock."""
        chosen = self.of(person_id)
        day = at.astimezone(chosen.zone).date()
        opens, closes = hours.window(day, chosen.zone, hour=chosen.hour)
        # Far east of the reporting zone the day of the record begins later than the morning: what
        # it brings goes into this letter, not into that of tomorrow.
        begins = clock.end_of_day(day - timedelta(days=1))
        return Morning(day, max(opens, begins) if begins < closes else opens, closes)

    def is_weekly(self, person_id: int) -> bool:
        return self.of(person_id).rhythm == Rhythm.WEEKLY

    def keeps_from_mail(self, notice: Notice, on: date) -> Unmailed | None:
        """Why a notice is for the inbox only; never so for what is essential (L10)."""
        if not is_optional(notice.rung, notice.because):
            return None
        chosen = self.of(notice.person_id)
        if topic_of(notice.rung) in chosen.switched_off:
            return Unmailed.SWITCHED_OFF
        if chosen.rhythm == Rhythm.INBOX:
            return Unmailed.INBOX_ONLY
        until = self._muted.get((notice.person_id, notice.commitment_id or 0))
        return Unmailed.MUTED if until is not None and until >= on else None

    def waits_for_weekly(self, notice: Notice, on: date, calendar: WorkingCalendar) -> bool:
        """L5: whether it stays for the next weekly letter."""
        chosen = self.of(notice.person_id)
        if chosen.rhythm != Rhythm.WEEKLY or comes_on_the_day(notice.rung, notice.because):
            return False
        return notice.planned_on > hours.weekly_day(on, chosen.weekday, calendar)


def back_again(people: Collection[int], on: date) -> dict[int, Away]:
    """L6: by person the absence that ended lately, as long as no letter came since. One query."""
    since = Letter.objects.filter(
        person=OuterRef("person"), day__gt=OuterRef("ends_on"), state=Letter.State.SENT
    )
    ended = Away.objects.filter(
        ~Exists(since), person__in=people, ends_on__lt=on, ends_on__gte=on - BACK_LATELY
    )
    return {row.person_id: row for row in ended.select_related("deputy").order_by("ends_on")}
