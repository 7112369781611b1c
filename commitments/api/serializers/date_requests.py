"""Date requests: the only way a deadline changes (D1)."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework import serializers

from commitments.api.fields import MILESTONE_CODE, Choice, Day, Matching, Several, Text
from commitments.api.serializers.common import (
    PERSON,
    POST,
    URL,
    address,
    day,
    maybe_text,
    text,
    whole,
    word,
)
from commitments.api.serializers.evidence import NewLink
from commitments.api.serializers.updates import LINKS_AT_MOST
from commitments.api.shapes import Row, Shape, Words
from commitments.rules.words import DateOutcome, DelayCause
from commitments.services.lengths import LONG_TEXT

DECISIONS = [
    choice
    for choice in DateOutcome.choices
    if choice[0] in (DateOutcome.APPROVED, DateOutcome.APPROVED_OTHER, DateOutcome.REFUSED)
]


class DateRequestShape(Shape):
    """A request to change a deadline, and its decision."""

    id = whole("Its number.")
    milestone = serializers.CharField(help_text="The code of the milestone.")
    old_deadline = serializers.DateField(help_text="The deadline until then.")
    asked_deadline = serializers.DateField(help_text="The deadline asked for.")
    cause = word(DelayCause, "Why, in one word.")
    explanation = text("Why, in sentences.")
    differently = text("What will be done differently.")
    asked_on = serializers.DateField(help_text="The day it was asked.")
    asked_at = serializers.DateTimeField(help_text="The moment it was asked.")
    asked_by = serializers.CharField(help_text=PERSON)
    post = maybe_text(POST)
    outcome = word(DateOutcome, "What became of it.")
    decided_deadline = day("The deadline that was decided.")
    decision_reason = text("The reason of the decision.")
    agreed_by = text("From the third request on: who agreed.")
    decided_on = day("The day of the decision.")
    decided_at = serializers.DateTimeField(help_text="The moment of the decision.", allow_null=True)
    decided_by = maybe_text(PERSON)
    decided_post = maybe_text(POST)
    version = whole("The version of its milestone, on which a decision is based.")
    url = serializers.CharField(help_text=URL)

    columns: ClassVar[dict[str, Any]] = {
        "id": "pk",
        "milestone": "milestone__code",
        "old_deadline": "old_deadline",
        "asked_deadline": "asked_deadline",
        "cause": "cause",
        "explanation": "explanation",
        "differently": "differently",
        "asked_on": "asked_on",
        "asked_at": "asked_at",
        "asked_by": "asked_by__name",
        "post": "post__slug",
        "outcome": "outcome",
        "decided_deadline": "decided_deadline",
        "decision_reason": "decision_reason",
        "agreed_by": "agreed_by",
        "decided_on": "decided_on",
        "decided_at": "decided_at",
        "decided_by": "decided_by__name",
        "decided_post": "decided_post__slug",
        "version": "milestone__version",
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        root = address("date-requests")
        for row in rows:
            row["url"] = f"{root}/{row['id']}"


# --- What is sent ------------------------------------------------------------------------------


class NewDateRequest(Words):
    """A request for another deadline. An earlier one needs no approval and holds at once."""

    milestone = Matching(MILESTONE_CODE, help_text="The code of the milestone.")
    asked_deadline = Day(help_text="The deadline asked for, after today.")
    cause = Choice(DelayCause.choices, help_text="Why, in one word.")
    explanation = Text(most=LONG_TEXT, help_text="Why, in sentences.")
    differently = Text(most=LONG_TEXT, required=False, help_text="What you will do differently.")
    evidence = Several(
        NewLink(), most=LINKS_AT_MOST, required=False, help_text="Links that show it."
    )


class DateDecision(Words):
    """What is decided of a request."""

    outcome = Choice(DECISIONS, help_text="Approved, approved with another date, or refused.")
    deadline = Day(
        required=False, allow_null=True, help_text="With `approved_other`: the deadline."
    )
    reason = Text(most=LONG_TEXT, required=False, help_text="Needed but for a plain approval.")
    agreed_by = Text(most=200, required=False, help_text="From the third request on: who agreed.")
