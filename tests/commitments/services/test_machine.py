"""Any order of deeds by anybody leaves a record in which the rules hold."""

import os
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import User
from accounts.words import Role
from commitments.files import NewEvidence
from commitments.models import Commitment, DateRequest, Milestone, Submission, Update
from commitments.rules.words import (
    OPEN_STATES,
    ClosedReason,
    Confidence,
    DateOutcome,
    DelayCause,
    MilestoneState,
    ReviewOutcome,
    Verdict,
)
from commitments.services import dates, evidence, progress, ratings, reviews, steering, submissions
from commitments.services.errors import Refused
from history.models import Act
from tests.commitments.services import deeds
from tests.factories import (
    CommitmentFactory,
    ContributorFactory,
    MilestoneFactory,
    OrganisationFactory,
    PostFactory,
    TenureFactory,
    holder_of,
    post_of,
    today,
)

pytestmark = pytest.mark.django_db

MOVES = {
    ("planned", "in_progress"),
    *((state, "submitted") for state in OPEN_STATES),
    *(("submitted", state) for state in ("in_progress", "achieved", "returned", "closed")),
    *((state, "paused") for state in OPEN_STATES),
    *(("paused", state) for state in OPEN_STATES),
    *((state, "closed") for state in (*OPEN_STATES, "paused")),
    ("achieved", "in_progress"),
    ("closed", "in_progress"),
}
APPROVED = (DateOutcome.APPROVED, DateOutcome.APPROVED_OTHER)
ENDED = (MilestoneState.ACHIEVED, MilestoneState.CLOSED)
# Mostly those whose work it is, often enough somebody else.
OWNER, FOCAL_POINT, COORDINATOR, BOTH, AUDITOR = range(5)
WORKER = st.sampled_from([OWNER, OWNER, OWNER, BOTH, FOCAL_POINT, COORDINATOR, AUDITOR])
DECIDER = st.sampled_from([COORDINATOR, COORDINATOR, COORDINATOR, BOTH, OWNER, AUDITOR])
WHICH = st.integers(0, 1)
DAYS = st.sampled_from([-5, 0, 1, 30, 60, 75, 90, 400])
WORDS = st.sampled_from(["It went on.", "It went on.", "It went on.", "It went on.", " "])


class Deeds(RuleBasedStateMachine):
    """Five people, one commitment, two milestones; whoever tries what, the rules hold."""

    @initialize()
    def begin(self) -> None:
        ministry = OrganisationFactory()
        owner = holder_of(Role.OFFICIAL, ministry)
        self.commitment = CommitmentFactory(
            lead_organisation=ministry, accountable_post=post_of(owner)
        )
        # Contributes and coordinates: the one who might certify their own work.
        both = holder_of(Role.COORDINATOR)
        post = PostFactory(role=Role.OFFICIAL)
        ContributorFactory(commitment=self.commitment, post=post)
        TenureFactory(post=post, holder=both)
        others = [holder_of(Role.FOCAL_POINT, ministry), holder_of(Role.COORDINATOR)]
        people = [owner, *others, both, holder_of(Role.AUDITOR)]
        fresh = User.objects.in_bulk([person.pk for person in people])
        self.people = [fresh[person.pk] for person in people]
        self.milestones = MilestoneFactory.create_batch(2, commitment=self.commitment)
        self._begin_with_a_claim_and_a_request()
        self.states = self._states()
        self.acts = Act.objects.count()

    def _begin_with_a_claim_and_a_request(self) -> None:
        deeds.submit(self._fresh(1), self.people[OWNER])
        facts = {"cause": DelayCause.FUNDING, "explanation": "The money comes later."}
        dates.ask_for_date(self._fresh(0), by=self.people[OWNER], asked_deadline=today(90), **facts)

    def _try(self, deed: Any, **words: Any) -> None:
        try:
            deed(**words)
            event(f"done: {deed.__name__}")
        except (Refused, PermissionDenied):
            assert Act.objects.count() == self.acts, "a refused deed left an act"
        self.acts = Act.objects.count()

    def _fresh(self, which: int) -> Milestone:
        return Milestone.objects.select_related("commitment").get(pk=self.milestones[which].pk)

    @rule(who=WORKER, which=WHICH, level=st.sampled_from(Confidence.values), words=WORDS, days=DAYS)
    def log(self, who: int, which: int, level: str, words: str, days: int) -> None:
        word = progress.MilestoneWord(
            self.milestones[which].pk,
            started=days == 30,
            set_expected=days > 50,
            expected_on=today(days),
        )
        facts = {"confidence": level, "happened": words, "problem": words, "milestones": [word]}
        self._try(progress.log_progress, commitment=self.commitment, by=self.people[who], **facts)

    @rule(who=WORKER)
    def nothing_changed(self, who: int) -> None:
        self._try(progress.confirm_unchanged, commitment=self.commitment, by=self.people[who])

    @rule(who=WORKER, which=WHICH, days=st.sampled_from([-20, -3, 0, 0, 1]), words=WORDS)
    def submit(self, who: int, which: int, days: int, words: str) -> None:
        self._try(
            submissions.submit_milestone,
            milestone=self._fresh(which),
            by=self.people[who],
            achieved_on=today(days),
            answers=["As promised.", "So it is."],
            no_evidence_reason=words,
        )

    @rule(who=WORKER, which=WHICH)
    def withdraw(self, who: int, which: int) -> None:
        self._try(
            submissions.withdraw_submission, milestone=self._fresh(which), by=self.people[who]
        )

    @rule(
        who=DECIDER,
        which=WHICH,
        outcome=st.sampled_from(ReviewOutcome.values),
        verdicts=st.sampled_from([["met"], ["met"], ["not_met"], ["met", "cannot_tell"]]),
        words=WORDS,
    )
    def decide(self, who: int, which: int, outcome: str, verdicts: list[str], words: str) -> None:
        services: dict[str, Any] = {
            ReviewOutcome.ACCEPTED: reviews.accept_milestone,
            ReviewOutcome.RETURNED: reviews.return_milestone,
            ReviewOutcome.CLOSED: reviews.close_on_review,
        }
        facts: dict[str, Any] = {"verdicts": verdicts * (2 // len(verdicts)), "reasons": words}
        if outcome == ReviewOutcome.CLOSED:
            facts["closed_reason"] = ClosedReason.PARTLY_DELIVERED
        milestone = self._fresh(which)
        self._try(services[outcome], milestone=milestone, by=self.people[who], **facts)

    @rule(who=WORKER, which=WHICH, days=DAYS, words=WORDS)
    def ask(self, who: int, which: int, days: int, words: str) -> None:
        self._try(
            dates.ask_for_date,
            milestone=self._fresh(which),
            by=self.people[who],
            asked_deadline=today(days),
            cause=DelayCause.PARTNER,
            explanation=words,
        )

    @rule(
        who=DECIDER,
        which=WHICH,
        days=DAYS,
        outcome=st.sampled_from(DateOutcome.values),
        words=WORDS,
    )
    def answer(self, who: int, which: int, days: int, outcome: str, words: str) -> None:
        request = DateRequest.objects.filter(milestone=self.milestones[which]).first()
        if request is not None:
            self._try(
                dates.decide_date,
                request=request,
                by=self.people[who],
                outcome=outcome,
                deadline=today(days),
                reason=words,
                agreed_by=words,
            )

    @rule(who=WORKER, which=WHICH)
    def take_request_back(self, who: int, which: int) -> None:
        request = DateRequest.objects.filter(milestone=self.milestones[which]).first()
        if request is not None:
            self._try(dates.withdraw_date_request, request=request, by=self.people[who])

    @rule(
        who=DECIDER,
        which=WHICH,
        move=st.sampled_from(["pause", "resume", "close", "reopen"]),
        whole=st.sampled_from([False, False, False, True]),
        words=WORDS,
    )
    def steer(self, who: int, which: int, move: str, whole: bool, words: str) -> None:
        target = "commitment" if whole else "milestone"
        facts: dict[str, Any] = {"reason": words}
        if move == "pause":
            facts["review_by"] = today(30)
        if move == "close":
            facts["closed_reason"] = ClosedReason.CANCELLED
        row = self.commitment if whole else self._fresh(which)
        service = getattr(steering, f"{move}_{target}")
        self._try(service, **{target: row}, by=self.people[who], **facts)

    @rule(who=DECIDER)
    def complete(self, who: int) -> None:
        self._try(steering.complete_commitment, commitment=self.commitment, by=self.people[who])

    @rule(who=WORKER, which=WHICH)
    def add_evidence(self, who: int, which: int) -> None:
        self._try(
            evidence.add_evidence,
            commitment=self.commitment,
            milestone=self.milestones[which],
            by=self.people[who],
            item=NewEvidence("Law", link="https://example.org/law"),
        )

    @rule(who=DECIDER, level=st.sampled_from(Confidence.values), words=WORDS)
    def rate(self, who: int, level: str, words: str) -> None:
        self._try(
            ratings.rate_commitment,
            commitment=self.commitment,
            by=self.people[who],
            confidence=level,
            reason=words,
        )

    # --- What always holds ---------------------------------------------------------------------

    def _states(self) -> dict[int, str]:
        return dict(self.commitment.milestones.values_list("pk", "state"))

    @invariant()
    def the_rules_hold(self) -> None:
        commitment = Commitment.objects.get(pk=self.commitment.pk)
        rows = list(
            commitment.milestones.prefetch_related(
                "date_requests", "submissions__review__decided_by", "evidence"
            )
        )
        self._states_changed_by_moves_of_the_table({row.pk: row.state for row in rows})
        self._newest_words_are_kept(commitment)
        for row in rows:
            requests, claims = list(row.date_requests.all()), list(row.submissions.all())
            self._deadlines_moved_by_decision(row, requests)
            self._one_claim_waits_while_submitted(row, claims)
            self._four_eyes(commitment, row, claims)
            self._a_pause_has_an_end_and_a_way_back(row)
            assert row.evidence_count == len(row.evidence.all())

    def _states_changed_by_moves_of_the_table(self, states: dict[int, str]) -> None:
        changed = {(self.states[pk], state) for pk, state in states.items()}
        self.states = states
        assert {(old, new) for old, new in changed if old != new} <= MOVES

    @staticmethod
    def _newest_words_are_kept(commitment: Commitment) -> None:
        newest = Update.objects.filter(commitment=commitment).first()
        assert commitment.owner_rating == (newest.confidence if newest else "")
        assert commitment.last_update_on == (newest.published_on if newest else None)
        assert commitment.unchanged_updates <= 2  # F2

    @staticmethod
    def _deadlines_moved_by_decision(row: Milestone, requests: list[DateRequest]) -> None:
        """D1, D7; the first deadline never moved at all."""
        approved = [request for request in requests if request.outcome in APPROVED]
        last = max(approved, key=lambda request: request.decided_at, default=None)
        assert row.first_deadline == today(60)
        assert row.moves == len(approved)
        assert row.deadline == (last.decided_deadline if last else today(60))
        waiting = sum(request.outcome == DateOutcome.WAITING for request in requests)
        assert waiting <= (row.state not in ENDED)

    @staticmethod
    def _one_claim_waits_while_submitted(row: Milestone, claims: list[Submission]) -> None:
        assert sum(claim.is_waiting for claim in claims) == (row.state == MilestoneState.SUBMITTED)
        claimed = row.state in (MilestoneState.SUBMITTED, MilestoneState.ACHIEVED)
        assert (row.achieved_on is not None) == claimed
        assert not claimed or row.achieved_on <= row.submitted_on  # D14

    @staticmethod
    def _four_eyes(commitment: Commitment, row: Milestone, claims: list[Submission]) -> None:
        """M5, M6: what is achieved was accepted by somebody who neither sent nor owns it."""
        for claim in claims:
            review = getattr(claim, "review", None)
            if review is not None:
                assert review.decided_by_id != claim.submitted_by_id
                assert commitment.accountable_post_id not in review.decided_by.standing.post_ids
        if row.state == MilestoneState.ACHIEVED:
            assert claims[0].review.outcome == ReviewOutcome.ACCEPTED
            assert {point["verdict"] for point in claims[0].review.verdicts} == {Verdict.MET}

    @staticmethod
    def _a_pause_has_an_end_and_a_way_back(row: Milestone) -> None:
        paused = row.state == MilestoneState.PAUSED
        assert (row.review_by is not None) == paused
        assert (row.paused_from in OPEN_STATES) == paused


def test_rules_hold_after_any_deeds() -> None:
    run_state_machine_as_test(
        Deeds,
        settings=settings(
            max_examples=int(os.environ.get("MACHINE_EXAMPLES", "10")),
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
