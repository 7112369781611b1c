""" "Not me": says wrong person, changes nothing in the plan, and is quiet for two working days."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from commitments.calendars import owners_calendar
from commitments.models import Commitment, Milestone
from commitments.reminders.models import Notice, WrongPerson
from commitments.reminders.rules.numbers import NUMBERS
from commitments.services.errors import Refused
from history import clock
from history.acts import act

Key = tuple[int, int | None]


def was_told(subject: Commitment | Milestone, person: User) -> bool:
    """Whether the person was ever to be reminded of it."""
    rows = Notice.objects.filter(person=person)
    if isinstance(subject, Milestone):
        return rows.filter(milestone=subject).exists()
    return rows.filter(commitment=subject, milestone=None).exists()


def quiet_until(subject: Commitment | Milestone) -> date:
    """The last day of the pause: two working days of the owner's organisation."""
    commitment = subject.commitment if isinstance(subject, Milestone) else subject
    calendar = owners_calendar(commitment)
    return calendar.add_working_days(clock.real_today(), NUMBERS.wrong_person_working_days)


def say_not_mine(subject: Commitment | Milestone, *, by: User) -> WrongPerson:
    """Write it down; repeating it on the same day changes nothing."""
    milestone = subject if isinstance(subject, Milestone) else None
    commitment = subject.commitment if isinstance(subject, Milestone) else subject
    if not was_told(subject, by):
        raise Refused(_("You get no reminders of this."))
    today = clock.real_today()
    with act("reminder.not_mine", by=by, about=subject.code):
        # One at a time, so that two clicks are one.
        User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
        said = WrongPerson.objects.filter(
            person=by, commitment=commitment, milestone=milestone, said_on=today
        ).first()
        return said or WrongPerson.objects.create(
            person=by,
            commitment=commitment,
            milestone=milestone,
            said_on=today,
            said_at=clock.now(),
            paused_until=quiet_until(subject),
        )


def said_lately(commitments: Collection[int], since: date) -> dict[Key, list[WrongPerson]]:
    """What was said of these commitments and their milestones since a day. One query."""
    found: dict[Key, list[WrongPerson]] = defaultdict(list)
    if commitments:
        rows = WrongPerson.objects.filter(commitment__in=commitments, said_on__gte=since)
        for row in rows.select_related("person").order_by("pk"):
            found[row.commitment_id, row.milestone_id].append(row)
    return found
