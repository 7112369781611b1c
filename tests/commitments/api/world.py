"""A small record in which each change of the API has something to change."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from accounts.models import Organisation, Post, User
from accounts.tokens import make_token
from accounts.words import Role
from commitments.models import Commitment, DateRequest, Milestone, Submission, Update
from commitments.rules.words import Visibility
from commitments.services.deed import change
from history import clock
from history.acts import act
from history.models import Act
from reports.editions import issue_to
from reports.models import Edition
from reports.scope import Scope
from tests.factories import (
    CommitmentFactory,
    ContributorFactory,
    DateRequestFactory,
    EvidenceFactory,
    MilestoneFactory,
    OrganisationFactory,
    PartnerFactory,
    ReviewFactory,
    SubmissionFactory,
    TenureFactory,
    UpdateFactory,
    holder_of,
    post_of,
    today,
)


@dataclass
class Side:
    """The objects of one ministry, one for each state that a change needs."""

    ministry: Organisation
    official: User
    post: Post
    active: Commitment
    draft: Commitment
    proposed: Commitment
    paused: Commitment
    closed: Commitment
    completable: Commitment
    planned: Milestone
    drafted: Milestone
    achieved: Milestone
    paused_milestone: Milestone
    waiting: Submission
    decided: Submission
    asked: DateRequest
    update: Update
    edition: Edition
    vacant: Post
    # What the record says of the active commitment.
    entry: Act


@dataclass
class World:
    """Two ministries, and a person of each role."""

    own: Side
    other: Side
    people: dict[Role, User] = field(default_factory=dict)

    secrets: dict[Role, str] = field(default_factory=dict)

    def authorization(self, role: Role) -> dict[str, str]:
        """The header by which the person of a role is known."""
        if role not in self.secrets:
            lasts = timedelta(days=1)
            _token, secret = make_token(self.people[role], name=uuid4().hex, lasts=lasts)
            self.secrets[role] = secret
        return {"Authorization": f"Bearer {self.secrets[role]}"}


def make_world() -> World:
    """As of two days ago, so that a past day has something to tell."""
    with clock.stand_at(clock.now() - timedelta(days=2)):
        own, other = _side("Labour"), _side("Justice")
        body = OrganisationFactory(name="Unit", short_name="Unit", is_coordinating_body=True)
        people = {
            Role.OFFICIAL: own.official,
            Role.FOCAL_POINT: holder_of(Role.FOCAL_POINT, own.ministry),
            Role.COORDINATOR: holder_of(Role.COORDINATOR, body),
            Role.AUDITOR: holder_of(Role.AUDITOR, body),
            Role.ADMINISTRATOR: holder_of(Role.ADMINISTRATOR, body),
            Role.OBSERVER: holder_of(Role.OBSERVER, own.ministry),
        }
    for side in (own, other):
        with _nowhere() as file:
            side.edition = issue_to(Scope(side.official, "", clock.real_today()), "csv", file)
    world = World(own, other, people)
    for role in people:
        world.authorization(role)
    return world


def _side(name: str) -> Side:
    ministry = OrganisationFactory(name=f"Ministry of {name}", short_name=name)
    official = holder_of(Role.OFFICIAL, ministry, name=f"Official of {name}")
    post = post_of(official)
    how: dict[str, Any] = {
        "lead_organisation": ministry,
        "accountable_post": post,
        # Seen by nobody but who takes part, and who sees all.
        "visibility": Visibility.ORGANISATION,
    }
    active = CommitmentFactory(**how)
    draft = CommitmentFactory(draft=True, **how)
    proposed = CommitmentFactory(proposed=True, **how)
    MilestoneFactory(commitment=proposed, draft=True)
    PartnerFactory(commitment=active)
    ContributorFactory(commitment=active)
    completable = CommitmentFactory(**how)
    MilestoneFactory(commitment=completable, achieved=True)
    planned = MilestoneFactory(commitment=active)
    EvidenceFactory(milestone=planned)
    submitted = MilestoneFactory(commitment=active, submitted=True)
    returned = MilestoneFactory(commitment=active, returned=True)
    decided = SubmissionFactory(
        milestone=returned, is_waiting=False, achieved_on=today(-3), submitted_on=today(-1)
    )
    ReviewFactory(submission=decided, outcome="returned", achieved_on=None)
    with act("commitment.changed", by=official, about=active.code):
        change(active, why="It saves people three visits.")
    asked = DateRequestFactory(milestone=MilestoneFactory(commitment=active))
    vacant = TenureFactory(post__organisation=ministry, post__role=Role.OFFICIAL).post
    return Side(
        ministry=ministry,
        official=official,
        post=post,
        active=active,
        draft=draft,
        proposed=proposed,
        paused=CommitmentFactory(paused=True, **how),
        closed=CommitmentFactory(closed_early=True, **how),
        completable=completable,
        planned=planned,
        drafted=MilestoneFactory(commitment=draft, draft=True),
        achieved=MilestoneFactory(commitment=active, achieved=True),
        paused_milestone=MilestoneFactory(commitment=active, paused=True),
        waiting=submitted.submissions.get(),
        decided=decided,
        asked=asked,
        update=UpdateFactory(commitment=active),
        edition=None,  # type: ignore[arg-type]  # issued once there are people
        vacant=vacant,
        entry=Act.objects.filter(about=active.code).order_by("-id")[0],
    )


@contextmanager
def _nowhere() -> Iterator[Any]:
    with open("/dev/null", "wb") as file:
        yield file
