"""Lists of milestones that several kinds of report hold, made by the database alone."""

from datetime import date

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from commitments.querysets.milestone import MilestoneQuerySet
from commitments.rules.words import MilestoneState
from reports.columns import Column, Type
from reports.expressions import days_overdue, holder, last_said, newest_update, slippage
from reports.tables import Table, of_rows

OWNER = "commitment__accountable_post"


def overdue(rows: MilestoneQuerySet, *, on: date) -> Table:
    """D2: the overdue among some milestones, the longest overdue first."""
    return of_rows(
        "overdue",
        _("Overdue milestones"),
        rows.overdue(on=on).order_by("deadline", "code"),
        [
            *_named(on),
            Column("key", _("Key"), Type.BOOLEAN, "is_key"),
            Column("first_deadline", _("First deadline"), Type.DATE, "first_deadline"),
            Column("deadline", _("Deadline"), Type.DATE, "deadline"),
            Column("moves", _("Moves"), Type.NUMBER, "moves"),
            Column("days_overdue", _("Days overdue"), Type.NUMBER, days_overdue(on)),
            Column("expected_on", _("Expected date"), Type.DATE, "expected_on"),
            Column("slippage", _("Slippage"), Type.NUMBER, slippage(on)),
            Column("state", _("State"), Type.WORD, "state", dict(MilestoneState.choices)),
            Column("last_said_on", _("Last said on"), Type.DATE, "commitment__last_update_on"),
            Column("last_said", _("Last said"), Type.TEXT, last_said("commitment"), prose=True),
            Column(
                "help_needed",
                _("Help needed"),
                Type.TEXT,
                newest_update("commitment", "help_needed"),
                prose=True,
            ),
        ],
        _("By days overdue, the longest first."),
    )


def to_review(rows: MilestoneQuerySet, *, on: date, sent_by: date) -> Table:
    """D11: submitted, and the review is late."""
    return of_rows(
        "review_late",
        _("Reviews that are late"),
        rows.review_late(sent_by=sent_by).order_by("submitted_on", "code"),
        [
            *_named(on),
            Column("deadline", _("Deadline"), Type.DATE, "deadline"),
            Column("submitted_on", _("Submitted on"), Type.DATE, "submitted_on"),
            Column("achieved_on", _("Date claimed"), Type.DATE, "achieved_on"),
        ],
        _("By the day of submission, the oldest first."),
    )


def key_to_come(rows: MilestoneQuerySet, *, on: date, until: date) -> Table:
    """Key milestones that are still owed, with a deadline from today to a day."""
    return of_rows(
        "key_to_come",
        _("Key milestones to come"),
        rows.open().filter(is_key=True, deadline__range=(on, until)).order_by("deadline", "code"),
        [
            *_named(on),
            Column("deadline", _("Deadline"), Type.DATE, "deadline"),
            Column("expected_on", _("Expected date"), Type.DATE, "expected_on"),
            Column("state", _("State"), Type.WORD, "state", dict(MilestoneState.choices)),
        ],
        _("By deadline, the nearest first."),
    )


def paused(rows: MilestoneQuerySet, *, on: date) -> Table:
    """Paused milestones, and when somebody looks again."""
    return of_rows(
        "paused_milestones",
        _("Paused milestones"),
        rows.filter(state="paused").order_by(F("review_by").asc(nulls_last=True), "code"),
        [
            *_named(on),
            Column("deadline", _("Deadline"), Type.DATE, "deadline"),
            Column("review_by", _("Look again by"), Type.DATE, "review_by"),
        ],
        _("By the day of the next look, the nearest first."),
    )


def _named(on: date) -> list[Column]:
    """Which milestone, of which commitment, led by whom, owned by whom."""
    return [
        Column("milestone_code", _("Code"), Type.WORD, "code"),
        Column("milestone_title", _("Milestone"), Type.TEXT, "title"),
        Column("commitment_title", _("Commitment"), Type.TEXT, "commitment__title"),
        Column(
            "lead_organisation",
            _("Lead organisation"),
            Type.TEXT,
            "commitment__lead_organisation__name",
        ),
        Column("owner_post", _("Owner"), Type.TEXT, f"{OWNER}__title"),
        Column("owner", _("Held by"), Type.TEXT, holder(OWNER, on=on)),
    ]
