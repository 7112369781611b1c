"""A small country in which anything may happen."""

from contextlib import suppress
from random import Random

from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.words import GovernanceLevel, Role
from commitments.models import Commitment, DateRequest, Milestone, Plan
from commitments.rules.words import Confidence, DateOutcome, DelayCause, Visibility
from commitments.services import dates, drafts, progress, ratings, steering
from commitments.services.errors import Refused
from tests.commitments.services import deeds
from tests.factories import (
    CommitmentFactory,
    MilestoneFactory,
    OrganisationFactory,
    holder_of,
    post_of,
    today,
)


class Country:
    """Two ministries, their people, and commitments of many kinds."""

    def __init__(self) -> None:
        self.coordinator = holder_of(
            Role.COORDINATOR, OrganisationFactory(is_coordinating_body=True)
        )
        self.administrator = holder_of(Role.ADMINISTRATOR)
        self.ministries = [OrganisationFactory(), OrganisationFactory()]
        self.owners = [holder_of(Role.OFFICIAL, ministry) for ministry in self.ministries]
        self.focal_points = [holder_of(Role.FOCAL_POINT, ministry) for ministry in self.ministries]
        kinds = [
            (7, GovernanceLevel.LOCAL, Visibility.INTERNAL),
            (7, GovernanceLevel.NATIONAL, Visibility.ORGANISATION),
            (9, GovernanceLevel.NATIONAL, Visibility.PUBLIC),
        ]
        for objective, level, visibility in kinds:
            for ministry, owner in zip(self.ministries, self.owners, strict=True):
                commitment = CommitmentFactory(
                    main_objective_id=objective,
                    level=level,
                    visibility=visibility,
                    lead_organisation=ministry,
                    accountable_post=post_of(owner),
                )
                for days in (-200, -40, -3, 20):
                    MilestoneFactory(
                        commitment=commitment,
                        is_key=days == -40,
                        deadline=today(days),
                        first_deadline=today(days - 5),
                    )

    def owner(self, commitment: Commitment) -> User:
        return self.owners[self.ministries.index(commitment.lead_organisation)]

    def do_something(self, random: Random) -> None:
        """One deed; what the rules refuse changes nothing."""
        milestone = random.choice(Milestone.objects.select_related("commitment__lead_organisation"))
        owner = self.owner(milestone.commitment)
        deed, by = random.choice(
            [
                (deeds.start, owner),
                (deeds.submit, owner),
                (deeds.withdraw, owner),
                (deeds.accept, self.coordinator),
                (deeds.send_back, self.coordinator),
                (deeds.pause, self.coordinator),
                (deeds.resume, self.coordinator),
                (deeds.close, self.coordinator),
                (deeds.reopen, self.coordinator),
                (_log, owner),
                (_rate, self.coordinator),
                (_ask, owner),
                (_decide, self.coordinator),
                (_pause_all, self.coordinator),
                (_resume_all, self.coordinator),
                (_draft, random.choice(self.focal_points)),
                (_agree, self.coordinator),
                (_propose, random.choice(self.focal_points)),
            ]
        )
        with suppress(Refused, PermissionDenied, IndexError):
            deed(Milestone.objects.get(pk=milestone.pk), User.objects.get(pk=by.pk))


def _log(milestone: Milestone, by: User) -> None:
    word = progress.MilestoneWord(milestone.pk, set_expected=True, expected_on=today(33))
    progress.log_progress(
        milestone.commitment,
        by=by,
        confidence=Confidence.AT_RISK,
        happened="It went on.",
        problem="Late.",
        milestones=[word],
    )


def _rate(milestone: Milestone, by: User) -> None:
    ratings.rate_commitment(
        milestone.commitment, by=by, confidence=Confidence.OFF_TRACK, reason="Too slow."
    )


def _ask(milestone: Milestone, by: User) -> None:
    dates.ask_for_date(
        milestone,
        by=by,
        asked_deadline=today(60),
        cause=DelayCause.FUNDING,
        explanation="Money comes later.",
    )


def _decide(milestone: Milestone, by: User) -> None:
    waiting = DateRequest.objects.waiting().select_related("milestone__commitment")
    dates.decide_date(waiting[0], by=by, outcome=DateOutcome.APPROVED, agreed_by="Board")


def _pause_all(milestone: Milestone, by: User) -> None:
    steering.pause_commitment(milestone.commitment, by=by, reason="Frozen.", review_by=today(30))


def _resume_all(milestone: Milestone, by: User) -> None:
    steering.resume_commitment(milestone.commitment, by=by)


def _draft(milestone: Milestone, by: User) -> None:
    post = post_of(by)
    commitment = drafts.draft_commitment(
        Plan.objects.first(),
        by=by,
        main_objective=7,
        title="A new promise",
        level=GovernanceLevel.REGIONAL,
        lead_organisation=post.organisation,
        accountable_post=post,
    )
    drafts.add_milestone(
        commitment, by=by, title="Step", achieved_test="It is done.", deadline=today(10)
    )


def _agree(milestone: Milestone, by: User) -> None:
    drafts.agree_plan(Commitment.objects.filter(state="proposed")[0], by=by)


def _propose(milestone: Milestone, by: User) -> None:
    drafts.propose_commitment(Commitment.objects.filter(state="draft")[0], by=by)
