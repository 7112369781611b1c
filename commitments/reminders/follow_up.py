"""Who a follow-up would ask, and who is left out (screen 10): the same people as planned."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from commitments.calendars import coordinating_calendar, organisation_of
from commitments.models import DateRequest, FollowUpItem, Milestone
from commitments.reminders.models import Letter
from commitments.reminders.people import Directory, Duties, Recipient
from commitments.reminders.rules.words import Because
from commitments.rules import dates
from commitments.rules.follow_up import asked_since, in_full
from commitments.services.follow_up import Asked
from history import clock

LISTED = 50


@dataclass(frozen=True)
class Leave:
    """Whom to leave out."""

    away: bool = True
    asked: bool = True
    requested: bool = True


@dataclass(frozen=True)
class Line:
    """One milestone of somebody."""

    milestone: Milestone
    recipient: Recipient | None
    # Why nobody is asked about it; "" where somebody is.
    left_out: str = ""

    @property
    def words(self) -> str:
        """As it stands in the list of a letter."""
        days = (clock.today() - self.milestone.deadline).days if self.milestone.deadline else 0
        late = ngettext("overdue by %(n)d day", "overdue by %(n)d days", days) % {"n": days}
        one = f"{self.milestone.code} {self.milestone.title}"
        return f"– {one} ({late})" if days > 0 else f"– {one}"


@dataclass
class Group:
    """All that one person would be asked about."""

    person: User
    stands_in_for: str = ""
    lines: list[Line] = field(default_factory=list)
    has_address: bool = True

    def preview(self, text: str, reply_by: date) -> str:
        """The letter's words to this person."""
        before, after = in_full(
            text,
            name=self.person.name,
            listed="\n".join(line.words for line in self.lines) if "{list}" in text else "",
            reply_by=dates.near_with_long_weekday(reply_by, on=clock.today()),
        )
        return f"{before}\n\n{after}".strip()


@dataclass
class Composition:
    """What is selected, by person, and what is left out."""

    groups: list[Group] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)
    bodies: int = 0

    @property
    def asked(self) -> list[Asked]:
        return [
            Asked(line.milestone, group.person.pk, line.milestone.commitment.accountable_post_id)
            for group in self.groups
            for line in group.lines
        ]

    @property
    def without_address(self) -> int:
        return sum(not group.has_address for group in self.groups)

    @property
    def sentence(self) -> str:
        """ "14 milestones, 9 owners, 6 organisations" """
        steps = sum(len(group.lines) for group in self.groups)
        people = len(self.groups)
        parts = (
            ngettext("%(n)d milestone", "%(n)d milestones", steps) % {"n": steps},
            ngettext("%(n)d owner", "%(n)d owners", people) % {"n": people},
            ngettext("%(n)d organisation", "%(n)d organisations", self.bodies) % {"n": self.bodies},
        )
        return ", ".join(parts)

    @property
    def warning(self) -> str:
        n = self.without_address
        words = ngettext(
            "%(n)d person has no working email address. They will see it in their inbox; tell "
            "their focal point.",
            "%(n)d people have no working email address. They will see it in their inbox; tell "
            "their focal point.",
            n,
        )
        return words % {"n": n} if n else ""


def compose(steps: Iterable[Milestone], leave: Leave) -> Composition:
    """By whom these milestones are owned today. At most ten queries, whatever their number.

    Each comes with its commitment and the accountable post.
    """
    rows = list(steps)
    today = clock.today()
    bodies = {pk for row in rows if (pk := organisation_of(row.commitment))}
    posts = {row.commitment.accountable_post_id for row in rows}
    directory = Directory.of({post for post in posts if post}, bodies, on=today)
    lately = _asked_lately(rows, today) if leave.asked else {}
    waiting = _requested(rows) if leave.requested else set()
    lines = [_line(row, directory, leave, lately, waiting) for row in rows]
    kept = [line for line in lines if not line.left_out and line.recipient]
    found = Composition(left_out=[line for line in lines if line.left_out])
    found.groups = _groups(kept)
    found.bodies = len({organisation_of(line.milestone.commitment) for line in kept})
    return found


def _line(
    row: Milestone,
    directory: Directory,
    leave: Leave,
    lately: dict[int, date],
    waiting: Collection[int],
) -> Line:
    promise = row.commitment
    duties = Duties(promise.accountable_post_id, None, organisation_of(promise))
    recipient = next(directory.recipients(Because.OWNER, duties), None)
    why = ""
    if recipient is None:
        why = _("Nobody can be written to.")
    elif row.pk in waiting:
        why = _("A date request waits.")
    elif asked_on := lately.get(row.pk):
        why = _("Asked on %(day)s.") % {"day": dates.near(asked_on, on=clock.today())}
    elif leave.away and recipient.because == Because.OWNER_AWAY:
        why = _("The owner is away, and nobody stands in.")
    return Line(row, recipient, why)


def _asked_lately(rows: list[Milestone], today: date) -> dict[int, date]:
    since = asked_since(today, calendar=coordinating_calendar())
    found = FollowUpItem.objects.asked_since(since).filter(milestone__in=rows)
    return dict(found.order_by("pk").values_list("milestone_id", "follow_up__sent_on"))


def _requested(rows: list[Milestone]) -> set[int]:
    found = DateRequest.objects.waiting().filter(milestone__in=rows)
    return set(found.values_list("milestone_id", flat=True))


def _groups(lines: list[Line]) -> list[Group]:
    recipients = [line.recipient for line in lines if line.recipient]
    ids = {one.person_id for one in recipients} | {
        one.stands_in_for_id for one in recipients if one.stands_in_for_id
    }
    people = User.objects.in_bulk(ids)
    lost = _without_address({one.person_id for one in recipients})
    found: dict[int, Group] = {}
    for line in lines:
        if recipient := line.recipient:
            person = people[recipient.person_id]
            group = found.setdefault(person.pk, Group(person, has_address=person.pk not in lost))
            if recipient.stands_in_for_id:
                group.stands_in_for = people[recipient.stands_in_for_id].name
            group.lines.append(line)
    return sorted(found.values(), key=lambda group: (group.person.name, group.person.pk))


def _without_address(people: Collection[int]) -> set[int]:
    """Whose last letter did not arrive."""
    last = (
        Letter.objects.filter(person__in=people, state__in=(Letter.State.SENT, Letter.State.FAILED))
        .order_by("person_id", "-day", "-pk")
        .distinct("person_id")
        .select_related("bounce")
    )
    return {
        letter.person_id
        for letter in last
        if letter.state == Letter.State.FAILED or hasattr(letter, "bounce")
    }
