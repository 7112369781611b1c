"""Milestones, as they are written out, drafted and steered."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, ClassVar

from rest_framework import serializers

from commitments.api.fields import (
    COMMITMENT_CODE,
    MILESTONE_CODE,
    SLUG,
    Day,
    Flag,
    Matching,
    Text,
    Whole,
)
from commitments.api.serializers.commitments import Closing
from commitments.api.serializers.common import (
    URL,
    VERSION,
    address,
    day,
    flag,
    maybe_text,
    maybe_word,
    or_null,
    text,
    whole,
    word,
)
from commitments.api.serializers.evidence import EvidenceShape
from commitments.api.shapes import Row, Shape, Words
from commitments.calendars import coordinating_calendar
from commitments.models import DateRequest, Evidence, Submission
from commitments.rules import timing
from commitments.rules.facts import MilestoneFacts
from commitments.rules.labels import timing_label
from commitments.rules.words import ClosedReason, DatePrecision, MilestoneState, TimingWord
from history import clock


class MilestoneShape(Shape):
    """A milestone as lists show it."""

    code = serializers.CharField(help_text="The code, like GCM-07-0042-M03. It never changes.")
    commitment = serializers.CharField(help_text="The code of its commitment.")
    number = whole("Its number in the commitment.")
    title = serializers.CharField(help_text="The title.")
    state = word(MilestoneState, "Where it stands (4.2).")
    timing = word(TimingWord, "Early, late or due, in one word (4.3).")
    timing_label = serializers.CharField(help_text="The same as a sentence, as pages say it.")
    is_key = flag("Whether it is a key milestone.")
    weight = whole("Its weight, 1 to 5.")
    lead_organisation = maybe_text("The address name of the organisation that leads.")
    responsible_post = maybe_text("The address name of the responsible post.")
    first_deadline = day("The first deadline, which never changes (D1).")
    deadline = day("The deadline, which only a decided request moves (D1).")
    deadline_precision = word(DatePrecision, "How exact the deadline was promised.")
    expected_on = day("The day the owner expects, free to change.")
    achieved_on = day("The day it was achieved: claimed while submitted, fixed once accepted.")
    submitted_on = day("The day it was sent for review.")
    returned_on = day("The day it was last returned.")
    review_by = day("While paused: the day by which somebody looks again.")
    moves = whole("How often the deadline moved.")
    days_overdue = whole("Days since the deadline, 0 when not overdue (D2).")
    slippage = whole("Days from the first deadline to the effective finish (D5).", allow_null=True)
    closed_reason = maybe_word(ClosedReason, "Why it was closed without being achieved.")
    imported_unreviewed = flag("Imported as achieved; nobody reviewed it here.")
    self_reviewed = flag("Accepted by somebody who could not leave it to others (M5).")
    evidence_count = whole("How many pieces of evidence there are.")
    version = whole(VERSION)
    url = serializers.CharField(help_text=URL)

    columns: ClassVar[dict[str, Any]] = {
        "code": "code",
        "commitment": "commitment__code",
        "number": "number",
        "title": "title",
        "state": "state",
        "is_key": "is_key",
        "weight": "weight",
        "lead_organisation": "commitment__lead_organisation__slug",
        "responsible_post": "responsible_post__slug",
        "first_deadline": "first_deadline",
        "deadline": "deadline",
        "deadline_precision": "deadline_precision",
        "expected_on": "expected_on",
        "achieved_on": "achieved_on",
        "submitted_on": "submitted_on",
        "returned_on": "returned_on",
        "review_by": "review_by",
        "moves": "moves",
        "closed_reason": or_null("closed_reason"),
        "imported_unreviewed": "imported_unreviewed",
        "self_reviewed": "self_reviewed",
        "evidence_count": "evidence_count",
        "version": "version",
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        today, calendar = clock.today(), coordinating_calendar()
        root = address("milestones")
        for row in rows:
            facts = MilestoneFacts.of(SimpleNamespace(**row))
            label = timing_label(facts, on=today, calendar=calendar)
            row["timing"], row["timing_label"] = label.code, str(label)
            row["days_overdue"] = timing.days_overdue(facts, on=today)
            row["slippage"] = timing.slippage(facts, on=today)
            row["url"] = f"{root}/{row['code']}"


class MilestoneDetail(MilestoneShape):
    """A milestone with what counts as achieved, its evidence, and what waits for a decision."""

    achieved_test = text("What counts as achieved, one point a line.")
    points = serializers.ListField(
        child=serializers.CharField(),
        help_text="The points that a submission answers, in their order.",
    )
    indicators_text = text("Indicators, as the source words them.")
    replaced_by = maybe_text("The code of the milestone that replaces it.")
    source_ref = text("Where it came from, in the source that was imported.")
    source_words = serializers.DictField(help_text="The source's own words, beside our reading.")
    evidence = EvidenceShape(many=True, help_text="What shows it, newest first; 100 at most.")
    waiting_submission = whole(
        "The number of the submission that waits for review.", allow_null=True
    )
    waiting_date_request = whole(
        "The number of the date request that waits for a decision.", allow_null=True
    )

    columns: ClassVar[dict[str, Any]] = {
        **MilestoneShape.columns,
        "achieved_test": "achieved_test",
        "indicators_text": "indicators_text",
        "replaced_by": "replaced_by__code",
        "source_ref": "source_ref",
        "source_words": "source_words",
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        super().complete(rows)
        for row in rows:
            lines = [line.strip() for line in row["achieved_test"].splitlines()]
            row["points"] = [line for line in lines if line] or [row["title"]]
            evidence = Evidence.objects.filter(milestone=row["_pk"]).order_by("-id")
            row["evidence"] = EvidenceShape.read(evidence[:100])
            waiting = Submission.objects.filter(milestone=row["_pk"], is_waiting=True)
            row["waiting_submission"] = waiting.values_list("pk", flat=True).first()
            asked = DateRequest.objects.waiting().filter(milestone=row["_pk"])
            row["waiting_date_request"] = asked.values_list("pk", flat=True).first()


# --- What is sent ------------------------------------------------------------------------------


class MilestoneFields(Words):
    """What can be written and changed while a milestone is a draft."""

    title = Text(most=200, help_text="The title.")
    achieved_test = Text(
        most=20000, required=False, help_text="What counts as achieved, one point a line."
    )
    is_key = Flag(required=False, help_text="Whether it is a key milestone.")
    weight = Whole(min_value=1, max_value=5, required=False, help_text="Its weight, 1 to 5.")
    responsible_post = Matching(
        SLUG, required=False, allow_null=True, help_text="The address name of a post."
    )
    deadline = Day(required=False, allow_null=True, help_text="The deadline that is proposed.")


class NewMilestone(MilestoneFields):
    """A milestone of a draft."""

    commitment = Matching(COMMITMENT_CODE, help_text="The code of the commitment.")


class MilestoneClosing(Closing):
    """Why a milestone will not be achieved as written."""

    replaced_by = Matching(
        MILESTONE_CODE,
        required=False,
        allow_null=True,
        help_text="With the reason `replaced`: the code of the milestone that replaces it.",
    )
