"""Submit, withdraw and decide (screen 6; 4.2)."""

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import User
from accounts.words import Role
from commitments.files import NewEvidence
from commitments.models import Commitment, Milestone, Review, Submission
from commitments.rules.words import ClosedReason, MilestoneState, ReviewOutcome, Verdict
from commitments.services.errors import AlreadyDecided, Changed, Problems
from history.models import Act
from tests.commitments.services import deeds
from tests.factories import EvidenceFactory, MilestoneFactory, holder_of, seeding, today

pytestmark = pytest.mark.django_db


def kinds(milestone: Milestone) -> list[str]:
    return list(Act.objects.filter(about=milestone.code).values_list("kind", flat=True))


def test_a_submission_freezes_points_and_answers(milestone: Milestone, official: User) -> None:
    submission = deeds.submit(milestone, official, answers=["Gazette 12.", " Two offices. "])

    with seeding():
        Milestone.objects.filter(pk=milestone.pk).update(achieved_test="Something else.")
    submission.refresh_from_db()
    assert submission.answers == [
        {"point": "The law is in force.", "answer": "Gazette 12."},
        {"point": "The offices are open.", "answer": "Two offices."},
    ]


def test_a_submission_claims_the_date(milestone: Milestone, official: User) -> None:
    deeds.submit(milestone, official, achieved_on=today(-2))

    milestone.refresh_from_db()
    assert (milestone.achieved_on, milestone.submitted_on) == (today(-2), today())


def test_a_milestone_without_a_test_is_answered_as_a_whole(
    commitment: Commitment, official: User, coordinator: User
) -> None:
    """Imported milestones have none; they are reviewed all the same."""
    milestone = MilestoneFactory(commitment=commitment, achieved_test="")

    submission = deeds.submit(milestone, official)
    deeds.accept(milestone, coordinator)

    assert [answer["point"] for answer in submission.answers] == [milestone.title]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"achieved_on": today(1)}, "achieved_on"),
        ({"achieved_on": today(-366)}, "achieved_on"),
        ({"answers": ["One."]}, "answers"),
        ({"answers": ["One.", " "]}, "answer_2"),
        ({"answers": ["One.", "x" * 5001]}, "answer_2"),
        ({"no_evidence_reason": ""}, "no_evidence_reason"),
        ({"no_evidence_reason": "", "shown_by": [[], []]}, "evidence_1"),
        ({"note": "x" * 5001}, "note"),
    ],
)
def test_a_poor_submission_is_refused_at_its_field(
    change: dict[str, Any], field: str, milestone: Milestone, official: User
) -> None:
    with pytest.raises(Problems) as refused:
        deeds.submit(milestone, official, **change)

    assert next(iter(refused.value.problems)) == field
    assert not Submission.objects.exists()


def test_each_point_without_evidence_is_named(milestone: Milestone, official: User) -> None:
    row = EvidenceFactory(milestone=milestone)

    with pytest.raises(Problems) as refused:
        deeds.submit(milestone, official, no_evidence_reason="", shown_by=[[row.pk], []])

    assert refused.value.problems == {
        "evidence_2": "Add evidence for point 2, or say why there is none."
    }


def test_evidence_of_another_milestone_shows_nothing(milestone: Milestone, official: User) -> None:
    own, foreign = EvidenceFactory(milestone=milestone), EvidenceFactory()

    submission = deeds.submit(milestone, official, shown_by=[[own.pk, foreign.pk], [foreign.pk]])

    assert [answer["evidence"] for answer in submission.answers] == [[own.pk], []]


def test_evidence_that_comes_along_is_counted(milestone: Milestone, official: User) -> None:
    link = NewEvidence("Gazette", link="https://example.org/gazette")

    deeds.submit(milestone, official, no_evidence_reason="", evidence=[link])

    milestone.refresh_from_db()
    assert milestone.evidence_count == 1


def test_submitting_what_somebody_changed_is_refused(milestone: Milestone, official: User) -> None:
    with pytest.raises(Changed):
        deeds.submit(milestone, official, based_on=milestone.version - 1)


def test_the_submitter_takes_it_back(milestone: Milestone, official: User) -> None:
    deeds.submit(milestone, official)

    deeds.withdraw(milestone, official)

    milestone.refresh_from_db()
    assert (milestone.state, milestone.achieved_on) == (MilestoneState.IN_PROGRESS, None)
    assert kinds(milestone) == ["milestone.submitted", "milestone.withdrawn"]


def test_a_colleague_does_not_take_it_back(
    milestone: Milestone, official: User, focal_point: User
) -> None:
    deeds.submit(milestone, official)

    with pytest.raises(PermissionDenied):
        deeds.withdraw(milestone, focal_point)


def test_a_submitter_without_the_post_does_not_take_it_back(
    milestone: Milestone, official: User
) -> None:
    """A4: rights that are lost are lost, also over one's own submission."""
    deeds.submit(milestone, official)
    with seeding():
        official.tenures.update(ends_on=today(-1))

    with pytest.raises(PermissionDenied):
        deeds.withdraw(milestone, User.objects.get(pk=official.pk))


def test_taking_back_what_is_decided_tells_who_decided(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)
    deeds.accept(milestone, coordinator)

    with pytest.raises(AlreadyDecided, match="Already accepted by Leila Haddad at"):
        deeds.withdraw(milestone, official)


# --- Decide ------------------------------------------------------------------------------------


def test_acceptance_fixes_the_date_that_was_claimed(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official, achieved_on=today(-2))

    deeds.accept(milestone, coordinator)

    milestone.refresh_from_db()
    assert (milestone.achieved_on, milestone.submitted_on) == (today(-2), today())


def test_acceptance_can_correct_the_date(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official, achieved_on=today(-2))

    deeds.accept(milestone, coordinator, achieved_on=today(-5))

    milestone.refresh_from_db()
    assert milestone.achieved_on == today(-5)


@pytest.mark.parametrize("day", [today(1), today(-366)])
def test_a_corrected_date_stays_between_start_and_submission(
    day: object, milestone: Milestone, official: User, coordinator: User
) -> None:
    """D14."""
    deeds.submit(milestone, official)

    with pytest.raises(Problems) as refused:
        deeds.accept(milestone, coordinator, achieved_on=day)

    assert list(refused.value.problems) == ["achieved_on"]


@pytest.mark.parametrize("verdict", [Verdict.NOT_MET, Verdict.CANNOT_TELL])
def test_acceptance_needs_every_point_met(
    verdict: str, milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)

    with pytest.raises(Problems) as refused:
        deeds.accept(milestone, coordinator, verdicts=[Verdict.MET, verdict])

    assert list(refused.value.problems) == ["verdicts"]


@pytest.mark.parametrize("verdicts", [[], [Verdict.MET], ["fine", "fine"], [Verdict.MET] * 3])
def test_each_point_needs_a_verdict(
    verdicts: list[str], milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)

    with pytest.raises(Problems) as refused:
        deeds.accept(milestone, coordinator, verdicts=verdicts)

    assert list(refused.value.problems) == ["verdicts"]


def test_return_needs_a_point_not_met_and_reasons(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)

    with pytest.raises(Problems) as refused:
        deeds.send_back(milestone, coordinator, verdicts=deeds.verdicts(milestone), reasons=" ")

    assert list(refused.value.problems) == ["verdicts", "reasons"]


def test_return_leaves_the_deadline(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    """D13."""
    deeds.submit(milestone, official)

    deeds.send_back(milestone, coordinator)

    milestone.refresh_from_db()
    assert (milestone.deadline, milestone.returned_on) == (today(60), today())
    assert (milestone.achieved_on, milestone.submitted_on) == (None, None)


def test_a_returned_milestone_is_submitted_again(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)
    deeds.send_back(milestone, coordinator)
    deeds.submit(milestone, official)
    deeds.accept(milestone, coordinator)

    outcomes = [review.outcome for review in Review.objects.order_by("pk")]
    assert outcomes == [ReviewOutcome.RETURNED, ReviewOutcome.ACCEPTED]


def test_closing_on_review_asks_which_milestone_replaces_it(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)
    other = MilestoneFactory(commitment=milestone.commitment)
    replaced = {"closed_reason": ClosedReason.REPLACED}

    with pytest.raises(Problems) as refused:
        deeds.close_on_review(milestone, coordinator, **replaced)
    deeds.close_on_review(milestone, coordinator, **replaced, replaced_by=other)

    assert list(refused.value.problems) == ["replaced_by"]
    milestone.refresh_from_db()
    assert milestone.replaced_by == other


def test_the_second_decision_tells_who_was_first(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    """C2: also with the version that was read, which the first decision made old."""
    deeds.submit(milestone, official)
    milestone.refresh_from_db()
    read = milestone.version
    deeds.accept(milestone, coordinator, based_on=read)

    with pytest.raises(AlreadyDecided, match="Already accepted by Leila Haddad at"):
        deeds.send_back(milestone, holder_of(Role.COORDINATOR), based_on=read)

    assert kinds(milestone) == ["milestone.submitted", "milestone.accepted"]


def test_a_claim_that_was_sent_anew_is_not_decided_unread(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)
    milestone.refresh_from_db()
    read = milestone.version
    deeds.withdraw(milestone, official)
    deeds.submit(milestone, official, answers=["Only half.", "Not yet."])

    with pytest.raises(Changed):
        deeds.accept(milestone, coordinator, based_on=read)

    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.SUBMITTED


def test_deciding_what_was_taken_back_says_so(
    milestone: Milestone, official: User, coordinator: User
) -> None:
    deeds.submit(milestone, official)
    deeds.withdraw(milestone, official)

    with pytest.raises(AlreadyDecided, match="was taken back at"):
        deeds.accept(milestone, coordinator)
