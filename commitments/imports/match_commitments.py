"""A row that is a commitment, against the record."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.words import GovernanceLevel
from commitments.imports.columns import Field
from commitments.imports.known import Held
from commitments.imports.matching import Matching, Row, Verdict
from commitments.imports.organisations import Body
from commitments.imports.records import Problem
from commitments.imports.structure import Kind, Node, most_frequent
from commitments.imports.words import plain
from commitments.rules.words import CommitmentState, PartnerRole
from history import clock

# How long a paused row rests before somebody looks again; half of what a pause may last.
PAUSE_DAYS = 90

FIELDS = {
    "title": Field.TITLE,
    "wording": Field.WORDING,
    "why": Field.WHY,
    "source_document": Field.SOURCE,
    "registry_number": Field.REGISTRY,
    "other_objectives": Field.OBJECTIVES,
    "principles": Field.PRINCIPLES,
    "level": Field.LEVEL,
    "level_reason": Field.LEVEL_REASON,
    "lead": Field.LEAD,
    "starts_on": Field.START,
    "ends_on": Field.DEADLINE,
}


def match_commitment(node: Node, matching: Matching) -> Row:
    """Compare a commitment by its code, or by its plan and the source's reference."""
    source, row = node.record, matching.row_of(node)
    plan = _plan_of(node, matching)
    held = _held(node, plan, matching)
    leads = _leads(node, matching)
    lead = matching.bodies.take(leads[0], source, kind=_holder_kind(node, leads)) if leads else ""
    main, others = _objectives(node)
    _keep_more_words(node)
    row.wanted = matching.plain(
        {
            "plan": plan,
            "title": source.get(Field.TITLE),
            "wording": source.get(Field.WORDING),
            "why": source.get(Field.WHY),
            "source_document": source.get(Field.SOURCE)[:500],
            "registry_number": source.get(Field.REGISTRY),
            "main_objective": main,
            "other_objectives": others,
            "principles": source.principles,
            "level": source.level,
            "level_reason": source.get(Field.LEVEL_REASON),
            "lead": lead,
            "starts_on": source.starts_on,
            "ends_on": source.deadline.on,
        }
    )
    partners = _partners(node, leads, lead, matching)
    matching.check_own(row, lead, source)
    if held is None:
        _make_new(node, row, partners, matching)
    else:
        _compare(node, row, held, partners, matching)
    return matching.settled(row)


def _plan_of(node: Node, matching: Matching) -> str:
    if node.parent is not None and node.parent.kind == Kind.PLAN:
        return str(matching.rows[id(node.parent)].wanted.get("code", "")) or _held_plan(
            node.parent, matching
        )
    return str(matching.collection["code"])


def _held_plan(node: Node, matching: Matching) -> str:
    """The code of a plan that is in the record; comparing leaves only what changes."""
    plan_id = matching.rows[id(node)].object_id
    return next((c for c, held in matching.known.plans.items() if held["id"] == plan_id), "")


def _held(node: Node, plan: str, matching: Matching) -> Held | None:
    known = matching.known
    if code := node.record.get(Field.CODE):
        if code not in known.commitments:
            node.record.problems.append(_unknown_code(node, matching))
        return known.commitments.get(code)
    if plan not in known.plans:
        return None
    key = (known.plans[plan]["id"], node.ref.casefold())
    if key in known.taken:
        node.record.problems.append(_taken_ref(node, matching))
    return known.by_ref.get(key)


def _taken_ref(node: Node, matching: Matching) -> Problem:
    return Problem(
        matching.columns.name(Field.REF),
        node.ref,
        _("This reference is taken in the plan."),
        _("Give the row another one."),
    )


def _unknown_code(node: Node, matching: Matching) -> Problem:
    return Problem(
        matching.columns.name(Field.CODE),
        node.record.get(Field.CODE),
        _("No commitment with this code is open to you."),
        _("Correct the code, or empty the cell to add the row as new."),
    )


def _leads(node: Node, matching: Matching) -> list[Body]:
    """Who leads: as stated; else as the plan above, the holder, or most of what is below says."""
    source, bodies = node.record, matching.bodies
    if stated := bodies.named(source.get(Field.LEAD), source.country):
        return stated
    above = node.parent.record.get(Field.LEAD) if node.parent else ""
    below = most_frequent(child.record.get(Field.LEAD) for child in node.descendants())
    for cell, reason in (
        (above, _("No lead is named; read as that of the plan.")),
        (source.get(Field.HOLDER), _("No lead is named; read as the holder.")),
        (below, _("No lead is named; read as the one that most of its rows name.")),
    ):
        if found := bodies.named(cell, source.country):
            source.notes.append(reason)
            return found
    source.notes.append(_("No lead organisation is named: somebody has to be found."))
    return []


def _holder_kind(node: Node, leads: list[Body]) -> str:
    """The kind of the holder is that of the lead where they are the same body."""
    source = node.record
    same = {plain(source.get(Field.LEAD)), plain(leads[0].name), ""}
    return source.get(Field.HOLDER_KIND) if plain(source.get(Field.HOLDER)) in same else ""


def _objectives(node: Node) -> tuple[int | None, list[int]]:
    """The first objective is the main one; those of its milestones count as further ones."""
    source = node.record
    found = list(source.objectives)
    below = {n for child in node.descendants() for n in child.record.objectives} - set(found)
    if found and below:
        numbers = ", ".join(map(str, sorted(below)))
        source.notes.append(_("Further objectives from its milestones: %(n)s.") % {"n": numbers})
    if found and Field.OBJECTIVES not in source.stated and source.get(Field.OBJECTIVES):
        source.notes.append(_("The objective is our reading: the source names none."))
    return (found[0] if found else None), [*found[1:], *sorted(below)]


def _keep_more_words(node: Node) -> None:
    source = node.record
    if deliverables := source.get(Field.TEST):
        source.words["deliverables"] = deliverables


def _partners(
    node: Node, leads: list[Body], lead: str, matching: Matching
) -> list[tuple[str, str]]:
    """The other organisations with a role, each once; the milestones' leads deliver a part."""
    bodies = matching.bodies
    asked = [(body, PartnerRole.CO_LEADS) for body in leads[1:]]
    for cell in (
        node.record.get(Field.PARTNERS),
        *(child.record.get(Field.LEAD) for child in node.descendants()),
    ):
        asked += [(body, PartnerRole.DELIVERS) for body in bodies.named(cell, node.record.country)]
    found: dict[str, str] = {}
    for body, role in asked:
        if matching.policy.organisations is not None and not bodies.is_known(body.name):
            node.record.notes.append(
                _("“%(name)s” is not in the list of organisations and stays in the source's words.")
                % {"name": body.name}
            )
        elif (name := bodies.take(body, node.record)) and name != lead:
            found.setdefault(name, role)
    return list(found.items())


def _make_new(node: Node, row: Row, partners: list[tuple[str, str]], matching: Matching) -> None:
    source = node.record
    if row.wanted["main_objective"] is None and not source.get(Field.OBJECTIVES):
        matching.problem(
            row,
            Field.OBJECTIVES,
            source.get(Field.OBJECTIVES),
            _("The row names no objective of the Compact."),
            _("Write the number of the main objective, 1 to 23."),
        )
    if not source.level:
        row.wanted["level"] = GovernanceLevel.NATIONAL
        source.notes.append(_("No governance level is named; read as national."))
    row.wanted |= {
        "partners": partners,
        "source_ref": node.ref,
        "source_words": source.words,
        **_first_state(row, node, matching),
    }


def _first_state(row: Row, node: Node, matching: Matching) -> dict[str, Any]:
    source = node.record
    state = source.status.commitment or CommitmentState.ACTIVE
    if not matching.policy.agrees:
        return {"state": CommitmentState.DRAFT}
    if state == CommitmentState.COMPLETED and not matching.policy.may_achieve:
        matching.problem(
            row,
            Field.STATUS,
            source.get(Field.STATUS),
            _("Only an administrator brings in commitments as completed."),
            _("Write “in progress”, or ask an administrator to import the file."),
        )
    today = clock.real_today()
    if state == CommitmentState.PAUSED:
        return {"state": state, "review_by": (today + timedelta(PAUSE_DAYS)).isoformat()}
    if state in (CommitmentState.COMPLETED, CommitmentState.CLOSED_EARLY):
        closed_on = source.achieved_on or today
        reason = source.get(Field.STATUS)
        return {"state": state, "closed_on": closed_on.isoformat(), "state_reason": reason}
    return {"state": state}


def _compare(
    node: Node, row: Row, held: Held, partners: list[tuple[str, str]], matching: Matching
) -> None:
    source = node.record
    row.object_id, row.version = held["id"], held["version"]
    main = row.wanted["main_objective"]
    if Field.OBJECTIVES in source.stated and main and main != held["main_objective_id"]:
        matching.problem(
            row,
            Field.OBJECTIVES,
            source.get(Field.OBJECTIVES),
            _("The main objective is part of the code %(code)s and does not change.")
            % {"code": held["code"]},
            _("Put %(number)s first, or close this commitment and add another.")
            % {"number": held["main_objective_id"]},
        )
    matching.compare(row, {**held, "lead": held["lead_organisation__name"] or ""}, FIELDS, source)
    _compare_partners(row, held, partners, matching)
    matching.compare_words(row, held, source)
    if row.wanted and held["state"] not in (CommitmentState.DRAFT, CommitmentState.PROPOSED):
        matching.check_agreed(row, held["code"])
    label = str(CommitmentState(held["state"]).label)
    wanted = source.status.commitment
    if wanted and wanted != held["state"] and not matching.says_nothing_new(source, held, label):
        matching.problem(
            row,
            Field.STATUS,
            source.get(Field.STATUS),
            _("%(code)s is “%(state)s”, and an import does not change that.")
            % {"code": held["code"], "state": label},
            _("Change it on the page of the commitment, or write “%(state)s”.") % {"state": label},
        )


def _compare_partners(
    row: Row, held: Held, partners: list[tuple[str, str]], matching: Matching
) -> None:
    """Organisations that are missing are added; none is removed."""
    present = [name for name, _role in matching.known.partners.get(held["id"], [])]
    missing = [item for item in partners if item[0] not in present]
    missing = [item for item in missing if item[0] != held["lead_organisation__name"]]
    if missing:
        row.wanted["partners"] = missing
        names = [name for name, _role in missing]
        row.changes[matching.columns.name(Field.PARTNERS)] = [
            "; ".join(present),
            "; ".join([*present, *names]),
        ]
        row.verdict = Verdict.CHANGED
