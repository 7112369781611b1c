"""Log progress (screen 7, F2, H1): what an update says, and what it changes."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile

from accounts.models import User
from accounts.words import Role
from commitments.files import NewEvidence
from commitments.models import Commitment, Evidence, Milestone, MilestoneChange, Update
from commitments.rules.words import Confidence, MilestoneState
from commitments.services.errors import Changed, Problems, Refused
from commitments.services.progress import MilestoneWord, confirm_unchanged, log_progress
from history.models import Act
from tests.factories import (
    ContributorFactory,
    MilestoneFactory,
    PostFactory,
    TenureFactory,
    UpdateFactory,
    holder_of,
    seeding,
    today,
)

pytestmark = pytest.mark.django_db


def log(commitment: Commitment, by: User, **changes: Any) -> Update:
    facts = {"confidence": Confidence.ON_TRACK, "happened": "The lease is signed."}
    return log_progress(commitment, by=by, **(facts | changes))


def test_an_update_is_the_owners_rating(commitment: Commitment, official: User) -> None:
    log(commitment, official, confidence=Confidence.AT_RISK, problem="No staff yet.")

    commitment.refresh_from_db()
    assert commitment.owner_rating == Confidence.AT_RISK
    assert commitment.owner_rated_on == commitment.last_update_on == today()


def test_an_update_is_one_act_by_the_post_that_owns(commitment: Commitment, official: User) -> None:
    before = Act.objects.count()

    log(commitment, official)

    last = Act.objects.order_by("-id")[0]
    assert Act.objects.count() == before + 1
    assert (last.kind, last.about) == ("update.published", commitment.code)
    assert (last.person, last.post_id) == (official, commitment.accountable_post_id)


def test_started_brings_a_planned_milestone_in_progress(
    milestone: Milestone, official: User
) -> None:
    log(milestone.commitment, official, milestones=[MilestoneWord(milestone.pk, started=True)])

    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.IN_PROGRESS


def test_expected_date_moves_freely_and_keeps_both_values(
    milestone: Milestone, official: User
) -> None:
    word = MilestoneWord(milestone.pk, set_expected=True, expected_on=today(70))

    update = log(milestone.commitment, official, milestones=[word])

    milestone.refresh_from_db()
    assert (milestone.expected_on, milestone.deadline) == (today(70), today(60))
    assert [(c.expected_before, c.expected_after) for c in update.changes.all()] == [
        (None, today(70))
    ]


def test_expected_date_can_be_taken_away(commitment: Commitment, official: User) -> None:
    milestone = MilestoneFactory(commitment=commitment, expected_on=today(70))

    log(commitment, official, milestones=[MilestoneWord(milestone.pk, set_expected=True)])

    milestone.refresh_from_db()
    assert milestone.expected_on is None


def test_ready_is_noted_and_moves_nothing(milestone: Milestone, official: User) -> None:
    log(milestone.commitment, official, milestones=[MilestoneWord(milestone.pk, ready=True)])

    milestone.refresh_from_db()
    assert milestone.state == MilestoneState.PLANNED
    assert list(MilestoneChange.objects.values_list("ready", flat=True)) == [True]


def test_no_word_about_a_milestone_leaves_no_change(milestone: Milestone, official: User) -> None:
    log(milestone.commitment, official, milestones=[MilestoneWord(milestone.pk)])

    assert not MilestoneChange.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"confidence": ""}, "confidence"),
        ({"confidence": "green"}, "confidence"),
        ({"confidence": Confidence.AT_RISK}, "problem"),
        ({"confidence": Confidence.OFF_TRACK, "problem": "  "}, "problem"),
        ({"happened": ""}, "happened"),
        ({"happened": "x" * 1501}, "happened"),
        ({"next_step": "x" * 601}, "next_step"),
        ({"help_from": "x" * 201}, "help_from"),
        ({"visibility": "everybody"}, "visibility"),
    ],
)
def test_a_poor_update_is_refused_at_its_field(
    change: dict[str, Any], field: str, commitment: Commitment, official: User
) -> None:
    with pytest.raises(Problems) as refused:
        log(commitment, official, **change)

    assert list(refused.value.problems) == [field]
    assert not Update.objects.exists()


@pytest.mark.parametrize("expected_on", [today(-1), date(9999, 12, 31)])
def test_expected_date_must_be_ahead_and_within_reach(
    expected_on: date, milestone: Milestone, official: User
) -> None:
    word = MilestoneWord(milestone.pk, set_expected=True, expected_on=expected_on)

    with pytest.raises(Problems) as refused:
        log(milestone.commitment, official, milestones=[word])

    assert list(refused.value.problems) == [f"expected_{milestone.pk}"]


@pytest.mark.parametrize("state", ["draft", "submitted", "achieved", "paused", "closed"])
def test_words_about_a_milestone_that_is_not_open_are_never_dropped(
    state: str, commitment: Commitment, official: User
) -> None:
    """Somebody submitted it while the update was being written: the writer is told."""
    milestone = MilestoneFactory(commitment=commitment, **{state: True})
    word = MilestoneWord(milestone.pk, ready=True, set_expected=True, expected_on=today(9))

    with pytest.raises(Problems) as refused:
        log(commitment, official, milestones=[word])

    assert list(refused.value.problems) == [f"word_{milestone.pk}", f"expected_{milestone.pk}"]
    assert not Update.objects.exists()


def test_a_milestone_of_another_commitment_is_refused(
    commitment: Commitment, official: User
) -> None:
    other = MilestoneFactory()

    with pytest.raises(Problems):
        log(commitment, official, milestones=[MilestoneWord(other.pk, started=True)])

    other.refresh_from_db()
    assert other.state == MilestoneState.PLANNED


def test_a_milestone_named_twice_is_refused(milestone: Milestone, official: User) -> None:
    words = [MilestoneWord(milestone.pk, started=True), MilestoneWord(milestone.pk, ready=True)]

    with pytest.raises(Problems):
        log(milestone.commitment, official, milestones=words)


def test_two_people_at_once_the_later_sees_what_changed(
    commitment: Commitment, official: User, focal_point: User
) -> None:
    read = commitment.version
    log(commitment, official, based_on=read)

    with pytest.raises(Changed) as changed:
        log(commitment, focal_point, happened="Mine.", based_on=read)

    assert changed.value.current.version == read + 1
    assert list(Update.objects.values_list("happened", flat=True)) == ["The lease is signed."]


@pytest.mark.parametrize("state", ["draft", "proposed", "paused", "completed", "closed_early"])
def test_progress_is_logged_on_active_commitments_only(
    state: str, commitment: Commitment, official: User
) -> None:
    with seeding():
        Commitment.objects.filter(pk=commitment.pk).update(state=state, review_by=today(9))

    with pytest.raises(PermissionDenied):
        log(commitment, official)


def test_a_contributor_logs_and_a_stranger_does_not(commitment: Commitment) -> None:
    post = PostFactory()
    ContributorFactory(commitment=commitment, post=post)
    contributor = TenureFactory(post=post).holder

    log(commitment, contributor)
    with pytest.raises(PermissionDenied):
        log(commitment, holder_of(Role.OFFICIAL))

    assert [update.published_by for update in Update.objects.all()] == [contributor]


def test_a_file_is_kept_with_its_fingerprint(commitment: Commitment, official: User) -> None:
    item = NewEvidence("Lease", file=ContentFile(b"%PDF-1.7 lease", name="lease.pdf"))

    log(commitment, official, evidence=[item])

    row = Evidence.objects.get()
    assert (row.title, row.size, len(row.sha256)) == ("Lease", 14, 64)
    with row.file.open() as file:
        assert file.read() == b"%PDF-1.7 lease"


def test_a_file_that_is_not_kept_leaves_nothing_behind(
    commitment: Commitment, official: User, settings: Any, tmp_path: Any
) -> None:
    """I2: the second piece is refused, so the file of the first goes as well."""
    settings.MEDIA_ROOT = tmp_path
    items = [
        NewEvidence("Lease", file=ContentFile(b"%PDF-1.7 lease", name="lease.pdf")),
        NewEvidence("Law", link="javascript:alert(1)"),
    ]

    with pytest.raises(Problems):
        log(commitment, official, evidence=items)

    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert not Evidence.objects.exists()


# --- Nothing has changed (F2) ------------------------------------------------------------------


def test_nothing_has_changed_repeats_the_rating(commitment: Commitment, official: User) -> None:
    UpdateFactory(commitment=commitment, confidence=Confidence.AT_RISK, published_on=today(-40))

    confirm_unchanged(commitment, by=official)

    commitment.refresh_from_db()
    assert (commitment.owner_rating, commitment.last_update_on) == (Confidence.AT_RISK, today())


def test_nothing_has_changed_at_most_twice_in_a_row(commitment: Commitment, official: User) -> None:
    UpdateFactory(commitment=commitment)
    confirm_unchanged(commitment, by=official)
    confirm_unchanged(commitment, by=official)

    with pytest.raises(Refused, match="twice in a row"):
        confirm_unchanged(commitment, by=official)
    log(commitment, official)
    confirm_unchanged(commitment, by=official)

    assert Update.objects.filter(kind=Update.Kind.UNCHANGED).count() == 3


def test_nothing_has_changed_is_no_first_update(commitment: Commitment, official: User) -> None:
    with pytest.raises(Refused, match="first update"):
        confirm_unchanged(commitment, by=official)


def test_nothing_has_changed_is_refused_while_something_is_overdue(
    commitment: Commitment, official: User
) -> None:
    UpdateFactory(commitment=commitment)
    MilestoneFactory(commitment=commitment, overdue=True)

    with pytest.raises(Refused, match="overdue"):
        confirm_unchanged(commitment, by=official)


def test_nothing_has_changed_is_refused_while_off_track(
    commitment: Commitment, official: User
) -> None:
    UpdateFactory(commitment=commitment, confidence=Confidence.OFF_TRACK)

    with pytest.raises(Refused, match="Off track"):
        confirm_unchanged(commitment, by=official)


@pytest.mark.parametrize(("days_ago", "refused"), [(0, True), (90, True), (91, False)])
def test_nothing_has_changed_is_refused_while_the_coordinator_says_off_track(
    commitment: Commitment, official: User, days_ago: int, refused: bool
) -> None:
    UpdateFactory(commitment=commitment)
    with seeding():
        Commitment.objects.filter(pk=commitment.pk).update(
            coordinator_rating=Confidence.OFF_TRACK, coordinator_rated_on=today(-days_ago)
        )

    if refused:
        with pytest.raises(Refused, match="Off track"):
            confirm_unchanged(commitment, by=official)
    else:
        confirm_unchanged(commitment, by=official)

    assert Update.objects.filter(kind=Update.Kind.UNCHANGED).exists() is not refused
