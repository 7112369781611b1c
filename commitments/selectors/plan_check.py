"""The plan check of a draft: what is missing, as a task list and as findings (screen 5)."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from commitments.calendars import lazy_calendar
from commitments.models import Commitment
from commitments.rules.plan_check import Finding, Level, PlanFacts, PlannedMilestone, check_plan
from commitments.rules.words import CommitmentState, MilestoneState


@dataclass(frozen=True)
class Task:
    """One thing to do before the plan can be agreed."""

    title: str
    state: str
    href: str = ""
    hint: str = ""


@dataclass(frozen=True)
class PlanCheck:
    """All findings, and whether the plan can be agreed at all."""

    findings: tuple[Finding, ...]

    @property
    def errors(self) -> list[Finding]:
        return [one for one in self.findings if one.level == Level.ERROR]

    @property
    def warnings(self) -> list[Finding]:
        return [one for one in self.findings if one.level == Level.WARNING]


def plan_check(commitment: Commitment) -> PlanCheck:
    """The check of the plan as it stands. Two queries."""
    lead = commitment.lead_organisation
    drafts = commitment.milestones.filter(state=MilestoneState.DRAFT).order_by("number")
    facts = PlanFacts(
        has_owner=commitment.accountable_post_id is not None,
        ends_on=commitment.ends_on,
        milestones=tuple(
            PlannedMilestone(one.title, one.deadline, one.achieved_test, one.is_key)
            for one in drafts
        ),
        calendar=lead.calendar() if lead else lazy_calendar(),
        organisation=lead.short_name if lead else "",
    )
    return PlanCheck(check_plan(facts))


def plan_tasks(commitment: Commitment, *, may: Any) -> list[Task]:
    """The task list of a draft; empty once the plan waits or is agreed."""
    if commitment.state != CommitmentState.DRAFT:
        return []
    codes = {one.code for one in plan_check(commitment).findings}
    missing = codes & BLOCKING
    code = commitment.code
    edit = reverse("commitment-edit", args=[code]) if may.draft else ""
    add = reverse("milestone-new", args=[code]) if may.draft else ""
    partners = reverse("commitment-partners", args=[code])
    return [
        Task(
            _("Say what is promised"),
            "completed" if commitment.wording else "not_started",
            edit,
        ),
        Task(
            _("Add an accountable owner"),
            "not_started" if "owner_missing" in codes else "completed",
            edit,
        ),
        Task(
            _("Add milestones"),
            _milestones_state(codes),
            add if "milestones_missing" in codes else reverse("commitment-milestones", args=[code]),
            _("A good plan has one about every quarter."),
        ),
        Task(
            _("Add partners"),
            "completed" if commitment.partners.exists() else "not_started",
            partners,
            _("Optional."),
        ),
        Task(
            _("Ask for agreement"),
            "blocked" if missing or not may.propose else "not_started",
            reverse("commitment-propose", args=[code]) if not missing and may.propose else "",
        ),
    ]


BLOCKING = frozenset({"owner_missing", "milestones_missing", "deadline_missing", "test_missing"})


def _milestones_state(codes: set[str]) -> str:
    if "milestones_missing" in codes:
        return "not_started"
    return "in_progress" if codes & (BLOCKING - {"owner_missing"}) else "completed"
