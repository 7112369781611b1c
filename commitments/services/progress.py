"""Log progress (screen 7): the owner's or a contributor's word, and what it changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.files import NewEvidence
from commitments.models import Commitment, Milestone, MilestoneChange, Update
from commitments.rights import Right
from commitments.rules.words import OPEN_STATES, Confidence, MilestoneState, Visibility
from commitments.services.deed import change, deed
from commitments.services.errors import Problems, Refused
from commitments.services.evidence import attach
from history import clock

UNCHANGED_AT_MOST = 2


@dataclass(frozen=True)
class MilestoneWord:
    """What an update says of one milestone. `expected_on` counts only with `set_expected`."""

    milestone_id: int
    started: bool = False
    ready: bool = False
    set_expected: bool = False
    expected_on: date | None = None


def log_progress(
    commitment: Commitment,
    *,
    by: User,
    confidence: str,
    happened: str = "",
    problem: str = "",
    help_needed: str = "",
    help_from: str = "",
    next_step: str = "",
    visibility: str = Visibility.INTERNAL,
    milestones: Sequence[MilestoneWord] = (),
    evidence: Sequence[NewEvidence] = (),
    based_on: int | None = None,
) -> Update:
    """Publish an update. The confidence word becomes the owner's rating (H1).

    Milestones marked as started move to "In progress"; expected dates change freely (4.3).
    """
    with deed("update.published", commitment, by=by, right=Right.LOG, based_on=based_on) as fresh:
        permissions.require(permissions.can_log(by, fresh))
        _check(confidence, happened, problem, milestones)
        update = _publish(
            fresh,
            by,
            kind=Update.Kind.PROGRESS,
            confidence=confidence,
            happened=happened,
            problem=problem,
            help_needed=help_needed,
            help_from=help_from,
            next_step=next_step,
            visibility=visibility,
        )
        _change_milestones(update, fresh, milestones)
        for item in evidence:
            attach(item, commitment=fresh, update=update, by=by)
        change(
            fresh,
            last_update_on=update.published_on,
            owner_rating=confidence,
            owner_rated_on=update.published_on,
            unchanged_updates=0,
        )
        return update


def confirm_unchanged(commitment: Commitment, *, by: User, based_on: int | None = None) -> Update:
    """Say that nothing has changed. Counts as an update, within the limits of F2."""
    with deed("update.unchanged", commitment, by=by, right=Right.LOG, based_on=based_on) as fresh:
        permissions.require(permissions.can_log(by, fresh))
        if problem := unchanged_refused(fresh):
            raise Refused(problem, fix=_("Write a short update instead."))
        update = _publish(fresh, by, kind=Update.Kind.UNCHANGED, confidence=fresh.owner_rating)
        change(
            fresh,
            last_update_on=update.published_on,
            owner_rated_on=update.published_on,
            unchanged_updates=fresh.unchanged_updates + 1,
        )
        return update


def unchanged_refused(commitment: Commitment) -> str:
    """Why "Nothing has changed" cannot be said now (F2), or an empty string."""
    if commitment.last_update_on is None:
        return _("This is the first update. Say what has started.")
    if commitment.unchanged_updates >= UNCHANGED_AT_MOST:
        return _("\u201cNothing has changed\u201d was said twice in a row.")
    if commitment.owner_rating == Confidence.OFF_TRACK:
        return _("Delivery is rated Off track.")
    if commitment.milestones.overdue(on=clock.real_today()).exists():
        return _("A milestone is overdue.")
    return ""


def _check(
    confidence: str, happened: str, problem: str, milestones: Sequence[MilestoneWord]
) -> None:
    problems: dict[str, str] = {}
    if confidence not in Confidence.values:
        problems["confidence"] = _("Select how delivery is going.")
    if confidence in (Confidence.AT_RISK, Confidence.OFF_TRACK) and not problem.strip():
        problems["problem"] = _("Say what the problem is.")
    if not happened.strip():
        problems["happened"] = _("Say what has happened.")
    for word in milestones:
        if word.set_expected and word.expected_on and word.expected_on < clock.real_today():
            problems[f"expected_{word.milestone_id}"] = _("Expected date must be today or later.")
    if problems:
        raise Problems(problems)


def _publish(commitment: Commitment, by: User, *, kind: str, **words: str) -> Update:
    post = permissions.acting_post(by, Right.LOG, commitment)
    return Update.objects.create(
        commitment=commitment,
        kind=kind,
        published_on=clock.real_today(),
        published_at=clock.now(),
        published_by=by,
        post_id=post.post_id if post else None,
        **words,
    )


def _change_milestones(
    update: Update, commitment: Commitment, words: Sequence[MilestoneWord]
) -> None:
    asked = {word.milestone_id: word for word in words}
    rows = (
        Milestone.objects.select_for_update(no_key=True, of=("self",))
        .filter(commitment=commitment, pk__in=asked)
        .order_by("pk")
    )
    for milestone in rows:
        _change_milestone(update, milestone, asked[milestone.pk])


def _change_milestone(update: Update, milestone: Milestone, word: MilestoneWord) -> None:
    if milestone.state not in OPEN_STATES:
        return
    before = milestone.expected_on
    after = word.expected_on if word.set_expected else before
    started = word.started and milestone.state == MilestoneState.PLANNED
    if before == after and not started and not word.ready:
        return

    MilestoneChange.objects.create(
        update=update,
        milestone=milestone,
        started=started,
        ready=word.ready,
        expected_before=before,
        expected_after=after,
    )
    state = MilestoneState.IN_PROGRESS if started else milestone.state
    if state != milestone.state or after != before:
        change(milestone, state=state, expected_on=after)
