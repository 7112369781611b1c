"""Log progress (screen 7): the owner's or a contributor's word, and what it changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.files import NewEvidence
from commitments.models import Commitment, Milestone, MilestoneChange, Update
from commitments.rights import Right
from commitments.rules.words import OPEN_STATES, Confidence, MilestoneState, Visibility
from commitments.selectors.unchanged import unchanged_refused
from commitments.services.deed import change, deed
from commitments.services.errors import Problems, Refused
from commitments.services.evidence import attach
from commitments.services.fitting import too_far
from commitments.services.lengths import UPDATE_LENGTHS, too_long
from history import clock

WORSE_WORDS = (Confidence.AT_RISK, Confidence.OFF_TRACK)


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

    Milestones marked as started move to "In progress"; expected dates change freely (4.3). What
    is said of a milestone that is not open any more is refused at its field (`word_<id>` or
    `expected_<id>`), never dropped.
    """
    texts = {
        "happened": happened,
        "problem": problem,
        "help_needed": help_needed,
        "help_from": help_from,
        "next_step": next_step,
    }
    with deed("update.published", commitment, by=by, right=Right.LOG, based_on=based_on) as fresh:
        permissions.require(permissions.can_log(by, fresh))
        rows = _locked_milestones(fresh, milestones)
        problems = {
            **_text_problems(confidence, visibility, texts),
            **_word_problems(rows, milestones),
        }
        if problems:
            raise Problems(problems)
        update = _publish(
            fresh,
            by,
            kind=Update.Kind.PROGRESS,
            confidence=confidence,
            visibility=visibility,
            **texts,
        )
        for word in milestones:
            _change_milestone(update, rows[word.milestone_id], word)
        for item in evidence:
            attach(item, commitment=fresh, update=update, by=by)
        _heard(fresh, update, unchanged=0)
        return update


def confirm_unchanged(commitment: Commitment, *, by: User, based_on: int | None = None) -> Update:
    """Say that nothing has changed. Counts as an update, within the limits of F2."""
    with deed("update.unchanged", commitment, by=by, right=Right.LOG, based_on=based_on) as fresh:
        permissions.require(permissions.can_log(by, fresh))
        if problem := unchanged_refused(fresh):
            raise Refused(problem, fix=_("Write a short update instead."))
        update = _publish(fresh, by, kind=Update.Kind.UNCHANGED, confidence=fresh.owner_rating)
        _heard(fresh, update, unchanged=fresh.unchanged_updates + 1)
        return update


def _text_problems(confidence: str, visibility: str, texts: Mapping[str, str]) -> dict[str, str]:
    problems: dict[str, str] = {}
    if confidence not in Confidence.values:
        problems["confidence"] = _("Select how delivery is going.")
    if confidence in WORSE_WORDS and not texts["problem"].strip():
        problems["problem"] = _("Say what the problem is.")
    if not texts["happened"].strip():
        problems["happened"] = _("Say what has happened.")
    if visibility not in Visibility.values:
        problems["visibility"] = _("Select who can see this.")
    return problems | too_long(texts, UPDATE_LENGTHS)


def _locked_milestones(
    commitment: Commitment, words: Sequence[MilestoneWord]
) -> dict[int, Milestone]:
    if not words:
        return {}
    rows = (
        Milestone.objects.select_for_update(no_key=True, of=("self",))
        .filter(commitment=commitment, pk__in=[word.milestone_id for word in words])
        .order_by("pk")
    )
    return {row.pk: row for row in rows}


def _word_problems(rows: Mapping[int, Milestone], words: Sequence[MilestoneWord]) -> dict[str, str]:
    problems: dict[str, str] = {}
    named = [word.milestone_id for word in words]
    for word in words:
        milestone = rows.get(word.milestone_id)
        if milestone is None or named.count(word.milestone_id) > 1:
            problems[f"word_{word.milestone_id}"] = _(
                "Name each milestone of this commitment once, and no other."
            )
            continue
        if (word.started or word.ready) and (refused := _move_refused(milestone, word)):
            problems[f"word_{milestone.pk}"] = refused
        if word.set_expected and (refused := _date_refused(milestone, word)):
            problems[f"expected_{milestone.pk}"] = refused
    return problems


def _move_refused(milestone: Milestone, word: MilestoneWord) -> str:
    # What was started already may be called started again: two people said the same.
    startable = (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS)
    if milestone.state in (startable if word.started else OPEN_STATES):
        return ""
    return _("%(code)s is %(state)s now. Choose “No change”.") % _named(milestone)


def _date_refused(milestone: Milestone, word: MilestoneWord) -> str:
    if milestone.state not in OPEN_STATES:
        stays = word.expected_on == milestone.expected_on
        words = _("%(code)s is %(state)s now, so its expected date stays.")
        return "" if stays else words % _named(milestone)
    if word.expected_on and word.expected_on < clock.real_today():
        return _("Expected date must be today or later.")
    return too_far(word.expected_on)


def _named(milestone: Milestone) -> dict[str, str]:
    return {"code": milestone.code, "state": milestone.get_state_display()}


def _change_milestone(update: Update, milestone: Milestone, word: MilestoneWord) -> None:
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


def _publish(commitment: Commitment, by: User, *, kind: str, **words: str) -> Update:
    return Update.objects.create(
        commitment=commitment,
        kind=kind,
        published_on=clock.real_today(),
        published_at=clock.now(),
        published_by=by,
        post_id=permissions.acting_post_id(by, Right.LOG, commitment),
        **words,
    )


def _heard(commitment: Commitment, update: Update, *, unchanged: int) -> None:
    """What the newest update says of the commitment, kept with it (H1, F1, F2)."""
    change(
        commitment,
        last_update_on=update.published_on,
        owner_rating=update.confidence,
        owner_rated_on=update.published_on,
        unchanged_updates=unchanged,
    )
