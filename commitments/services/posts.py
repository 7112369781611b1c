"""Who holds a post: appoint, hand over, stand in (PRODUCT.md 2)."""

from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Deputy, Post, Tenure, User
from commitments import permissions
from commitments.models import Commitment, Contributor, Milestone
from commitments.rights import Right
from commitments.rules.words import CommitmentState, MilestoneState
from commitments.services.errors import Problems
from history import clock
from history.acts import act

ENDED = (CommitmentState.COMPLETED, CommitmentState.CLOSED_EARLY)
DECIDED = (MilestoneState.ACHIEVED, MilestoneState.CLOSED)


def open_items(post: Post) -> tuple[list[Commitment], list[Milestone]]:
    """The commitments that a post answers for and the milestones it is responsible for."""
    commitments = post.owned_commitments.exclude(state__in=ENDED).order_by("code")
    milestones = (
        post.milestones.exclude(state__in=DECIDED)
        .exclude(commitment__state__in=ENDED)
        .select_related("commitment")
        .order_by("code")
    )
    return list(commitments), list(milestones)


def hand_over(
    post: Post,
    *,
    by: User,
    to: User | None,
    on: date,
    note: str,
    items_to: Post | None = None,
) -> Tenure | None:
    """End the present tenure the day before `on` and begin the next on `on`.

    Duties stay with the post, so a new holder has every open item. Without one, `items_to` names
    the post that takes them; a post with open items is never left without either. Returns the
    new tenure, or None when the post is vacant from `on`.
    """
    problems: dict[str, str] = {}
    if not note.strip():
        problems["note"] = _("Write what the next holder must know.")
    if to is None and items_to is None and any(open_items(post)):
        problems["to"] = _("Choose who takes over, or the post that takes the open items.")
    if to is not None and not to.is_active:
        problems["to"] = _("This account is closed. Choose another person.")
    if items_to is not None and items_to.pk == post.pk:
        problems["items_to"] = _("Choose another post.")
    if problems:
        raise Problems(problems)

    held_by = permissions.acting_post(by, Right.HAND_OVER)
    with act("post.handed_over", by=by, post=held_by, reason=note, about=post.slug[:40]):
        post = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
        permissions.require(permissions.can_hand_over(by, post))
        _end_tenures(post, on, note)
        if items_to is not None:
            _move_items(post, items_to)
        if to is None:
            return None
        return Tenure.objects.create(post=post, holder=to, starts_on=on)


def set_deputy(post: Post, *, by: User, deputy: User, starts_on: date, ends_on: date) -> Deputy:
    """Let somebody stand in for the holder from a day to a day, both included."""
    problems: dict[str, str] = {}
    if ends_on < starts_on:
        problems["ends_on"] = _("The last day must be the first day or later.")
    if not deputy.is_active:
        problems["deputy"] = _("This account is closed. Choose another person.")
    holder = Tenure.objects.running(on=starts_on).filter(post=post, holder=deputy)
    if holder.exists():
        problems["deputy"] = _("The holder cannot be the deputy. Choose another person.")
    if problems:
        raise Problems(problems)
    held_by = permissions.acting_post(by, Right.HAND_OVER)
    with act("post.deputised", by=by, post=held_by, about=post.slug[:40]):
        permissions.require(permissions.can_hand_over(by, post))
        return Deputy.objects.create(post=post, deputy=deputy, starts_on=starts_on, ends_on=ends_on)


def _end_tenures(post: Post, on: date, note: str) -> None:
    day_before = on - timedelta(days=1)
    running = Tenure.objects.select_for_update(of=("self",)).filter(post=post)
    later = running.filter(starts_on__gte=on)
    if later.exists():
        raise Problems({"on": _("Somebody starts on this post on that day or later already.")})
    for tenure in running.filter(Q(ends_on=None) | Q(ends_on__gte=on)):
        tenure.ends_on = day_before
        tenure.hand_over_note = note
        tenure.save(update_fields=["ends_on", "hand_over_note"])


def _move_items(old: Post, new: Post) -> None:
    commitments, milestones = open_items(old)
    for commitment in commitments:
        commitment.accountable_post = new
        commitment.version += 1
        commitment.save(update_fields=["accountable_post", "version"])
    for milestone in milestones:
        milestone.responsible_post = new
        milestone.version += 1
        milestone.save(update_fields=["responsible_post", "version"])
    for contributor in Contributor.objects.filter(post=old):
        taken = Contributor.objects.filter(commitment=contributor.commitment_id, post=new)
        if taken.exists():
            contributor.delete()
        else:
            contributor.post = new
            contributor.save(update_fields=["post"])


def first_day_possible() -> date:
    """The earliest day a hand-over can take effect: today."""
    return clock.real_today()
