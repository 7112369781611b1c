"""From a first draft to an agreed plan (screen 5)."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from commitments import permissions
from commitments.figures.keeping import refresh
from commitments.models import Commitment, Milestone, Plan
from commitments.rights import Right
from commitments.rules.dates import in_text
from commitments.rules.words import CommitmentState, MilestoneState
from commitments.services.deed import change, deed, milestone_deed, next_number
from commitments.services.errors import Problems, Refused
from commitments.services.fitting import too_far
from commitments.services.lengths import LONG_TEXT, too_long
from history import clock
from history.acts import act

COMMITMENT_FIELDS = frozenset(
    {
        "title", "wording", "why", "source_document", "registry_number", "other_objectives",
        "principles", "level", "level_reason", "lead_organisation", "accountable_post",
        "starts_on", "ends_on", "update_interval", "time_tolerance", "visibility",
    }
)  # fmt: skip
MILESTONE_FIELDS = frozenset(
    {"title", "achieved_test", "is_key", "weight", "responsible_post", "deadline"}
)
# The agreed wording of real plans runs to some pages.
LENGTHS = {"wording": 20_000, "why": LONG_TEXT, "achieved_test": LONG_TEXT}


def draft_commitment(plan: Plan, *, by: User, main_objective: int, **fields: Any) -> Commitment:
    """Start a draft. Its code is given now and never again (3.0.3)."""
    lead = fields.get("lead_organisation")
    permissions.require(permissions.can_draft_for(by, lead.pk if lead else None))
    _check(fields, COMMITMENT_FIELDS)

    prefix = f"GCM-{main_objective:02d}"
    post = permissions.acting_post(by, Right.DRAFT)
    code = f"{prefix}-{next_number(prefix):04d}"
    with act("commitment.drafted", by=by, post=post, about=code):
        commitment = Commitment(plan=plan, code=code, main_objective_id=main_objective, **fields)
        commitment.full_clean(exclude=["code", "main_objective"])
        commitment.save()
        refresh([commitment.pk])
        return commitment


def change_draft(commitment: Commitment, *, by: User, based_on: int, **fields: Any) -> Commitment:
    """Change a draft or a plan that waits for agreement.

    It stays in reach: nobody can give it to an organisation for which they may not draft.
    """
    _check(fields, COMMITMENT_FIELDS)
    with deed(
        "commitment.changed", commitment, by=by, right=Right.DRAFT, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_draft(by, fresh))
        lead = fields.get("lead_organisation", fresh.lead_organisation)
        if lead != fresh.lead_organisation:
            permissions.require(permissions.can_draft_for(by, lead.pk if lead else None))
        for name, value in fields.items():
            setattr(fresh, name, value)
        fresh.full_clean()
        change(fresh, **fields)
        return fresh


def add_milestone(commitment: Commitment, *, by: User, **fields: Any) -> Milestone:
    """Add a milestone to a draft; it is no promise before the plan is agreed."""
    _check(fields, MILESTONE_FIELDS)
    with deed("milestone.drafted", commitment, by=by, right=Right.DRAFT) as fresh:
        permissions.require(permissions.can_draft(by, fresh))
        _check_before_end(fields.get("deadline"), fresh)
        number = next_number(fresh.code)
        milestone = Milestone(
            commitment=fresh, number=number, code=f"{fresh.code}-M{number:02d}", **fields
        )
        milestone.full_clean(exclude=["code"])
        milestone.save()
        change(fresh)
        return milestone


def change_milestone_draft(
    milestone: Milestone, *, by: User, based_on: int, **fields: Any
) -> Milestone:
    """Change a milestone that is still a draft."""
    _check(fields, MILESTONE_FIELDS)
    with milestone_deed(
        "milestone.changed", milestone, by=by, right=Right.DRAFT, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_draft(by, fresh.commitment))
        if fresh.state != MilestoneState.DRAFT:
            raise Refused(_("This milestone is agreed. Its text changes no more."))
        _check_before_end(fields.get("deadline"), fresh.commitment)
        for name, value in fields.items():
            setattr(fresh, name, value)
        fresh.full_clean()
        change(fresh, **fields)
        return fresh


def remove_milestone(milestone: Milestone, *, by: User, based_on: int | None = None) -> None:
    """Take a draft milestone away. Its number is never given again; the history keeps it."""
    with milestone_deed(
        "milestone.removed", milestone, by=by, right=Right.DRAFT, based_on=based_on
    ) as fresh:
        permissions.require(permissions.can_draft(by, fresh.commitment))
        if fresh.state != MilestoneState.DRAFT:
            raise Refused(_("This milestone is agreed. It can be closed, not removed."))
        fresh.delete()


def propose_commitment(
    commitment: Commitment, *, by: User, based_on: int | None = None
) -> Commitment:
    """Send a draft to the coordinator for agreement, once nothing that must be there is missing."""
    with deed(
        "commitment.proposed", commitment, by=by, right=Right.PROPOSE, based_on=based_on
    ) as fresh:
        if fresh.state == CommitmentState.PROPOSED:
            return fresh
        permissions.require(permissions.can_propose(by, fresh))
        _check_agreeable(fresh)
        change(fresh, state=CommitmentState.PROPOSED)
        return fresh


def return_plan(
    commitment: Commitment, *, by: User, reason: str, based_on: int | None = None
) -> Commitment:
    """Send a plan back to its writers with comments."""
    if not reason.strip():
        raise Problems({"reason": _("Say what to change before the plan can be agreed.")})
    with deed(
        "commitment.plan_returned",
        commitment,
        by=by,
        right=Right.AGREE,
        reason=reason,
        based_on=based_on,
    ) as fresh:
        if fresh.state == CommitmentState.DRAFT:
            return fresh
        permissions.require(permissions.can_agree(by, fresh))
        change(fresh, state=CommitmentState.DRAFT, state_reason=reason)
        return fresh


def agree_plan(
    commitment: Commitment, *, by: User, reason: str = "", based_on: int | None = None
) -> Commitment:
    """Agree a plan: first deadlines are fixed for ever, milestones become promises (4.2, D1, D9).

    Refuses a commitment without an accountable owner and a milestone without a deadline or a test.
    A milestone without a responsible post becomes the owner's.
    """
    with deed(
        "commitment.agreed", commitment, by=by, right=Right.AGREE, reason=reason, based_on=based_on
    ) as fresh:
        if fresh.state == CommitmentState.ACTIVE:
            return fresh
        permissions.require(permissions.can_agree(by, fresh))
        for milestone in _check_agreeable(fresh):
            change(
                milestone,
                state=MilestoneState.PLANNED,
                first_deadline=milestone.deadline,
                responsible_post_id=milestone.responsible_post_id or fresh.accountable_post_id,
            )
        change(
            fresh, state=CommitmentState.ACTIVE, agreed_on=clock.real_today(), state_reason=reason
        )
        return fresh


def _check_agreeable(commitment: Commitment) -> list[Milestone]:
    """The drafts that an agreement would make promises; refuses where one cannot be (4.2, D9)."""
    if commitment.accountable_post_id is None:
        raise Refused(
            _("This commitment has no accountable owner."),
            field="accountable_post",
            fix=_("Choose the post that answers for it."),
        )
    drafts = list(commitment.milestones.filter(state=MilestoneState.DRAFT))
    if not drafts:
        raise Refused(_("This plan has no milestone."), fix=_("Add at least one milestone."))
    for milestone in drafts:
        if milestone.deadline is None:
            raise Refused(
                _("%(code)s has no deadline.") % {"code": milestone.code},
                fix=_("Without a deadline nothing can be agreed. Give it one."),
            )
        if not milestone.acceptance_points:
            raise Refused(
                _("%(code)s does not say what counts as achieved.") % {"code": milestone.code},
                fix=_("Write one point a line."),
            )
    return drafts


def _check_before_end(deadline: date | None, commitment: Commitment) -> None:
    if deadline and commitment.ends_on and deadline > commitment.ends_on:
        raise Problems(
            {
                "deadline": _(
                    "Deadline must be the same as or before %(end)s, when this commitment ends."
                )
                % {"end": in_text(commitment.ends_on)}
            }
        )


def _check(fields: dict[str, Any], allowed: frozenset[str]) -> None:
    unknown = set(fields) - allowed
    if unknown:
        raise TypeError(f"Not fields of a draft: {', '.join(sorted(unknown))}")
    problems = too_long(fields, {name: LENGTHS[name] for name in LENGTHS if name in fields})
    for name in ("starts_on", "ends_on", "deadline"):
        if problem := too_far(fields.get(name)):
            problems[name] = problem
    if problems:
        raise Problems(problems)
