"""The progress report: one row a milestone, in the order of the codes."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.translation import gettext_lazy as _

from commitments.calendars import coordinating_calendar
from commitments.models import Milestone
from commitments.querysets.milestone import timing_word
from commitments.rules.timing import late_review_sent_by
from reports.columns import Column, Type
from reports.expressions import Joined, days_overdue, holder, slippage
from reports.kinds.asked import Asked
from reports.sections import Section
from reports.tables import Piece, Table, copied, selected

PURPOSE = _("One row a milestone, with its dates, state and slippage: the data behind the others.")
COMMITMENTS_A_PIECE = 1_000


def draw(asked: Asked) -> list[Section]:
    """The one table."""
    chosen = columns(asked.on)
    table = Table(
        "milestones",
        _("Milestones"),
        chosen,
        lambda: pieces(asked.commitment_ids, chosen),
        _("By commitment and number of the milestone."),
    )
    return [Section("milestones", _("Milestones"), tables=[table])]


def pieces(commitment_ids: list[int], chosen: list[Column]) -> Iterator[Piece]:
    """All rows, those of a thousand commitments at a time, in the order of the ids."""
    for start in range(0, len(commitment_ids), COMMITMENTS_A_PIECE):
        yield from copied(rows(commitment_ids[start : start + COMMITMENTS_A_PIECE], chosen))


def columns(on: date) -> list[Column]:
    """The columns as at a day. Their order and codes are part of the file's format."""
    sent_by = late_review_sent_by(on=on, calendar=coordinating_calendar())
    return [
        Column("commitment_code", _("Commitment"), Type.WORD, "commitment__code"),
        Column("commitment_title", _("Commitment title"), Type.TEXT, "commitment__title"),
        Column("milestone_code", _("Milestone"), Type.WORD, "code"),
        Column("milestone_title", _("Milestone title"), Type.TEXT, "title"),
        Column("plan", _("Plan"), Type.TEXT, "commitment__plan__title"),
        Column(
            "lead_organisation",
            _("Lead organisation"),
            Type.TEXT,
            "commitment__lead_organisation__name",
        ),
        Column("level", _("Governance level"), Type.WORD, "commitment__level"),
        Column(
            "objectives",
            _("Objectives"),
            Type.WORD,
            Joined(F("commitment__main_objective"), F("commitment__other_objectives")),
        ),
        Column("responsible_post", _("Responsible post"), Type.TEXT, "responsible_post__title"),
        Column("holder", _("Held by"), Type.TEXT, holder("responsible_post", on=on)),
        Column("key", _("Key milestone"), Type.BOOLEAN, "is_key"),
        Column("weight", _("Weight"), Type.NUMBER, "weight"),
        Column("state", _("State"), Type.WORD, "state"),
        Column("timing", _("Timing"), Type.WORD, timing_word(on, sent_by)),
        Column("days_overdue", _("Days overdue"), Type.NUMBER, days_overdue(on)),
        Column("first_deadline", _("First deadline"), Type.DATE, "first_deadline"),
        Column("deadline", _("Deadline"), Type.DATE, "deadline"),
        Column("expected_on", _("Expected date"), Type.DATE, "expected_on"),
        Column("achieved_on", _("Date achieved"), Type.DATE, "achieved_on"),
        Column("slippage", _("Slippage in days"), Type.NUMBER, slippage(on)),
        Column("moves", _("Deadline moves"), Type.NUMBER, "moves"),
        Column(
            "imported_unreviewed",
            _("Imported, not reviewed"),
            Type.BOOLEAN,
            "imported_unreviewed",
        ),
        Column("last_update", _("Last update"), Type.DATE, "commitment__last_update_on"),
        Column("evidence", _("Evidence"), Type.NUMBER, "evidence_count"),
    ]


def rows(commitment_ids: list[int], chosen: list[Column]) -> QuerySet[Milestone, Any]:
    """The rows of some commitments, in order, and nothing but the columns."""
    found = Milestone.objects.filter(commitment__in=commitment_ids)
    return selected(found.order_by("commitment__code", "number"), chosen)
