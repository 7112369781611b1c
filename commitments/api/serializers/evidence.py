"""Evidence: links and files, with their fingerprints."""

from typing import Any, ClassVar

from rest_framework import serializers

from commitments.api.fields import Choice, Day, Link, Text
from commitments.api.serializers.common import PERSON, day, maybe_text, or_null, whole, word
from commitments.api.shapes import Shape, Words
from commitments.files import NewEvidence
from commitments.rules.words import EvidenceKind, Visibility

# What may be chosen when something is published (screen 7).
SHOWN_TO = [
    choice for choice in Visibility.choices if choice[0] in (Visibility.INTERNAL, Visibility.PUBLIC)
]


class EvidenceShape(Shape):
    """A file or a link that shows a claim."""

    id = whole("Its number.")
    title = serializers.CharField(help_text="The title.")
    kind = word(EvidenceKind, "What it is.")
    link = maybe_text("Where it is on the web, for a link.")
    file_name = maybe_text("The name it was given, for a file.")
    media_type = maybe_text("The kind of the file.")
    size = whole("The size of the file in bytes.", allow_null=True)
    sha256 = maybe_text("The fingerprint of the file.")
    dated_on = day("The date of the document.")
    checked_on = day("The day on which the link was checked.")
    visibility = word(Visibility, "Who can see it.")
    added_on = serializers.DateField(help_text="The day on which it was added.")
    added_by = serializers.CharField(help_text=PERSON)

    columns: ClassVar[dict[str, Any]] = {
        "id": "pk",
        "title": "title",
        "kind": "kind",
        "link": or_null("link"),
        "file_name": or_null("file_name"),
        "media_type": or_null("media_type"),
        "size": "size",
        "sha256": or_null("sha256"),
        "dated_on": "dated_on",
        "checked_on": "checked_on",
        "visibility": "visibility",
        "added_on": "added_on",
        "added_by": "added_by__name",
    }


class NewLink(Words):
    """Evidence that is on the web. Files are added on the page."""

    title = Text(most=200, required=False, help_text="The title; the address when left out.")
    link = Link(help_text="A full address, like https://example.org/law.")
    kind = Choice(EvidenceKind.choices, required=False, help_text="What it is.")
    dated_on = Day(required=False, allow_null=True, help_text="The date of the document.")
    visibility = Choice(SHOWN_TO, required=False, help_text="Who can see it.")


def links(sent: list[dict[str, Any]]) -> list[NewEvidence]:
    """What services attach."""
    return [NewEvidence(**{"title": "", **link}) for link in sent]
