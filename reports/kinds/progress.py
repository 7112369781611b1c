"""The progress report: one row a milestone, in the order of the codes."""

from datetime import date
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenure
from commitments.calendars import coordinating_calendar
from commitments.models import Milestone
from commitments.querysets.milestone import effective_finish, timing_word
from commitments.rules.timing import late_review_sent_by
from commitments.rules.words import OPEN_STATES
from reports.columns import Column, Type

KIND = "progress"
TITLE = _("Progress report")


class _Days(Func):
    """Whole days from one date to another; SQL subtracts dates to a number."""

    template = "(%(expressions)s)"
    arg_joiner = " - "
    output_field = IntegerField()


class _Joined(Func):
    """The objectives of a commitment, main one first, as "7; 12"."""

    template = "array_to_string(array_prepend(%(expressions)s), '; ')"
    output_field = CharField()


def columns(on: date) -> list[Column]:
    """The columns as at a day. Their order and codes are part of the file's format."""
    finish = effective_finish(on)
    late = Case(
        When(
            Q(state__in=OPEN_STATES, deadline__lt=on),
            then=_Days(Value(on, output_field=DateField()), F("deadline")),
        ),
        default=Value(0),
        output_field=IntegerField(),
    )
    holder = (
        Tenure.objects.running(on=on)
        .filter(post=OuterRef("responsible_post"))
        .values("holder__name")[:1]
    )
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
            _Joined(F("commitment__main_objective"), F("commitment__other_objectives")),
        ),
        Column("responsible_post", _("Responsible post"), Type.TEXT, "responsible_post__title"),
        Column("holder", _("Held by"), Type.TEXT, Subquery(holder, output_field=CharField())),
        Column("key", _("Key milestone"), Type.BOOLEAN, "is_key"),
        Column("weight", _("Weight"), Type.NUMBER, "weight"),
        Column("state", _("State"), Type.WORD, "state"),
        Column("timing", _("Timing"), Type.WORD, timing_word(on, sent_by)),
        Column("days_overdue", _("Days overdue"), Type.NUMBER, late),
        Column("first_deadline", _("First deadline"), Type.DATE, "first_deadline"),
        Column("deadline", _("Deadline"), Type.DATE, "deadline"),
        Column("expected_on", _("Expected date"), Type.DATE, "expected_on"),
        Column("achieved_on", _("Date achieved"), Type.DATE, "achieved_on"),
        Column("slippage", _("Slippage in days"), Type.NUMBER, _Days(finish, F("first_deadline"))),
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
    """The rows of some commitments, as COPY wants them: in order, and nothing but the columns."""
    sources = {f"c{place}": column.expression() for place, column in enumerate(chosen)}
    return (
        Milestone.objects.filter(commitment__in=commitment_ids)
        .order_by("commitment__code", "number")
        .annotate(**sources)
        .values_list(*sources)
    )
