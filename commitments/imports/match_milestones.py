"""Rows that are milestones and their indicators, against the record."""

import re
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from commitments.imports.columns import Field
from commitments.imports.dates import Reading
from commitments.imports.known import Held
from commitments.imports.match_commitments import PAUSE_DAYS
from commitments.imports.matching import Matching, Row, Verdict, plain, shown
from commitments.imports.records import Record
from commitments.imports.structure import Node, most_frequent
from commitments.rules.words import ClosedReason, MilestoneState
from commitments.source_words import How
from history import clock

FIELDS = {
    "title": Field.TITLE,
    "achieved_test": Field.TEST,
    "is_key": Field.KEY,
    "weight": Field.WEIGHT,
    "expected_on": Field.EXPECTED,
}
_STARTABLE = (MilestoneState.PLANNED,)
_ACHIEVABLE = (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.RETURNED)


def match_milestone(node: Node, matching: Matching) -> Row:
    """Compare a milestone by its code, or by its commitment and the source's reference."""
    source, row = node.record, matching.row_of(node)
    deadline = _deadline(node)
    _keep_more_words(node)
    row.wanted = matching.plain(
        {
            "title": source.get(Field.TITLE),
            "achieved_test": _achieved_test(node),
            "is_key": source.is_key,
            "weight": source.weight,
            "expected_on": source.expected_on,
        }
    )
    responsible = _responsible(node, matching)
    _note_status(source)
    held = _held(node, row, matching)
    if held is None:
        row.wanted |= {
            "deadline": plain(deadline.on),
            "deadline_precision": deadline.precision,
            "responsible": responsible,
            "indicators_text": _indicators(node),
            "source_ref": node.ref,
            "source_words": source.words,
            **_first_state(row, node, matching),
            **_above(node, matching),
        }
    else:
        _compare(node, row, held, deadline, matching)
    return matching.settled(row)


def match_indicator(node: Node, matching: Matching) -> Row:
    """An indicator is a line of its milestone, for now; it is new or same as that line is."""
    row = matching.row_of(node)
    if node.parent is not None and (above := matching.rows.get(id(node.parent))):
        held = matching.known.milestone_by_id.get(above.object_id or 0)
        if held is not None:
            line = _line(node.record)
            is_there = line in held["indicators_text"].splitlines()
            row.object_id = held["id"]
            row.verdict = Verdict.SAME if is_there else Verdict.CHANGED
            if not is_there:
                row.changes[str(_("Indicator"))] = ["", line]
    return matching.settled(row)


def _held(node: Node, row: Row, matching: Matching) -> Held | None:
    known = matching.known
    if code := node.record.get(Field.CODE):
        if held := known.milestones.get(code):
            return held
        matching.problem(
            row,
            Field.CODE,
            code,
            _("No milestone with this code is open to you."),
            _("Correct the code, or empty the cell to add the row as new."),
        )
        return None
    commitment_id = _above(node, matching).get("commitment_id")
    return (
        known.milestone_by_ref.get((commitment_id, node.ref.casefold())) if commitment_id else None
    )


def _above(node: Node, matching: Matching) -> dict[str, Any]:
    """The commitment that a new milestone belongs to: one of the record, or a row of the file."""
    if node.parent_code:
        return {"commitment_id": matching.known.commitments[node.parent_code]["id"]}
    if node.parent is None:
        return {}
    above = matching.rows[id(node.parent)]
    if above.object_id is not None:
        return {"commitment_id": above.object_id}
    return {"commitment_ref": node.parent.ref}


def _deadline(node: Node) -> Reading:
    """Its own deadline, else the latest of its indicators: all of them show that it is achieved."""
    source = node.record
    dated = [c.record for c in node.children if c.record.deadline.on]
    if source.deadline.on or source.deadline_words or not node.children:
        return source.deadline
    if undated := len(node.children) - len(dated):
        source.notes.append(
            _("%(undated)s of %(all)s indicators have no date.")
            % {"undated": undated, "all": len(node.children)}
        )
    if not dated:
        words = most_frequent(child.record.deadline_words for child in node.children)
        first = next(c.record for c in node.children if c.record.deadline_words == words)
        source.words |= {
            k: first.words[k] for k in ("deadline", "deadline_how") if k in first.words
        }
        return first.deadline
    last = max(dated, key=lambda record: (record.deadline.on, record.number))
    source.words["deadline"] = last.deadline_words or shown(plain(last.deadline.on))
    source.words["deadline_how"] = How.LATEST_INDICATOR.value
    return last.deadline


def _achieved_test(node: Node) -> str:
    """One point a line: deliverables and measure, else the indicators."""
    source = node.record
    if Field.CODE in source.stated:
        return source.get(Field.TEST)
    lines = _lines(source.get(Field.TEST)) + _lines(source.get(Field.MEASURE))
    if not lines:
        lines = [child.record.get(Field.TITLE) for child in node.children]
    return "\n".join(line[:1].upper() + line[1:] for line in lines if line)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in re.split(r"[;\n]", text) if line.strip()]


def _indicators(node: Node) -> str:
    return "\n".join(_line(child.record) for child in node.children)


def _line(source: Record) -> str:
    """An indicator in one line: what it is, by when, who."""
    further = "; ".join(filter(None, (source.deadline_words, source.get(Field.LEAD))))
    title = " ".join(source.get(Field.TITLE).split())
    return f"{title} ({further})" if further else title


def _keep_more_words(node: Node) -> None:
    source = node.record
    if source.objectives and Field.OBJECTIVES in source.stated:
        source.words["objectives"] = source.get(Field.OBJECTIVES)


def _responsible(node: Node, matching: Matching) -> str:
    """The organisation whose focal point answers for it; empty where the owner does."""
    named = node.record.get(Field.LEAD) or most_frequent(
        child.record.get(Field.LEAD) for child in node.children
    )
    bodies = matching.bodies.named(named, node.record.country)
    if not bodies:
        return ""
    if matching.policy.organisations is not None and not matching.bodies.is_known(bodies[0].name):
        return ""
    return matching.bodies.take(bodies[0], node.record)


def _note_status(source: Record) -> None:
    word, status = source.get(Field.STATUS), source.status
    if status.is_unknown:
        source.notes.append(
            _("Status “%(word)s” is none we know; read as planned.") % {"word": word}
        )
    elif status.is_ambiguous:
        source.notes.append(
            _("“%(word)s” can mean a first step or nearly all; read as in progress.")
            % {"word": word}
        )
    if status.confidence:
        source.notes.append(
            _("“%(word)s” also judges the delivery: log an update to rate it.") % {"word": word}
        )


def _first_state(row: Row, node: Node, matching: Matching) -> dict[str, Any]:
    source = node.record
    state = source.status.milestone or MilestoneState.PLANNED
    if not matching.policy.agrees:
        return {"state": MilestoneState.DRAFT}
    match state:
        case MilestoneState.ACHIEVED:
            return _achieved(row, source, matching)
        case MilestoneState.PAUSED:
            look_again = clock.real_today() + timedelta(PAUSE_DAYS)
            return {
                "state": state,
                "paused_from": MilestoneState.PLANNED,
                "review_by": look_again.isoformat(),
            }
        case MilestoneState.CLOSED:
            reason = source.status.closed_reason or ClosedReason.CANCELLED
            return {"state": state, "closed_reason": reason}
    return {"state": state}


def _achieved(row: Row, source: Record, matching: Matching) -> dict[str, Any]:
    """(import) to Achieved: an administrator only, and marked (4.2)."""
    if not matching.policy.may_achieve:
        matching.problem(
            row,
            Field.STATUS,
            source.get(Field.STATUS),
            _("Only an administrator brings in milestones as achieved."),
            _("Write “in progress” and submit it for review, or ask an administrator to import."),
        )
    if source.achieved_on and source.achieved_on > clock.real_today():
        matching.problem(
            row,
            Field.ACHIEVED,
            source.get(Field.ACHIEVED),
            _("The date achieved is in the future."),
            _("Correct the date or the status."),
        )
    return {
        "state": MilestoneState.ACHIEVED,
        "achieved_on": plain(source.achieved_on),
        "imported_unreviewed": True,
    }


def _compare(node: Node, row: Row, held: Held, deadline: Reading, matching: Matching) -> None:
    source = node.record
    row.object_id, row.version = held["id"], held["version"]
    matching.compare(row, held, FIELDS, source)
    if node.children and (text := _indicators(node)) != held["indicators_text"]:
        row.wanted["indicators_text"] = text
        row.changes[str(_("Indicators"))] = [held["indicators_text"], text]
    matching.compare_words(row, held, source)
    _compare_deadline(row, held, deadline, source, matching)
    _compare_state(row, held, source, matching)
    if row.wanted:
        row.verdict = Verdict.CHANGED
        if held["state"] != MilestoneState.DRAFT:
            matching.check_agreed(row, held["code"])


def _compare_deadline(
    row: Row, held: Held, deadline: Reading, source: Record, matching: Matching
) -> None:
    """D1: a deadline that was agreed changes by a decided request only, not by a file."""
    if deadline.on is None or deadline.on in (held["deadline"], held["first_deadline"]):
        return
    is_draft = held["state"] == MilestoneState.DRAFT
    if held["deadline"] is None or is_draft:
        row.wanted |= {"deadline": plain(deadline.on), "deadline_precision": deadline.precision}
        if not is_draft:
            row.wanted["first_deadline"] = plain(deadline.on)
        name = matching.columns.name(Field.DEADLINE)
        row.changes[name] = [shown(plain(held["deadline"])), shown(plain(deadline.on))]
        return
    matching.problem(
        row,
        Field.DEADLINE,
        source.get(Field.DEADLINE) or source.deadline_words,
        _("The agreed deadline of %(code)s is %(deadline)s. An import does not move it.")
        % {"code": held["code"], "deadline": held["deadline"]},
        _("Ask for the new date on the page of the milestone, and write the agreed one here."),
    )


def _compare_state(row: Row, held: Held, source: Record, matching: Matching) -> None:
    wanted, state = source.status.milestone, held["state"]
    label = str(MilestoneState(state).label)
    if wanted in (None, state) or matching.says_nothing_new(source, held, label):
        return
    name = matching.columns.name(Field.STATUS)
    if wanted == MilestoneState.IN_PROGRESS and state in _STARTABLE:
        row.wanted["state"] = wanted
    elif wanted == MilestoneState.ACHIEVED and state in _ACHIEVABLE:
        row.wanted |= _achieved(row, source, matching)
    else:
        matching.problem(
            row,
            Field.STATUS,
            source.get(Field.STATUS),
            _("%(code)s is “%(state)s”, and an import does not change that.")
            % {"code": held["code"], "state": label},
            _("Change it on the page of the milestone, or write “%(state)s”.") % {"state": label},
        )
        return
    row.changes[name] = [label, str(wanted.label) if wanted else ""]
