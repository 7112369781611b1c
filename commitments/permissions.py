"""May they? Single answers, made from the table of `commitments.rights`.

Each predicate is the object side of a queryset's `reached_by`; a property test holds the two to
each other. Services ask these again inside their transaction (S7).
"""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from accounts.models import Post, User
from accounts.standing import PostHeld
from accounts.words import Role
from commitments.models import Commitment, DateRequest, Escalation, Milestone, Submission, Task
from commitments.rights import TABLE, Right, Scope, scopes
from commitments.rules.words import CommitmentState, Visibility

GIVEN_BY_OTHERS = frozenset({Role.OFFICIAL, Role.FOCAL_POINT, Role.OBSERVER})


def require(allowed: bool, problem: str = "") -> None:
    """Raise PermissionDenied unless allowed."""
    if not allowed:
        raise PermissionDenied(problem)


def reaches(user: User, right: Right, commitment: Commitment) -> bool:
    """Whether a right of the person reaches a commitment."""
    found = scopes(user.standing, right)
    return any(
        _within(user, scope, roles, commitment)
        for scope, roles in sorted(found.items(), key=lambda item: -item[0].value)
    )


def _within(user: User, scope: Scope, roles: Iterable[Role], commitment: Commitment) -> bool:
    if scope is Scope.ALL:
        return True
    standing = user.standing
    if scope is Scope.SHARED and (
        commitment.visibility in (Visibility.INTERNAL, Visibility.PUBLIC)
        and commitment.state != CommitmentState.DRAFT
    ):
        return True
    bodies = standing.organisations_as(roles)
    if scope is not Scope.OWN_POST and commitment.lead_organisation_id in bodies:
        return True
    wanted = set(roles)
    posts = {post.post_id for post in standing.posts if post.role in wanted}
    if commitment.accountable_post_id in posts:
        return True
    if posts and (
        commitment.contributors.filter(post__in=posts).exists()
        or commitment.milestones.filter(responsible_post__in=posts).exists()
    ):
        return True
    return (
        scope in (Scope.INVOLVED, Scope.SHARED)
        and commitment.partners.filter(organisation__in=bodies).exists()
    )


def acting_post(user: User, right: Right, commitment: Commitment | None = None) -> PostHeld | None:
    """The post that a deed is done by: owner or contributor first, then the role that allows it."""
    if commitment is None:
        return user.standing.post_for(roles=TABLE[right])
    return user.standing.post_for(
        post_ids=[commitment.accountable_post_id],
        organisation_id=commitment.lead_organisation_id,
        roles=TABLE[right],
    )


def acting_post_id(user: User, right: Right, commitment: Commitment | None = None) -> int | None:
    """The key of that post, as rows keep it."""
    post = acting_post(user, right, commitment)
    return post.post_id if post else None


def can_see(user: User, commitment: Commitment) -> bool:
    return reaches(user, Right.SEE, commitment)


def can_draft(user: User, commitment: Commitment) -> bool:
    """Change the text while it is a draft or waits for agreement."""
    return commitment.state in (
        CommitmentState.DRAFT,
        CommitmentState.PROPOSED,
    ) and reaches(user, Right.DRAFT, commitment)


def can_draft_for(user: User, organisation_id: int | None) -> bool:
    """Start a draft that this organisation leads."""
    found = scopes(user.standing, Right.DRAFT)
    return Scope.ALL in found or (
        organisation_id in user.standing.organisations_as(found.get(Scope.OWN_ORGANISATION, []))
    )


def can_name_partners(user: User, commitment: Commitment) -> bool:
    """Add and remove partners and contributors, as long as work goes on or is planned."""
    return commitment.state not in (
        CommitmentState.COMPLETED,
        CommitmentState.CLOSED_EARLY,
    ) and reaches(user, Right.DRAFT, commitment)


def can_propose(user: User, commitment: Commitment) -> bool:
    return commitment.state == CommitmentState.DRAFT and reaches(user, Right.PROPOSE, commitment)


def can_agree(user: User, commitment: Commitment) -> bool:
    """M5 in spirit: who owns it does not agree it."""
    return (
        commitment.state in (CommitmentState.DRAFT, CommitmentState.PROPOSED)
        and reaches(user, Right.AGREE, commitment)
        and commitment.accountable_post_id not in user.standing.post_ids
    )


def can_log(user: User, commitment: Commitment) -> bool:
    return commitment.state == CommitmentState.ACTIVE and reaches(user, Right.LOG, commitment)


def can_submit(user: User, milestone: Milestone) -> bool:
    return milestone.commitment.state == CommitmentState.ACTIVE and reaches(
        user, Right.SUBMIT, milestone.commitment
    )


def can_ask_date(user: User, milestone: Milestone) -> bool:
    return milestone.commitment.state == CommitmentState.ACTIVE and reaches(
        user, Right.ASK_DATE, milestone.commitment
    )


def can_review(user: User, milestone: Milestone, submission: Submission | None) -> bool:
    """A coordinator decides, unless they sent the submission or own the commitment (M5)."""
    if not reaches(user, Right.REVIEW, milestone.commitment):
        return False
    return not is_own_work(user, milestone, submission) or is_alone(user)


def is_own_work(user: User, milestone: Milestone, submission: Submission | None) -> bool:
    """M5: the person, or a post of theirs, sent the submission or owns the commitment."""
    sent = submission is not None and stands_for(
        user, submission.submitted_by_id, submission.post_id
    )
    return sent or owns(user, milestone.commitment)


def is_alone(user: User) -> bool:
    """M5: nobody else has an account, so a decision on own work is marked, not refused."""
    return not User.objects.filter(is_active=True).exclude(pk=user.pk).exists()


def can_withdraw(user: User, milestone: Milestone, submission: Submission | None) -> bool:
    """Who sent it, or holds the post that sent it; without one, who might have sent one."""
    if not can_submit(user, milestone):
        return False
    return submission is None or stands_for(user, submission.submitted_by_id, submission.post_id)


def can_withdraw_request(user: User, milestone: Milestone, request: DateRequest) -> bool:
    """Who asked, or holds the post that asked, while they may ask at all."""
    return stands_for(user, request.asked_by_id, request.post_id) and can_ask_date(user, milestone)


def stands_for(user: User, person_id: int, post_id: int | None) -> bool:
    """Whether the person did it, or holds the post by which it was done."""
    return person_id == user.pk or post_id in user.standing.post_ids


def owns(user: User, commitment: Commitment) -> bool:
    """Whether one of the person's posts, also as deputy, is the accountable owner."""
    return commitment.accountable_post_id in user.standing.post_ids


def can_rate(user: User, commitment: Commitment) -> bool:
    return (
        commitment.state == CommitmentState.ACTIVE
        and reaches(user, Right.RATE, commitment)
        and not owns(user, commitment)
    )


def can_decide_date(user: User, milestone: Milestone, asked_by_id: int) -> bool:
    """A coordinator decides, unless they asked for it or own the commitment."""
    return (
        reaches(user, Right.DECIDE_DATE, milestone.commitment)
        and not owns(user, milestone.commitment)
        and asked_by_id != user.pk
    )


def can_steer(user: User, commitment: Commitment) -> bool:
    """Pause, resume, close and reopen."""
    return reaches(user, Right.STEER, commitment) and not owns(user, commitment)


def can_escalate(user: User, commitment: Commitment) -> bool:
    """Open, raise, decide and end an escalation: a coordinator who does not own it."""
    return reaches(user, Right.ESCALATE, commitment) and not owns(user, commitment)


def can_run_stocktakes(user: User) -> bool:
    return bool(scopes(user.standing, Right.RUN_STOCKTAKES))


def can_follow_up(user: User) -> bool:
    return bool(scopes(user.standing, Right.FOLLOW_UP))


def can_answer(user: User, escalation: Escalation) -> bool:
    """Whoever works on it or answers for the organisation, and the head who is asked."""
    asked = escalation.asked_post_id
    return escalation.is_open and (
        (asked is not None and asked in user.standing.post_ids)
        or reaches(user, Right.ANSWER, escalation.commitment)
    )


def can_finish_task(user: User, task: Task) -> bool:
    """Who holds the post that was given it, and who sees to escalations."""
    return task.post_id in user.standing.post_ids or reaches(user, Right.ESCALATE, task.commitment)


def can_hand_over(user: User, post: Post) -> bool:
    """The holder, not a deputy; who answers for the organisation or for all posts; administrators.

    A post that decides on the work of others is given by its holder or an administrator only, so
    that nobody gives themselves the other side of a decision.
    """
    found = scopes(user.standing, Right.HAND_OVER)
    if any(held.post_id == post.pk and not held.as_deputy for held in user.standing.posts):
        return True
    if user.standing.has(Role.ADMINISTRATOR):
        return True
    if post.role not in GIVEN_BY_OTHERS:
        return False
    bodies = user.standing.organisations_as(found.get(Scope.OWN_ORGANISATION, []))
    return Scope.ALL in found or post.organisation_id in bodies


def can_manage_bodies(user: User) -> bool:
    return bool(scopes(user.standing, Right.MANAGE_BODIES))


def can_see_people(user: User) -> bool:
    return bool(scopes(user.standing, Right.SEE_PEOPLE))


def can_import(user: User) -> bool:
    return bool(scopes(user.standing, Right.IMPORT))


def can_see_ledger(user: User) -> bool:
    return bool(scopes(user.standing, Right.SEE_LEDGER))


def can_operate(user: User) -> bool:
    return bool(scopes(user.standing, Right.OPERATE))


def can_see_queues(user: User) -> bool:
    return bool(scopes(user.standing, Right.SEE_QUEUES))


def can_see_channels(user: User) -> bool:
    return bool(scopes(user.standing, Right.SEE_CHANNELS))


def can_run_rounds(user: User) -> bool:
    return bool(scopes(user.standing, Right.RUN_ROUNDS))
