"""The 23 objectives of the Compact."""

from collections.abc import Sequence
from typing import Any, ClassVar

from rest_framework import serializers

from commitments.api.serializers.common import URL, address, maybe_text, or_null, whole, word
from commitments.api.shapes import Row, Shape
from commitments.reference.models import GcmAction, SdgLink


class ObjectiveShape(Shape):
    """One of the 23 objectives."""

    number = whole("Its number, 1 to 23.")
    code = serializers.CharField(help_text="Its code.")
    title = serializers.CharField(help_text="The official wording.")
    alternative_title = maybe_text("The other wording in circulation, if there is one.")
    short_title = serializers.CharField(help_text="A shorter wording.")
    label = serializers.CharField(help_text="Our own words for headings.")  # type: ignore[assignment]
    keyword = serializers.CharField(help_text="One word for addresses.")
    paragraph = whole("The paragraph of the Compact.")
    url = serializers.CharField(help_text=URL)

    columns: ClassVar[dict[str, Any]] = {
        "number": "number",
        "code": "code",
        "title": "title",
        "alternative_title": or_null("alternative_title"),
        "short_title": "short_title",
        "label": "label",
        "keyword": "keyword",
        "paragraph": "paragraph",
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        root = address("objectives")
        for row in rows:
            row["url"] = f"{root}/{row['number']}"


class ActionShape(Shape):
    """A lettered action, as States may draw from."""

    code = serializers.CharField(help_text="Its code, like 7.f.")
    letter = serializers.CharField(help_text="Its letter.")
    label = serializers.CharField(help_text="In our words.")  # type: ignore[assignment]

    columns: ClassVar[dict[str, Any]] = {"code": "code", "letter": "letter", "label": "label"}


class SdgShape(Shape):
    """A target of the 2030 Agenda that an objective touches."""

    target = serializers.CharField(help_text="The target, like 10.7.")
    goal = whole("The goal.")
    label = serializers.CharField(help_text="In words.")  # type: ignore[assignment]
    basis = word(SdgLink.Basis, "On what ground we say so.")

    columns: ClassVar[dict[str, Any]] = {
        "target": "target",
        "goal": "goal",
        "label": "label",
        "basis": "basis",
    }


class ObjectiveDetail(ObjectiveShape):
    """An objective with its actions and the targets it touches."""

    actions = ActionShape(many=True, help_text="Its lettered actions.")
    sdg_targets = SdgShape(many=True, help_text="Targets of the 2030 Agenda.")

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        super().complete(rows)
        for row in rows:
            actions = GcmAction.objects.filter(objective=row["_pk"]).order_by("letter")
            row["actions"] = ActionShape.read(actions)
            targets = SdgLink.objects.filter(objective=row["_pk"]).order_by("goal", "target")
            row["sdg_targets"] = SdgShape.read(targets)
