"""Organisations and posts."""

from typing import Any, ClassVar

from django.db.models import Q, QuerySet
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organisation, Post, Tenure, User
from accounts.words import GovernanceLevel, OrganisationCategory, Role
from commitments import permissions
from commitments.api import etag
from commitments.api.base import Resource, writes
from commitments.api.fields import SLUG, Choice, FlagInAddress, Matching, Text
from commitments.api.pagination import Query
from commitments.api.references import named, replace
from commitments.api.serializers.bodies import (
    HandOver,
    NewOrganisation,
    NewPost,
    OrganisationDetail,
    OrganisationShape,
    PostDetail,
    PostShape,
)
from commitments.api.shapes import Row, Words
from commitments.rights import Right
from commitments.selectors import bodies as selectors
from commitments.selectors.paging import Leg, Sort
from commitments.services import bodies
from commitments.services.errors import Changed
from commitments.services.posts import hand_over


class OrganisationQuery(Query):
    """Which organisations."""

    q = Text(most=200, required=False, help_text="Words in the name.")
    category = Choice(OrganisationCategory.choices, required=False, help_text="Of this kind.")
    governance_level = Choice(GovernanceLevel.choices, required=False, help_text="Of this level.")
    country = Matching(r"^[A-Z]{2}$", required=False, help_text="Of this country.")


class Organisations(Resource):
    """Bodies that lead, work on, or take part in commitments, by name."""

    model = Organisation
    shape, detail_shape = OrganisationShape, OrganisationDetail
    one = "an organisation"
    sort = Sort("name", (Leg(("sort_key", "id")),))
    lookup_field = address_column = "slug"
    address_form, address_words = SLUG, "The address name of the organisation."
    queries: ClassVar[dict[str, type[Words]]] = {"list": OrganisationQuery}

    def visible(self) -> "QuerySet[Organisation]":
        return selectors.visible_organisations(self.user)

    def narrow(self, rows: "QuerySet[Organisation]") -> "QuerySet[Organisation]":
        asked = {**self.query}
        for name in ("cursor", "limit", "count"):
            asked.pop(name, None)
        if words := asked.pop("q", ""):
            rows = rows.filter(Q(name__icontains=words) | Q(short_name__icontains=words))
        return rows.filter(**asked)

    @writes(NewOrganisation, Right.MANAGE_BODIES, status=201)
    def create(self, request: Request) -> Response:
        """Add an organisation."""
        words = self.read_words()

        def deed() -> int:
            organisation = Organisation(**_resolved(words))
            return bodies.save_organisation(organisation, by=self.user).pk

        return self.change(deed)

    @writes(NewOrganisation, Right.MANAGE_BODIES, based_on="the organisation")
    def partial_update(self, request: Request, slug: str) -> Response:
        """Change an organisation; its address stays the same."""
        organisation = self.find(slug=slug)
        version = etag.based_on(request)
        words = self.read_words()

        def deed() -> int:
            for name, value in _resolved(words).items():
                setattr(organisation, name, value)
            return bodies.save_organisation(organisation, by=self.user, based_on=version).pk

        return self.change(deed)


def _resolved(words: dict[str, Any]) -> dict[str, Any]:
    replace(words, "parent", Organisation.objects.all())
    if "country" in words:
        words["country"] = words["country"] or ""
    return words


class PostQuery(Query):
    """Which posts."""

    organisation = Matching(SLUG, required=False, help_text="Of this organisation.")
    role = Choice(Role.choices, required=False, help_text="With this role.")
    vacant = FlagInAddress(required=False, help_text="Posts that nobody holds on the day, or not.")


class Posts(Resource):
    """Duties that outlast the people who hold them, by organisation."""

    model = Post
    shape, detail_shape = PostShape, PostDetail
    one = "a post"
    sort = Sort("title", (Leg(("organisation__sort_key", "title", "id")),))
    lookup_field = address_column = "slug"
    address_form, address_words = SLUG, "The address name of the post."
    queries: ClassVar[dict[str, type[Words]]] = {"list": PostQuery}

    def visible(self) -> "QuerySet[Post]":
        return selectors.visible_posts(self.user).select_related("organisation")

    def show(self, pk: int) -> Row:
        """A post; what was written for the next holder is for those concerned."""
        row = super().show(pk)
        if not selectors.may_read_notes(self.user, Post.objects.get(pk=pk)):
            for tenure in row["tenures"]:
                tenure["hand_over_note"] = ""
        return row

    def narrow(self, rows: "QuerySet[Post]") -> "QuerySet[Post]":
        if "organisation" in self.query:
            rows = rows.filter(organisation__slug=self.query["organisation"])
        if "role" in self.query:
            rows = rows.filter(role=self.query["role"])
        if "vacant" in self.query:
            held = Q(pk__in=Tenure.objects.running().values("post"))
            rows = rows.filter(~held if self.query["vacant"] else held)
        return rows

    @writes(NewPost, Right.MANAGE_BODIES, status=201)
    def create(self, request: Request) -> Response:
        """Add a post."""
        words = self.read_words()

        def deed() -> int:
            replace(words, "organisation", Organisation.objects.all())
            return bodies.add_post(by=self.user, **words).pk

        return self.change(deed)

    @writes(HandOver, Right.HAND_OVER, based_on="the post")
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, slug: str) -> Response:
        """Hand a post over.

        Nothing open is left behind: without a next holder, `items_to` takes the open items.
        """
        post = self.find(slug=slug)
        version = etag.based_on(request)
        words = self.read_words()

        def deed() -> int:
            permissions.require(permissions.can_hand_over(self.user, post))
            fresh = Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
            if PostShape.read(Post.objects.filter(pk=fresh.pk))[0]["version"] != version:
                raise Changed(fresh)
            person = words.pop("to", None)
            people = User.objects.filter(is_active=True)
            to = named(people, "to", email__iexact=person) if person else None
            replace(words, "items_to", Post.objects.open_on())
            hand_over(fresh, by=self.user, to=to, **words)
            return post.pk

        return self.change(deed)
