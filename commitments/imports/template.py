"""The import's own form of a plan: what is exported can be imported, and is all the same (T-X)."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.utils.translation import override

from accounts.models import User
from commitments.cells import guarded
from commitments.imports.columns import Field
from commitments.models import Commitment, CommitmentPartner, Milestone, Plan
from commitments.rules.words import CommitmentState, MilestoneState

COLUMNS = (
    Field.CODE, Field.KIND, Field.PARENT, Field.TITLE, Field.TEST, Field.DEADLINE, Field.EXPECTED,
    Field.ACHIEVED, Field.STATUS, Field.KEY, Field.WEIGHT, Field.LEAD, Field.PARTNERS,
    Field.OBJECTIVES, Field.PRINCIPLES, Field.LEVEL, Field.LEVEL_REASON, Field.START,
    Field.WORDING, Field.WHY, Field.SOURCE, Field.REGISTRY,
)  # fmt: skip
MARK = "\ufeff"


def template(plan: Plan | None = None, *, user: User | None = None) -> str:
    """The columns that an import knows, as CSV; with a plan, filled with what the user may see."""
    text = io.StringIO()
    text.write(MARK)
    lines = csv.writer(text)
    with override("en"):
        lines.writerow([str(column.label) for column in COLUMNS])
        if plan is not None and user is not None:
            lines.writerows(_line(row) for row in _rows(plan, user))
    return text.getvalue()


def _rows(plan: Plan, user: User) -> Iterator[dict[Field, Any]]:
    visible = Commitment.objects.visible_to(user).filter(plan=plan).order_by("code")
    commitments = list(visible.select_related("lead_organisation"))
    ids = [commitment.pk for commitment in commitments]
    milestones: dict[int, list[Milestone]] = {}
    for milestone in Milestone.objects.filter(commitment__in=ids).order_by("number"):
        milestones.setdefault(milestone.commitment_id, []).append(milestone)
    partners: dict[int, list[str]] = {}
    for partner in CommitmentPartner.objects.filter(commitment__in=ids).select_related(
        "organisation"
    ):
        partners.setdefault(partner.commitment_id, []).append(partner.organisation.name)
    for commitment in commitments:
        yield _commitment(commitment, partners.get(commitment.pk, []))
        for milestone in milestones.get(commitment.pk, []):
            yield _milestone(milestone, commitment)


def _commitment(commitment: Commitment, partners: list[str]) -> dict[Field, Any]:
    lead = commitment.lead_organisation
    return {
        Field.CODE: commitment.code,
        Field.KIND: "commitment",
        Field.TITLE: commitment.title,
        Field.DEADLINE: commitment.ends_on,
        Field.STATUS: CommitmentState(commitment.state).label,
        Field.LEAD: lead.name if lead else "",
        Field.PARTNERS: partners,
        Field.OBJECTIVES: commitment.objective_numbers,
        Field.PRINCIPLES: commitment.principles,
        Field.LEVEL: commitment.level,
        Field.LEVEL_REASON: commitment.level_reason,
        Field.START: commitment.starts_on,
        Field.WORDING: commitment.wording,
        Field.WHY: commitment.why,
        Field.SOURCE: commitment.source_document,
        Field.REGISTRY: commitment.registry_number,
    }


def _milestone(milestone: Milestone, commitment: Commitment) -> dict[Field, Any]:
    return {
        Field.CODE: milestone.code,
        Field.KIND: "milestone",
        Field.PARENT: commitment.code,
        Field.TITLE: milestone.title,
        Field.TEST: milestone.achieved_test,
        Field.DEADLINE: milestone.deadline,
        Field.EXPECTED: milestone.expected_on,
        Field.ACHIEVED: milestone.achieved_on,
        Field.STATUS: MilestoneState(milestone.state).label,
        Field.KEY: "yes" if milestone.is_key else "no",
        Field.WEIGHT: milestone.weight,
    }


def _line(row: dict[Field, Any]) -> list[str]:
    return [_cell(row.get(column)) for column in COLUMNS]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Iterable) and not isinstance(value, str):
        return guarded("; ".join(map(str, value)))
    return guarded(str(value))
