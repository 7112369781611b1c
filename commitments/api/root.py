"""The first address of the API, its description, and every address that is none."""

from functools import cache
from typing import Any, ClassVar

from django.http import Http404, HttpResponse
from drf_spectacular.generators import SchemaGenerator
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from commitments.api import etag
from commitments.api.base import ApiView, answers
from commitments.api.rendering import JsonRenderer, ProblemRenderer, encode
from commitments.api.serializers.common import address

RESOURCES = (
    "commitments",
    "milestones",
    "updates",
    "submissions",
    "date-requests",
    "organisations",
    "posts",
    "objectives",
    "history",
    "reports",
)


class RootShape(serializers.Serializer):
    """Where to go from here."""

    resources = serializers.DictField(
        child=serializers.CharField(), help_text="The address of each list, by name."
    )
    schema = serializers.CharField(help_text="The OpenAPI document.")
    docs = serializers.CharField(help_text="The documentation.")


class Root(ApiView):
    """Where to go from here."""

    @answers({200: RootShape})
    def list(self, request: Request) -> Response:
        """List the resources."""
        return Response(
            {
                "resources": {name: address(name) for name in RESOURCES},
                "schema": address("schema"),
                "docs": address("docs"),
            }
        )


class OpenApiRenderer(JsonRenderer):
    media_type = "application/vnd.oai.openapi+json"


class Document(APIView):
    """The OpenAPI document, for anybody: it tells of forms, never of contents."""

    schema = None
    permission_classes = [AllowAny]
    renderer_classes = [OpenApiRenderer, JsonRenderer, ProblemRenderer]

    def get(self, request: Request) -> Any:
        content = document()
        tag = etag.tag(content, None)
        known = etag.is_known(request, tag)
        answer = HttpResponse(
            b"" if known else content,
            status=304 if known else 200,
            content_type=request.accepted_renderer.media_type,
        )
        answer["ETag"] = tag
        return answer


@cache
def document() -> bytes:
    """The OpenAPI document, made once for a process."""
    return encode(SchemaGenerator().get_schema(request=None, public=True))


class Unknown(ApiView):
    """An address that nothing stands at."""

    schema = None  # type: ignore[assignment]

    def nothing(self, request: Request) -> Response:
        raise Http404

    METHODS: ClassVar[dict[str, Any]] = dict.fromkeys(
        ("get", "post", "put", "patch", "delete"), "nothing"
    )
