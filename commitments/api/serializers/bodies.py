"""Organisations and posts."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce, Greatest
from rest_framework import serializers

from accounts.models import Deputy, Holiday, Tenure
from accounts.words import GovernanceLevel, OrganisationCategory, Role
from commitments.api.fields import SLUG, Choice, Day, Matching, Several, Text, Whole
from commitments.api.serializers.common import (
    URL,
    VERSION,
    address,
    day,
    flag,
    maybe_text,
    or_null,
    text,
    whole,
    word,
)
from commitments.api.shapes import Row, Shape, Words
from history import clock

NAME = "The name in addresses. It never changes."
ADDRESS = r"^[^@\s\x00]{1,64}@[^@\s\x00]{1,180}$"


def newest(model: str, of: str = "pgh_obj") -> Coalesce:
    """The number of the newest entry of the record about a row, or about what belongs to it."""
    versions = apps.get_model("accounts", f"{model}Version").objects.filter(**{of: OuterRef("pk")})
    if read := clock.day_read():
        versions = versions.filter(pgh_created_at__lt=clock.end_of_day(read))
    return Coalesce(Subquery(versions.order_by("-pgh_id").values("pgh_id")[:1]), 0)


def post_version() -> Greatest:
    """A post changes with who holds it and who stands in (C1)."""
    return Greatest(newest("Post"), newest("Tenure", "post"), newest("Deputy", "post"))


class OrganisationShape(Shape):
    """A body that leads, works on, or takes part in commitments."""

    slug = serializers.CharField(help_text=NAME)
    name = serializers.CharField(help_text="The full name.")
    short_name = serializers.CharField(help_text="The short name.")
    category = word(OrganisationCategory, "What kind of body it is.")
    governance_level = word(GovernanceLevel, "The level it works at.")
    country = maybe_text("Its country, as two letters of ISO 3166-1.")
    parent = maybe_text("The organisation that it is a part of.")  # type: ignore[assignment]
    working_week = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7),
        help_text="The days it works on; Monday is 1.",
    )
    is_coordinating_body = flag("Whether reviews are due by its calendar (D11).")
    version = whole(VERSION)
    url = serializers.CharField(help_text=URL)

    @classmethod
    def sources(cls) -> dict[str, Any]:
        return {
            "slug": "slug",
            "name": "name",
            "short_name": "short_name",
            "category": "category",
            "governance_level": "governance_level",
            "country": or_null("country"),
            "parent": "parent__slug",
            "working_week": "working_week",
            "is_coordinating_body": "is_coordinating_body",
            "version": newest("Organisation"),
        }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        root = address("organisations")
        for row in rows:
            row["url"] = f"{root}/{row['slug']}"


class HolidayShape(Shape):
    """A day on which an organisation does not work."""

    on = serializers.DateField(help_text="The day.")
    name = text("What is celebrated.")

    columns: ClassVar[dict[str, Any]] = {"on": "on", "name": "name"}


class OrganisationDetail(OrganisationShape):
    """An organisation with its own holidays."""

    holidays = HolidayShape(many=True, help_text="Its own; without any, the installation's hold.")

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        super().complete(rows)
        for row in rows:
            own = Holiday.objects.filter(organisation=row["_pk"]).order_by("on")
            row["holidays"] = HolidayShape.read(own)


class PostShape(Shape):
    """A duty that outlasts the people who hold it."""

    slug = serializers.CharField(help_text=NAME)
    title = serializers.CharField(help_text="The title.")
    organisation = serializers.CharField(help_text="The address name of its organisation.")
    role = word(Role, "What it may do (3.0.1).")
    holder = maybe_text("Who holds it on the day, or null while it is vacant.")
    deputies = serializers.ListField(
        child=serializers.CharField(), help_text="Who stands in on the day."
    )
    closed_on = day("Its last day.")
    version = whole(VERSION)
    url = serializers.CharField(help_text=URL)

    @classmethod
    def sources(cls) -> dict[str, Any]:
        running = Tenure.objects.running().filter(post=OuterRef("pk"))
        return {
            "slug": "slug",
            "title": "title",
            "organisation": "organisation__slug",
            "role": "role",
            "holder": Subquery(running.values("holder__name")[:1]),
            "closed_on": "closed_on",
            "version": post_version(),
        }

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        today = clock.today()
        found = Deputy.objects.filter(
            post__in=[row["_pk"] for row in rows], starts_on__lte=today, ends_on__gte=today
        )
        names: dict[int, list[str]] = {}
        for post, name in found.order_by("pk").values_list("post_id", "deputy__name"):
            names.setdefault(post, []).append(name)
        root = address("posts")
        for row in rows:
            row["deputies"] = names.get(row["_pk"], [])
            row["url"] = f"{root}/{row['slug']}"


class TenureShape(Shape):
    """Who held a post, from a day to a day."""

    holder = serializers.CharField(help_text="The name of the person.")
    starts_on = serializers.DateField(help_text="The first day.")
    ends_on = day("The last day, or null until further.")
    hand_over_note = text(
        "What was written for the next holder; empty for whom it does not concern."
    )

    columns: ClassVar[dict[str, Any]] = {
        "holder": "holder__name",
        "starts_on": "starts_on",
        "ends_on": "ends_on",
        "hand_over_note": "hand_over_note",
    }


class PostDetail(PostShape):
    """A post with everybody who held it."""

    tenures = TenureShape(many=True, help_text="Newest first.")

    @classmethod
    def complete(cls, rows: Sequence[Row]) -> None:
        super().complete(rows)
        for row in rows:
            held = Tenure.objects.filter(post=row["_pk"]).order_by("-starts_on", "-pk")
            row["tenures"] = TenureShape.read(held)


# --- What is sent ------------------------------------------------------------------------------


class NewOrganisation(Words):
    """An organisation."""

    name = Text(most=200, help_text="The full name.")
    short_name = Text(most=60, help_text="The short name.")
    category = Choice(OrganisationCategory.choices, required=False, help_text="What it is.")
    governance_level = Choice(
        GovernanceLevel.choices, required=False, help_text="The level it works at."
    )
    country = Matching(
        r"^[A-Z]{2}$", required=False, allow_null=True, help_text="Two letters of ISO 3166-1."
    )
    parent = Matching(  # type: ignore[assignment]
        SLUG, required=False, allow_null=True, help_text="The organisation it is a part of."
    )
    working_week = Several(
        Whole(min_value=1, max_value=7),
        most=7,
        min_length=1,
        required=False,
        help_text="The days it works on; Monday is 1.",
    )


class NewPost(Words):
    """A post. It is vacant until somebody is appointed."""

    title = Text(most=150, help_text="The title.")
    organisation = Matching(SLUG, help_text="The address name of its organisation.")
    role = Choice(Role.choices, help_text="What it may do.")


class HandOver(Words):
    """Who takes a post over, from a day on."""

    to = Matching(
        ADDRESS,
        required=False,
        allow_null=True,
        help_text="The e-mail address of the next holder; null leaves the post vacant.",
    )
    on = Day(help_text="The first day of the next holder, today or later.")
    note = Text(most=5000, help_text="What the next holder must know.")
    items_to = Matching(
        SLUG,
        required=False,
        allow_null=True,
        help_text="Without a next holder: the post that takes the open items.",
    )
