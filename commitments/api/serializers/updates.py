"""Updates: what owners and contributors say on a day."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import Exists, OuterRef
from rest_framework import serializers

from commitments.api.fields import (
    COMMITMENT_CODE,
    MILESTONE_CODE,
    Choice,
    Day,
    Flag,
    Matching,
    Several,
    Text,
)
from commitments.api.serializers.common import (
    PERSON,
    POST,
    URL,
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
from commitments.api.serializers.evidence import SHOWN_TO, EvidenceShape, NewLink
from commitments.api.shapes import Row, Shape, Words
from commitments.models import Evidence, MilestoneChange, Update
from commitments.rules.words import Confidence, Visibility
from commitments.services.lengths import UPDATE_LENGTHS

LINKS_AT_MOST = 20
MILESTONES_AT_MOST = 100


class ChangeShape(Shape):
    """What an update said of one milestone."""

    milestone = serializers.CharField(help_text="The code of the milestone.")
    started = flag("It was started.")
    ready = flag("It is ready for review.")
    expected_before = day("The expected date before.")
    expected_after = day("The expected date since.")

    columns: ClassVar[dict[str, Any]] = {
        "milestone": "milestone__code",
        "started": "started",
        "ready": "ready",
        "expected_before": "expected_before",
        "expected_after": "expected_after",
        "_update": "update_id",
    }


class UpdateEvidence(EvidenceShape):
    """Evidence that came with an update."""

    columns: ClassVar[dict[str, Any]] = {**EvidenceShape.columns, "_update": "update_id"}


class UpdateShape(Shape):
    """An update. Published, never edited."""

    id = whole("Its number.")
    commitment = serializers.CharField(help_text="The code of the commitment.")
    kind = word(Update.Kind, "Progress, or a confirmation that nothing has changed (F2).")
    confidence = maybe_word(Confidence, "How delivery is going, in the owner's word.")
    happened = text("What has happened.")
    problem = text("The problem.")
    help_needed = text("Help or decision needed.")
    help_from = text("From whom.")
    next_step = text("What happens next.")
    visibility = word(Visibility, "Who can see it.")
    published_on = serializers.DateField(help_text="The day.")
    published_at = serializers.DateTimeField(help_text="The moment.")
    published_by = serializers.CharField(help_text=PERSON)
    post = maybe_text(POST)
    changes = ChangeShape(many=True, help_text="What it changed of milestones.")
    evidence = EvidenceShape(many=True, help_text="What came with it.")
    url = serializers.CharField(help_text=URL)

    columns: ClassVar[dict[str, Any]] = {
        "id": "pk",
        "commitment": "commitment__code",
        "kind": "kind",
        "confidence": or_null("confidence"),
        "happened": "happened",
        "problem": "problem",
        "help_needed": "help_needed",
        "help_from": "help_from",
        "next_step": "next_step",
        "visibility": "visibility",
        "published_on": "published_on",
        "published_at": "published_at",
        "published_by": "published_by__name",
        "post": "post__slug",
        # Most updates have neither, and are then written without asking for them.
        "_changes": Exists(MilestoneChange.objects.filter(update=OuterRef("pk"))),
        "_evidence": Exists(Evidence.objects.filter(update=OuterRef("pk"))),
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        changes: dict[int, list[Row]] = {}
        if changed := [row["_pk"] for row in rows if row["_changes"]]:
            said = MilestoneChange.objects.filter(update__in=changed).order_by("pk")
            changes = ChangeShape.read_by("_update", said)
        evidence: dict[int, list[Row]] = {}
        if proven := [row["_pk"] for row in rows if row["_evidence"]]:
            shown = Evidence.objects.filter(update__in=proven).order_by("pk")
            evidence = UpdateEvidence.read_by("_update", shown)
        root = address("updates")
        for row in rows:
            row["changes"] = changes.get(row["_pk"], [])
            row["evidence"] = evidence.get(row["_pk"], [])
            row["url"] = f"{root}/{row['id']}"


# --- What is sent ------------------------------------------------------------------------------


class SaidOfMilestone(Words):
    """What an update says of one milestone."""

    milestone = Matching(MILESTONE_CODE, help_text="The code of the milestone.")
    started = Flag(required=False, help_text="Work on it has started.")
    ready = Flag(required=False, help_text="It is ready for review.")
    expected_on = Day(
        required=False,
        allow_null=True,
        help_text="The expected date; null takes it away, left out it stays.",
    )


class NewUpdate(Words):
    """Progress, or with the kind `unchanged` the word that nothing has changed (F2)."""

    commitment = Matching(COMMITMENT_CODE, help_text="The code of the commitment.")
    kind = Choice(
        Update.Kind.choices,
        required=False,
        help_text="`unchanged` takes no other words. `progress` when left out.",
    )
    confidence = Choice(
        Confidence.choices, required=False, help_text="How delivery is going; needed for progress."
    )
    happened = Text(
        most=UPDATE_LENGTHS["happened"],
        required=False,
        help_text="What has happened; needed for progress.",
    )
    problem = Text(
        most=UPDATE_LENGTHS["problem"],
        required=False,
        help_text="The problem; needed unless delivery is on track.",
    )
    help_needed = Text(
        most=UPDATE_LENGTHS["help_needed"], required=False, help_text="Help or decision needed."
    )
    help_from = Text(most=UPDATE_LENGTHS["help_from"], required=False, help_text="From whom.")
    next_step = Text(
        most=UPDATE_LENGTHS["next_step"], required=False, help_text="What happens next."
    )
    visibility = Choice(SHOWN_TO, required=False, help_text="Who can see it.")
    milestones = Several(
        SaidOfMilestone(), most=MILESTONES_AT_MOST, required=False, help_text="Of milestones."
    )
    evidence = Several(
        NewLink(), most=LINKS_AT_MOST, required=False, help_text="Links that show it."
    )
