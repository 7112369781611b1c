"""The plainest valid row of each model. Every row is written inside an act, as the record asks.

`MilestoneFactory(submitted=True)` and its kin are the states of PRODUCT.md 4.2; `holder_of` gives
somebody who can sign in and holds a post, `holder` the one who holds a given post.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from accounts.models import Deputy, Holiday, Organisation, Post, Tenure, User
from accounts.words import GovernanceLevel, OrganisationCategory, Role
from commitments.models import (
    Commitment,
    CommitmentPartner,
    Contributor,
    DateRequest,
    Escalation,
    Evidence,
    Milestone,
    Plan,
    Rating,
    ReportingRound,
    Review,
    Submission,
    Update,
)
from commitments.rules.words import (
    ClosedReason,
    CommitmentState,
    Confidence,
    DateOutcome,
    DelayCause,
    MilestoneState,
    PartnerRole,
    ReviewOutcome,
)
from commitments.services.deed import next_number
from history import clock
from history.acts import act
from history.models import Channel

PASSWORD = "a plain and long password"
LONG_AGO = date(2015, 1, 1)


@contextmanager
def seeding() -> Iterator[None]:
    """An act for rows that a test needs to be there already. Joins an act that is open."""
    with act("test.seeded", by=None, channel=Channel.DEMO):
        yield


def today(days: int = 0) -> date:
    """Today, or so many days after it."""
    return clock.real_today() + timedelta(days=days)


class RecordFactory(DjangoModelFactory):
    """Creates its row inside an act."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        with seeding():
            return super()._create(model_class, *args, **kwargs)


# --- Who ---------------------------------------------------------------------------------------


class UserFactory(RecordFactory):
    """A person whose password is PASSWORD, without a post."""

    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    name = factory.Sequence(lambda n: f"Person {n}")
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


class OrganisationFactory(RecordFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Ministry {n}")
    short_name = factory.SelfAttribute("name")
    slug = factory.LazyAttribute(lambda o: o.name.lower().replace(" ", "-"))
    category = OrganisationCategory.MINISTRY
    governance_level = GovernanceLevel.NATIONAL
    country = "SE"


class HolidayFactory(RecordFactory):
    """A holiday of the whole installation; give an organisation for one of its own."""

    class Meta:
        model = Holiday

    on = factory.LazyFunction(lambda: today(30))
    name = "Founding day"


class PostFactory(RecordFactory):
    """A vacant post."""

    class Meta:
        model = Post

    title = factory.Sequence(lambda n: f"Head of Unit {n}")
    slug = factory.Sequence(lambda n: f"head-of-unit-{n}")
    organisation = factory.SubFactory(OrganisationFactory)
    role = Role.OFFICIAL


class TenureFactory(RecordFactory):
    """Somebody holds a post, since long ago and until further."""

    class Meta:
        model = Tenure

    post = factory.SubFactory(PostFactory)
    holder = factory.SubFactory(UserFactory)
    starts_on = LONG_AGO


class DeputyFactory(RecordFactory):
    """Somebody stands in, from today for a week."""

    class Meta:
        model = Deputy

    post = factory.SubFactory(PostFactory)
    deputy = factory.SubFactory(UserFactory)
    starts_on = factory.LazyFunction(today)
    ends_on = factory.LazyAttribute(lambda o: o.starts_on + timedelta(days=6))


def holder_of(role: Role | str, organisation: Organisation | None = None, **person: Any) -> User:
    """Somebody who can sign in and holds a post of this role, in this organisation if given."""
    chosen = {"organisation": organisation} if organisation else {}
    post = PostFactory(role=role, **chosen)
    return TenureFactory(post=post, holder=UserFactory(**person)).holder


def post_of(user: User) -> Post:
    """The post that this person holds today."""
    return Post.objects.get(pk__in=Tenure.objects.running().filter(holder=user).values("post"))


def holder(post: Post) -> User:
    """Who holds this post today; somebody new when it is vacant."""
    running = Tenure.objects.running().filter(post=post).first()
    return (running or TenureFactory(post=post)).holder


# --- The plan ----------------------------------------------------------------------------------


class PlanFactory(RecordFactory):
    class Meta:
        model = Plan

    code = factory.Sequence(lambda n: f"plan-{n}")
    title = factory.Sequence(lambda n: f"National plan {n}")


def _next_code(row: Any) -> str:
    prefix = f"GCM-{row.main_objective_id:02d}"
    return f"{prefix}-{next_number(prefix):04d}"


class CommitmentFactory(RecordFactory):
    """An agreed commitment without milestones, owned by a vacant post of the lead organisation."""

    class Meta:
        model = Commitment

    class Params:
        draft = factory.Trait(state=CommitmentState.DRAFT, agreed_on=None)
        proposed = factory.Trait(state=CommitmentState.PROPOSED, agreed_on=None)
        paused = factory.Trait(
            state=CommitmentState.PAUSED, review_by=factory.LazyFunction(lambda: today(90))
        )
        completed = factory.Trait(
            state=CommitmentState.COMPLETED, closed_on=factory.LazyFunction(today)
        )
        closed_early = factory.Trait(
            state=CommitmentState.CLOSED_EARLY, closed_on=factory.LazyFunction(today)
        )

    plan = factory.SubFactory(PlanFactory)
    main_objective_id = 7
    code = factory.LazyAttribute(_next_code)
    title = factory.LazyAttribute(lambda o: f"Commitment {o.code}")
    wording = "We will do what we say."
    level = GovernanceLevel.NATIONAL
    level_reason = "One body can do it for the whole country."
    lead_organisation = factory.SubFactory(OrganisationFactory)
    accountable_post = factory.Maybe(
        "lead_organisation",
        factory.SubFactory(PostFactory, organisation=factory.SelfAttribute("..lead_organisation")),
        None,
    )
    state = CommitmentState.ACTIVE
    starts_on = factory.LazyFunction(lambda: today(-365))
    ends_on = factory.LazyFunction(lambda: today(730))
    agreed_on = factory.LazyFunction(lambda: today(-30))


class PartnerFactory(RecordFactory):
    class Meta:
        model = CommitmentPartner

    commitment = factory.SubFactory(CommitmentFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    role = PartnerRole.DELIVERS


class ContributorFactory(RecordFactory):
    class Meta:
        model = Contributor

    commitment = factory.SubFactory(CommitmentFactory)
    post = factory.SubFactory(PostFactory)


class MilestoneFactory(RecordFactory):
    """A planned milestone, due in 60 days. `overdue=True` goes together with an open state."""

    class Meta:
        model = Milestone

    class Params:
        overdue = factory.Trait(deadline=factory.LazyFunction(lambda: today(-18)))
        draft = factory.Trait(state=MilestoneState.DRAFT, first_deadline=None)
        in_progress = factory.Trait(state=MilestoneState.IN_PROGRESS)
        # With the claim that waits for review.
        submitted = factory.Trait(
            state=MilestoneState.SUBMITTED,
            achieved_on=factory.LazyFunction(lambda: today(-3)),
            submitted_on=factory.LazyFunction(lambda: today(-1)),
            submission=factory.RelatedFactory(
                "tests.factories.SubmissionFactory", factory_related_name="milestone"
            ),
        )
        returned = factory.Trait(
            state=MilestoneState.RETURNED, returned_on=factory.LazyFunction(lambda: today(-1))
        )
        achieved = factory.Trait(
            state=MilestoneState.ACHIEVED,
            achieved_on=factory.LazyFunction(lambda: today(-10)),
            submitted_on=factory.LazyFunction(lambda: today(-8)),
        )
        paused = factory.Trait(
            state=MilestoneState.PAUSED,
            paused_from=MilestoneState.PLANNED,
            review_by=factory.LazyFunction(lambda: today(90)),
        )
        closed = factory.Trait(state=MilestoneState.CLOSED, closed_reason=ClosedReason.CANCELLED)

    commitment = factory.SubFactory(CommitmentFactory)
    number = factory.LazyAttribute(lambda o: next_number(o.commitment.code))
    code = factory.LazyAttribute(lambda o: f"{o.commitment.code}-M{o.number:02d}")
    title = factory.LazyAttribute(lambda o: f"Milestone {o.code}")
    achieved_test = "The law is in force.\nThe offices are open."
    responsible_post = factory.SelfAttribute("commitment.accountable_post")
    state = MilestoneState.PLANNED
    deadline = factory.LazyFunction(lambda: today(60))
    first_deadline = factory.SelfAttribute("deadline")


def _owner(commitment: Commitment) -> User:
    return holder(commitment.accountable_post) if commitment.accountable_post else UserFactory()


class UpdateFactory(RecordFactory):
    """A published update; the commitment carries its day and word, as after the service."""

    class Meta:
        model = Update

    commitment = factory.SubFactory(CommitmentFactory)
    confidence = Confidence.ON_TRACK
    happened = "The work went on."
    published_on = factory.LazyFunction(today)
    published_at = factory.LazyFunction(clock.now)
    published_by = factory.LazyAttribute(lambda o: _owner(o.commitment))
    post = factory.SelfAttribute("commitment.accountable_post")

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        update = super()._create(model_class, *args, **kwargs)
        commitment = update.commitment
        commitment.last_update_on = commitment.owner_rated_on = update.published_on
        commitment.owner_rating = update.confidence
        with seeding():
            commitment.save(update_fields=["last_update_on", "owner_rated_on", "owner_rating"])
        return update


class SubmissionFactory(RecordFactory):
    """A claim that waits for review, sent by whoever holds the accountable post."""

    class Meta:
        model = Submission

    milestone = factory.SubFactory(
        MilestoneFactory,
        state=MilestoneState.SUBMITTED,
        achieved_on=factory.LazyFunction(lambda: today(-3)),
        submitted_on=factory.LazyFunction(lambda: today(-1)),
    )
    achieved_on = factory.SelfAttribute("milestone.achieved_on")
    answers = factory.LazyAttribute(
        lambda o: [
            {"point": point, "answer": "As the annex shows."}
            for point in o.milestone.acceptance_points
        ]
    )
    no_evidence_reason = "The law gazette is public."
    submitted_on = factory.SelfAttribute("milestone.submitted_on")
    submitted_at = factory.LazyFunction(clock.now)
    submitted_by = factory.LazyAttribute(lambda o: _owner(o.milestone.commitment))
    post = factory.SelfAttribute("milestone.commitment.accountable_post")


class ReviewFactory(RecordFactory):
    """A decision on a submission, by somebody who neither sent nor owns it."""

    class Meta:
        model = Review

    submission = factory.SubFactory(SubmissionFactory, is_waiting=False)
    outcome = ReviewOutcome.ACCEPTED
    achieved_on = factory.SelfAttribute("submission.achieved_on")
    decided_on = factory.LazyFunction(today)
    decided_at = factory.LazyFunction(clock.now)
    decided_by = factory.LazyFunction(lambda: holder_of(Role.COORDINATOR))


class DateRequestFactory(RecordFactory):
    """A request for 30 days more, waiting for a decision."""

    class Meta:
        model = DateRequest

    class Params:
        approved = factory.Trait(
            outcome=DateOutcome.APPROVED,
            decided_deadline=factory.SelfAttribute("asked_deadline"),
            decided_on=factory.LazyFunction(today),
            decided_at=factory.LazyFunction(clock.now),
            decided_by=factory.LazyFunction(lambda: holder_of(Role.COORDINATOR)),
        )

    milestone = factory.SubFactory(MilestoneFactory)
    old_deadline = factory.SelfAttribute("milestone.deadline")
    asked_deadline = factory.LazyAttribute(lambda o: o.old_deadline + timedelta(days=30))
    cause = DelayCause.PROCEDURE
    explanation = "Parliament votes later than planned."
    asked_on = factory.LazyFunction(today)
    asked_at = factory.LazyFunction(clock.now)
    asked_by = factory.LazyAttribute(lambda o: _owner(o.milestone.commitment))
    post = factory.SelfAttribute("milestone.commitment.accountable_post")


class EscalationFactory(RecordFactory):
    """Level 1, opened by the rule today; the commitment counts it, as after the service."""

    class Meta:
        model = Escalation

    milestone = factory.SubFactory(MilestoneFactory, overdue=True)
    commitment = factory.Maybe(
        "milestone",
        factory.SelfAttribute("milestone.commitment"),
        factory.SubFactory(CommitmentFactory),
    )
    deadline = factory.Maybe("milestone", factory.SelfAttribute("milestone.deadline"), None)
    reason = "The deadline was missed by 18 days."
    opened_on = factory.LazyFunction(today)
    opened_at = factory.LazyFunction(clock.now)
    raised_on = factory.SelfAttribute("opened_on")
    answer_by = factory.LazyFunction(lambda: today(14))
    head_due_on = factory.LazyFunction(lambda: today(30))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        escalation = super()._create(model_class, *args, **kwargs)
        commitment = escalation.commitment
        commitment.open_escalations += not escalation.outcome
        with seeding():
            commitment.save(update_fields=["open_escalations"])
        return escalation


class EvidenceFactory(RecordFactory):
    """A link. Give `milestone` to hang it there; `evidence_count` is the services' to keep."""

    class Meta:
        model = Evidence

    milestone = None
    commitment = factory.Maybe(
        "milestone",
        factory.SelfAttribute("milestone.commitment"),
        factory.SubFactory(CommitmentFactory),
    )
    title = "Law gazette 2026:12"
    link = "https://example.org/gazette/2026-12"
    added_on = factory.LazyFunction(today)
    added_by = factory.LazyAttribute(lambda o: _owner(o.commitment))


class RatingFactory(RecordFactory):
    """A coordinator's rating; the commitment carries it, as after the service."""

    class Meta:
        model = Rating

    commitment = factory.SubFactory(CommitmentFactory)
    confidence = Confidence.AT_RISK
    reason = "Two offices are not staffed."
    rated_on = factory.LazyFunction(today)
    rated_at = factory.LazyFunction(clock.now)
    rated_by = factory.LazyFunction(lambda: holder_of(Role.COORDINATOR))

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Any:
        rating = super()._create(model_class, *args, **kwargs)
        commitment = rating.commitment
        commitment.coordinator_rating = rating.confidence
        commitment.coordinator_rated_on = rating.rated_on
        with seeding():
            commitment.save(update_fields=["coordinator_rating", "coordinator_rated_on"])
        return rating


class RoundFactory(RecordFactory):
    """A reporting round of all active commitments, open since yesterday, for two weeks."""

    class Meta:
        model = ReportingRound

    title = factory.Sequence(lambda n: f"Round {n}")
    period_from = factory.LazyFunction(lambda: today(-90))
    period_to = factory.LazyFunction(lambda: today(-1))
    opens_on = factory.LazyFunction(lambda: today(-1))
    closes_on = factory.LazyAttribute(lambda o: o.opens_on + timedelta(days=14))
    opened_by = factory.LazyFunction(lambda: holder_of(Role.COORDINATOR))
