"""Entries of the record: who did what, by which post, why and by which way."""

from collections.abc import Sequence
from typing import Any, ClassVar

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from commitments.api.serializers.common import URL, address, maybe_text, or_null, text, whole, word
from commitments.api.shapes import Row, Shape
from history.models import Channel


@extend_schema_field(OpenApiTypes.ANY)
class Anything(serializers.JSONField):
    """A value of any kind."""


class FieldChange(serializers.Serializer):
    """A field of an object, before and after."""

    object = serializers.CharField(help_text="The kind of object.")
    key = serializers.CharField(help_text="Its code or address name, else its number.")
    what = word(
        [("insert", "added"), ("update", "changed"), ("delete", "removed")],
        "What happened to the object.",
    )
    field = maybe_text("The field; null where an object went.")
    before = Anything(help_text="What it was.", allow_null=True)
    after = Anything(help_text="What it became.", allow_null=True)


class ActShape(Shape):
    """An act: one deed, with everything it changed."""

    id = whole("The number of the entry.")
    kind = serializers.CharField(help_text="What was done, like milestone.accepted.")
    about = maybe_text("The code or address name of what it is about.")
    person = maybe_text("Who did it; null for a rule of the system.")
    post = maybe_text("The address name of the post it was done by.")
    organisation = maybe_text("The address name of the organisation of that post.")
    reason = text("Why.")
    channel = word(Channel, "By which way it came.")
    at = serializers.DateTimeField(help_text="When it was done.")
    recorded_at = serializers.DateTimeField(help_text="When it was written down.")
    request_id = maybe_text("The number of the request, as logs have it.")
    changes = FieldChange(
        many=True,
        allow_null=True,
        help_text="Each field before and after, in the entries about one object; else null.",
    )
    url = serializers.CharField(help_text=URL)

    columns: ClassVar[dict[str, Any]] = {
        "id": "id",
        "kind": "kind",
        "about": or_null("about"),
        "person": "person__name",
        "post": "post__slug",
        "organisation": "organisation__slug",
        "reason": "reason",
        "channel": "channel",
        "at": "at",
        "recorded_at": "recorded_at",
        "request_id": or_null("request_id"),
    }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        root = address("history")
        for row in rows:
            row["changes"] = None
            row["url"] = f"{root}/{row['id']}"
