"""Who holds a post: appoint, hand over, stand in (PRODUCT.md 2)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Deputy, Post, Tenure, User
from accounts.words import Role
from commitments import permissions
from commitments.figures.keeping import refresh
from commitments.models import Commitment, Contributor, Milestone
from commitments.rights import TABLE, Right
from commitments.rules.dates import in_text
from commitments.rules.words import CommitmentState, MilestoneState
from commitments.services.deed import change
from commitments.services.errors import Problems
from commitments.services.lengths import LONG_TEXT, too_long
from history import clock
from history.acts import act
from history.models import Act

DAY = timedelta(days=1)
ENDED = (CommitmentState.COMPLETED, CommitmentState.CLOSED_EARLY)
DECIDED = (MilestoneState.ACHIEVED, MilestoneState.CLOSED)
# Posts that can answer for work; the others only read or keep the house.
ANSWERING = (Role.OFFICIAL, Role.FOCAL_POINT, Role.COORDINATOR)


@dataclass(frozen=True)
class OpenItems:
    """What a post has still to do: owned commitments, milestones, commitments it contributes to."""

    commitments: list[Commitment]
    milestones: list[Milestone]
    contributions: list[Contributor]

    def __bool__(self) -> bool:
        return self.count > 0

    @property
    def count(self) -> int:
        return len(self.commitments) + len(self.milestones) + len(self.contributions)


def open_items(post: Post) -> OpenItems:
    """What a post answers for, is responsible for and contributes to, where it is not ended."""
    milestones = (
        post.milestones.exclude(state__in=DECIDED)
        .exclude(commitment__state__in=ENDED)
        .select_related("commitment")
        .order_by("code")
    )
    contributions = (
        post.contributions.exclude(commitment__state__in=ENDED)
        .select_related("commitment")
        .order_by("commitment__code")
    )
    return OpenItems(
        list(post.owned_commitments.exclude(state__in=ENDED).order_by("code")),
        list(milestones),
        list(contributions),
    )


def appoint(post: Post, *, by: User, holder: User, starts_on: date | None = None) -> Tenure:
    """Give a post that nobody holds a holder, from today or a later day on."""
    permissions.require(permissions.can_hand_over(by, post))
    first_day = starts_on or clock.real_today()
    with _deed("post.appointed", post, by) as _act:
        fresh = _locked(post)
        problems = _person_problem("holder", holder) | _day_problem("starts_on", first_day, fresh)
        if fresh.tenures.filter(Q(ends_on=None) | Q(ends_on__gte=first_day)).exists():
            problems["starts_on"] = _(
                "Somebody holds this post on that day or later. Use the hand-over instead."
            )
        if problems:
            raise Problems(problems)
        return Tenure.objects.create(post=fresh, holder=holder, starts_on=first_day)


def hand_over(
    post: Post,
    *,
    by: User,
    to: User | None,
    on: date,
    note: str,
    items_to: Post | None = None,
) -> Tenure | None:
    """End the present tenure the day before `on` and begin the next on `on`, a day from today on.

    Duties stay with the post, so a new holder has every open item. Without one, `items_to` names
    the post that takes them, which happens at once; a post with open items is never left without
    either. Returns the new tenure, or None when the post is vacant from `on`. The note is kept with
    the tenure for those concerned, not as the reason of the deed, which all readers of an item see.
    """
    permissions.require(permissions.can_hand_over(by, post))
    with _deed("post.handed_over", post, by):
        fresh = _locked(post)
        check_hand_over(fresh, by, to, on, note, items_to)
        _end_tenures(fresh, on, note)
        if items_to is not None:
            _move_items(fresh, items_to)
        if to is None:
            return None
        _end_own_deputyship(fresh, to, on)
        return Tenure.objects.create(post=fresh, holder=to, starts_on=on)


def call_off(tenure: Tenure, *, by: User) -> None:
    """Undo a hand-over or appointment that has not begun. The holder before stays on."""
    post = tenure.post
    permissions.require(permissions.can_hand_over(by, post))
    with _deed("post.hand_over_called_off", post, by):
        fresh = _locked(post)
        tenures = Tenure.objects.select_for_update(of=("self",), no_key=True)
        ahead = tenures.filter(pk=tenure.pk, starts_on__gt=clock.real_today()).first()
        if ahead is None:
            raise Problems({"tenure": _("This tenure has begun. Hand the post over instead.")})
        before = tenures.filter(post=fresh, ends_on=ahead.starts_on - DAY).first()
        begun_by, last_day = _newest_act(ahead), ahead.ends_on
        ahead.delete()
        # Who left before somebody else was appointed has left.
        if before is not None and _newest_act(before) == begun_by:
            change(before, ends_on=last_day, hand_over_note="")


def set_deputy(post: Post, *, by: User, deputy: User, starts_on: date, ends_on: date) -> Deputy:
    """Let somebody stand in for the holder from a day to a day, both included."""
    permissions.require(permissions.can_hand_over(by, post))
    with _deed("post.deputised", post, by):
        fresh = _locked(post)
        problems = _person_problem("deputy", deputy) | _day_problem("starts_on", starts_on, fresh)
        if ends_on < starts_on:
            problems["ends_on"] = _("The last day must be the first day or later.")
        days = Q(ends_on=None) | Q(ends_on__gte=starts_on)
        if fresh.tenures.filter(days, holder=deputy, starts_on__lte=ends_on).exists():
            problems["deputy"] = _("The holder cannot be the deputy. Choose another person.")
        if fresh.deputies.filter(
            deputy=deputy, starts_on__lte=ends_on, ends_on__gte=starts_on
        ).exists():
            problems["deputy"] = _("This person stands in on one of these days already.")
        if problems:
            raise Problems(problems)
        return Deputy.objects.create(
            post=fresh, deputy=deputy, starts_on=starts_on, ends_on=ends_on
        )


def end_deputy(deputy: Deputy, *, by: User) -> None:
    """End a deputyship: what has begun ends yesterday, what has not is removed."""
    permissions.require(permissions.can_hand_over(by, deputy.post))
    today = clock.real_today()
    with _deed("post.deputy_ended", deputy.post, by):
        fresh = Deputy.objects.select_for_update(of=("self",), no_key=True).get(pk=deputy.pk)
        if fresh.starts_on >= today:
            fresh.delete()
        elif fresh.ends_on >= today:
            change(fresh, ends_on=today - DAY)


def possible_successors(post: Post, *, by: User) -> QuerySet[Post]:
    """The posts that can take its open items: open, held, able to answer, and in reach."""
    today = clock.real_today()
    held = Tenure.objects.running(on=today).values("post")
    posts = Post.objects.open_on(today).filter(pk__in=held, role__in=ANSWERING).exclude(pk=post.pk)
    return posts if _reaches_all(by) else posts.filter(organisation=post.organisation_id)


def check_hand_over(
    post: Post, by: User, to: User | None, on: date, note: str, items_to: Post | None
) -> None:
    """Raise Problems with what stands against a hand-over; the page asks before it is confirmed."""
    problems = _day_problem("on", on, post) | too_long({"note": note}, {"note": LONG_TEXT})
    if not note.strip():
        problems["note"] = _("Write what the next holder must know.")
    if to is None and items_to is None and open_items(post):
        problems["to"] = _("Choose who takes over, or the post that takes the open items.")
    if to is not None:
        problems |= _person_problem("to", to)
        if post.tenures.filter(holder=to, starts_on__lte=on, ends_on=None).exists():
            problems["to"] = _("This person holds the post already. Choose another person.")
    if items_to is not None:
        problems |= _items_problem(post, by, items_to, on)
    if to is None and post.role == Role.ADMINISTRATOR and not _other_administrator(post, on):
        problems["to"] = _("Nobody else is an administrator. Choose who takes over.")
    later = post.tenures.filter(starts_on__gte=on).order_by("starts_on").first()
    if later is not None and "on" not in problems:
        problems["on"] = _("%(name)s starts on this post on %(day)s. Choose a later day.") % {
            "name": later.holder.name,
            "day": in_text(later.starts_on),
        }
    if to is None and items_to is None and not _is_held(post, on):
        problems.setdefault("to", _("Nobody holds this post and nothing is open. Choose a person."))
    if problems:
        raise Problems(problems)


def _items_problem(post: Post, by: User, items_to: Post, on: date) -> dict[str, str]:
    if items_to.pk == post.pk:
        return {"items_to": _("Choose another post.")}
    if not possible_successors(post, by=by).filter(pk=items_to.pk).exists():
        if items_to.organisation_id == post.organisation_id or _reaches_all(by):
            return {"items_to": _("Nobody there can answer for them. Choose another post.")}
        return {"items_to": _("Only a coordinator can give items to another organisation.")}
    if on > clock.real_today():
        return {
            "on": _("Items move to another post at once. Choose today, or a person who takes over.")
        }
    return {}


def _reaches_all(by: User) -> bool:
    return by.standing.has(Role.COORDINATOR, Role.ADMINISTRATOR)


def _other_administrator(post: Post, on: date) -> bool:
    others = Tenure.objects.running(on=on).filter(
        post__role=Role.ADMINISTRATOR, holder__is_active=True
    )
    return others.exclude(post=post).exists()


def _is_held(post: Post, on: date) -> bool:
    return post.tenures.filter(Q(ends_on=None) | Q(ends_on__gte=on - DAY)).exists()


def _person_problem(field: str, person: User) -> dict[str, str]:
    if person.is_active:
        return {}
    return {field: _("This account is closed. Choose another person.")}


def _day_problem(field: str, day: date, post: Post) -> dict[str, str]:
    if day < clock.real_today():
        return {field: _("Choose today or a later day.")}
    if post.closed_on and day > post.closed_on:
        return {field: _("This post ends on %(day)s.") % {"day": in_text(post.closed_on)}}
    return {}


def _end_tenures(post: Post, on: date, note: str) -> None:
    running = Tenure.objects.select_for_update(of=("self",), no_key=True).filter(post=post)
    for tenure in running.filter(Q(ends_on=None) | Q(ends_on__gte=on)):
        change(tenure, ends_on=on - DAY, hand_over_note=note)


def _end_own_deputyship(post: Post, holder: User, on: date) -> None:
    """Nobody stands in for themselves."""
    for deputy in post.deputies.filter(deputy=holder, ends_on__gte=on):
        if deputy.starts_on >= on:
            deputy.delete()
        else:
            change(deputy, ends_on=on - DAY)


def _newest_act(tenure: Tenure) -> int | None:
    newest: QuerySet[Any, int] = tenure.versions.values_list("act_id", flat=True)  # type: ignore[attr-defined]
    return newest.order_by("-pgh_id").first()


def _move_items(old: Post, new: Post) -> None:
    """Give everything to another post. Commitments are locked before milestones (C4)."""
    items = open_items(old)
    contributed = {contributor.commitment_id for contributor in items.contributions}
    touched = contributed | {commitment.pk for commitment in items.commitments}
    touched |= {milestone.commitment_id for milestone in items.milestones}
    commitments = Commitment.objects.select_for_update(of=("self",), no_key=True)
    for commitment in commitments.filter(pk__in=touched).order_by("pk"):
        if commitment.accountable_post_id == old.pk:
            change(commitment, accountable_post=new)
        elif commitment.pk in contributed:
            # Its contributors are read and changed with it, so they count as a change of it (C1).
            change(commitment)
    milestones = Milestone.objects.select_for_update(of=("self",), no_key=True)
    for milestone in milestones.filter(pk__in=[m.pk for m in items.milestones]).order_by("pk"):
        change(milestone, responsible_post=new)
    for contributor in items.contributions:
        _move_contribution(contributor, new)
    refresh(touched)


def _move_contribution(contributor: Contributor, new: Post) -> None:
    if Contributor.objects.filter(commitment=contributor.commitment_id, post=new).exists():
        contributor.delete()
    else:
        change(contributor, post=new)


def _locked(post: Post) -> Post:
    return Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)


@contextmanager
def _deed(kind: str, post: Post, by: User) -> Iterator[Act]:
    held = by.standing.post_for(
        post_ids=[post.pk], organisation_id=post.organisation_id, roles=TABLE[Right.HAND_OVER]
    )
    with act(kind, by=by, post=held, about=post.slug[:40]) as row:
        yield row
        # Whether anybody holds the post is whether its commitments have an owner.
        refresh(post.owned_commitments.values_list("pk", flat=True))
