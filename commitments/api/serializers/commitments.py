"""Commitments, as they are written out and as they are drafted and steered."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any, ClassVar

from rest_framework import serializers

from accounts.words import GovernanceLevel
from commitments.api.fields import SLUG, Choice, Day, Matching, Several, Text, Whole
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
from commitments.api.shapes import Row, Shape, Words
from commitments.models import Commitment, CommitmentPartner, Contributor
from commitments.rules.words import (
    ClosedReason,
    CommitmentState,
    Confidence,
    Freshness,
    PartnerRole,
    Visibility,
)
from commitments.selectors.headline import digests

CODE = "The code, like GCM-07-0042. It never changes."


class CommitmentShape(Shape):
    """A commitment as lists show it."""

    code = serializers.CharField(help_text=CODE)
    title = serializers.CharField(help_text="The title.")
    state = word(CommitmentState, "Where it stands (4.4).")
    plan = serializers.CharField(help_text="The code of the plan it belongs to.")
    main_objective = whole("The number of its main objective, 1 to 23.")
    other_objectives = serializers.ListField(
        child=serializers.IntegerField(), help_text="The numbers of its other objectives."
    )
    principles = serializers.ListField(
        child=serializers.CharField(), help_text="The letters of the principles it shows best."
    )
    level = word(GovernanceLevel, "The governance level.")
    lead_organisation = maybe_text("The address name of the organisation that leads it.")
    accountable_post = maybe_text("The address name of the post that answers for it.")
    starts_on = day("The day it starts.")
    ends_on = day("The day it ends.")
    agreed_on = day("The day on which the plan was agreed.")
    closed_on = day("The day on which it was completed or closed.")
    review_by = day("While paused: the day by which somebody looks again.")
    update_interval = word(Commitment.Interval, "Days after which an update is due (F1).")
    visibility = word(Visibility, "Who can see it.")
    last_update_on = day("The day of the last update.")
    confidence = maybe_word(
        Confidence, "The headline (H5): the lowest of owner, coordinator and checks."
    )
    owner_rating = maybe_word(Confidence, "The owner's own word.")
    coordinator_rating = maybe_word(Confidence, "The coordinator's own word.")
    freshness = maybe_word(Freshness, "How current the last update is (F1).")
    achieved = whole("Achieved milestones (P4).")
    counted = whole("Counted milestones (P4).")
    percent = whole("Completion in percent, rounded down (P1).", allow_null=True)
    overdue = whole("Overdue milestones (D2).")
    next_deadline = day("The nearest deadline that is still owed.")
    first_end = day("The latest first deadline of its counted milestones.")
    agreed_end = day("The latest deadline of its counted milestones.")
    expected_end = day("The latest day on which one is, or is expected to be, done.")
    is_invented = flag("Whether it is an invented example of the demo.")
    version = whole(VERSION)
    url = serializers.CharField(help_text=URL)

    columns: ClassVar[dict[str, Any]] = {
        "code": "code",
        "title": "title",
        "state": "state",
        "plan": "plan__code",
        "main_objective": "main_objective_id",
        "other_objectives": "other_objectives",
        "principles": "principles",
        "level": "level",
        "lead_organisation": "lead_organisation__slug",
        "accountable_post": "accountable_post__slug",
        "starts_on": "starts_on",
        "ends_on": "ends_on",
        "agreed_on": "agreed_on",
        "closed_on": "closed_on",
        "review_by": "review_by",
        "update_interval": "update_interval",
        "visibility": "visibility",
        "last_update_on": "last_update_on",
        "owner_rating": or_null("owner_rating"),
        "coordinator_rating": or_null("coordinator_rating"),
        "is_invented": "is_invented",
        "version": "version",
        "_owner_rated_on": "owner_rated_on",
        "_coordinator_rated_on": "coordinator_rated_on",
        "_time_tolerance": "time_tolerance",
        "_open_escalations": "open_escalations",
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        facts = {name: name.lstrip("_") for name in rows[0]}
        found = digests(
            SimpleNamespace(**{facts[name]: value for name, value in row.items()}) for row in rows
        )
        root = address("commitments")
        for row in rows:
            digest = found[row["_pk"]]
            row["confidence"] = digest.assessment.headline if digest.assessment else None
            row["freshness"] = digest.silence.word if digest.silence else None
            row["achieved"] = digest.completion.achieved
            row["counted"] = digest.completion.counted
            row["percent"] = digest.completion.percent
            row["overdue"] = digest.overdue
            row["next_deadline"] = digest.next_deadline
            row["first_end"] = digest.dates.first_end
            row["agreed_end"] = digest.dates.agreed_end
            row["expected_end"] = digest.dates.expected_end
            row["url"] = f"{root}/{row['code']}"
            row["_digest"] = digest


class PartnerShape(Shape):
    """An organisation that takes part."""

    organisation = serializers.CharField(help_text="The address name of the organisation.")
    role = word(PartnerRole, "What it is to the commitment.")
    does = text("What it does.")

    columns: ClassVar[dict[str, Any]] = {
        "organisation": "organisation__slug",
        "role": "role",
        "does": "does",
    }


class CommitmentDetail(CommitmentShape):
    """A commitment with all that is said of it."""

    wording = text("The agreed wording.")
    why = text("Why it matters.")
    source_document = text("The document that holds the promise.")
    registry_number = text("Its number there.")
    level_reason = text("Why this level.")
    state_reason = text("Why it stands where it does.")
    time_tolerance = whole("Days a milestone may be late before it is off track (H4).")
    confidence_reason = maybe_text("One sentence that says why the headline is what it is (H6).")
    source_ref = text("Where it came from, in the source that was imported.")
    source_words = serializers.DictField(help_text="The source's own words, beside our reading.")
    partners = PartnerShape(many=True, help_text="Other organisations, each with a role.")
    contributors = serializers.ListField(
        child=serializers.CharField(),
        help_text="The address names of posts that do work and may log progress.",
    )

    columns: ClassVar[dict[str, Any]] = {
        **CommitmentShape.columns,
        "wording": "wording",
        "why": "why",
        "source_document": "source_document",
        "registry_number": "registry_number",
        "level_reason": "level_reason",
        "state_reason": "state_reason",
        "time_tolerance": "time_tolerance",
        "source_ref": "source_ref",
        "source_words": "source_words",
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        super().complete(rows)
        for row in rows:
            assessment = row["_digest"].assessment
            row["confidence_reason"] = assessment.reason if assessment else None
            partners = CommitmentPartner.objects.filter(commitment=row["_pk"]).order_by("pk")
            row["partners"] = PartnerShape.read(partners)
            posts = Contributor.objects.filter(commitment=row["_pk"]).order_by("pk")
            row["contributors"] = list(posts.values_list("post__slug", flat=True))


# --- What is sent ------------------------------------------------------------------------------


class DraftFields(Words):
    """What can be written and changed until the plan is agreed. Nothing is needed but a title."""

    title = Text(most=200, help_text="The title.")
    wording = Text(most=20000, required=False, help_text="The agreed wording.")
    why = Text(most=20000, required=False, help_text="Why it matters.")
    source_document = Text(most=500, required=False, help_text="Where the promise stands.")
    registry_number = Text(most=60, required=False, help_text="Its number there.")
    other_objectives = Several(
        Whole(min_value=1, max_value=23),
        most=22,
        required=False,
        help_text="The numbers of other objectives.",
    )
    principles = Several(
        Matching(r"^[a-j]$"), most=10, required=False, help_text="Letters of principles, a to j."
    )
    level = Choice(GovernanceLevel.choices, help_text="The governance level.")
    level_reason = Text(most=500, required=False, help_text="Why this level.")
    lead_organisation = Matching(SLUG, help_text="The address name of the lead organisation.")
    accountable_post = Matching(
        SLUG, required=False, allow_null=True, help_text="The post that answers for it."
    )
    starts_on = Day(required=False, allow_null=True, help_text="The day it starts.")
    ends_on = Day(required=False, allow_null=True, help_text="The day it ends.")
    update_interval = Choice(
        Commitment.Interval.choices, required=False, help_text="Days between updates."
    )
    time_tolerance = Whole(
        min_value=0, max_value=3650, required=False, help_text="Days a milestone may be late."
    )
    visibility = Choice(Visibility.choices, required=False, help_text="Who can see it.")


class NewCommitment(DraftFields):
    """A draft. Its code is given by its main objective and never changes."""

    plan = Matching(r"^[-a-zA-Z0-9_]{1,40}$", help_text="The code of the plan.")
    main_objective = Whole(min_value=1, max_value=23, help_text="The number of the main objective.")


class Reason(Words):
    """A reason, if there is one to give."""

    reason = Text(most=5000, required=False, help_text="Why.")


class NeededReason(Words):
    """A reason, which has to be given."""

    reason = Text(most=5000, help_text="Why.")


class Pause(NeededReason):
    """A pause, and its end."""

    review_by = Day(help_text="The day by which somebody looks again, at most 180 days ahead.")


class Closing(NeededReason):
    """Why something will not be achieved as written."""

    closed_reason = Choice(ClosedReason.choices, help_text="Why it is closed, in one word.")


class NewRating(NeededReason):
    """The coordinator's own word."""

    confidence = Choice(Confidence.choices, help_text="How delivery is going.")
