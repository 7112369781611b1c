"""What was asked, and who answered (screen 10). Who merely opened a page is not recorded."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from accounts.models import User
from commitments.models import FollowUp, FollowUpItem, Milestone
from commitments.rights import Right
from commitments.rules.follow_up import Answer
from commitments.rules.words import OPEN_STATES, CommitmentState

SHOWN = 50


@dataclass
class PersonAsked:
    """One person with all that they were asked about."""

    person: User
    items: list[dict[str, Any]] = field(default_factory=list)

    @property
    def answered(self) -> int:
        return sum(bool(item["answer"]) for item in self.items)


@dataclass
class Status:
    """A follow-up as it stands now."""

    people: list[PersonAsked]

    @property
    def asked(self) -> int:
        return sum(len(one.items) for one in self.people)

    @property
    def answered(self) -> int:
        return sum(one.answered for one in self.people)

    @property
    def open_codes(self) -> list[str]:
        """What nobody has answered and is still open."""
        return [
            item["milestone"].code
            for one in self.people
            for item in one.items
            if not item["answer"] and item["milestone"].state in OPEN_STATES
        ]


def to_follow_up(user: User) -> QuerySet[Milestone]:
    """What the person may ask about: open milestones of active commitments."""
    return (
        Milestone.objects.reached_by(user, Right.FOLLOW_UP)
        .open()
        .filter(commitment__state=CommitmentState.ACTIVE)
        .select_related("commitment__accountable_post", "commitment__lead_organisation")
        .order_by("deadline", "pk")
    )


def follow_ups(user: User) -> QuerySet[FollowUp]:
    """What was sent about what the person may ask about, the newest first, with its counts."""
    reached = FollowUpItem.objects.reached_by(user, Right.SEE_QUEUES).values("follow_up")
    return (
        FollowUp.objects.filter(pk__in=reached)
        .select_related("sent_by")
        # Counted apart: a past day is read from views, which cannot be grouped by their key.
        .annotate(asked=_counted(Count("pk")), people=_counted(Count("person", distinct=True)))
        .order_by("-pk")
    )


def _counted(what: Count) -> Subquery:
    items = FollowUpItem.objects.filter(follow_up=OuterRef("pk")).order_by()
    return Subquery(items.values("follow_up").annotate(n=what).values("n"))


def status_of(sent: FollowUp, user: User) -> Status:
    """Who was asked about what, and what came of it. One query."""
    rows = (
        FollowUpItem.objects.reached_by(user, Right.SEE_QUEUES)
        .filter(follow_up=sent)
        .with_answer()
        .select_related("person", "milestone__commitment", "post")
        .order_by("person__name", "person_id", "milestone__deadline", "pk")
    )
    people: dict[int, PersonAsked] = {}
    for row in rows:
        one: Any = row
        asked = people.setdefault(row.person_id, PersonAsked(row.person))
        word = Answer(one.answer).label if one.answer else ""
        asked.items.append({"milestone": row.milestone, "answer": word})
    return Status(list(people.values()))


def answers_of(sent: list[FollowUp]) -> dict[int, int]:
    """How many items of each were answered. One query."""
    rows = FollowUpItem.objects.filter(follow_up__in=sent).with_answer()
    counted = rows.order_by().values_list("follow_up").annotate(n=Count("pk", filter=~Q(answer="")))
    return dict(counted)
