"""The OpenAPI document: made from the views, with every answer that an operation can give."""

import inspect
from typing import Any, Literal

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.permissions import AllowAny

from commitments.api.etag import TAG_PATTERN
from commitments.api.idempotency import KEY_PATTERN
from commitments.api.problems import MEDIA_TYPE

READING = ("GET", "HEAD")

ANSWERS = {
    "304": "Nothing has changed since the ETag that you sent in If-None-Match.",
    "400": "The request does not fit this description.",
    "401": "You did not say who you are, or the token is not valid.",
    "403": "The posts that you hold today do not allow this.",
    "404": "There is nothing here that you may see.",
    "405": "A past day is read only, or the method is not for this address.",
    "406": "The API answers JSON only.",
    "409": "The state of the record does not allow this, or somebody else was first.",
    "412": "It changed since the version that you sent; `current` is how it stands now.",
    "413": "The body is too large.",
    "415": "The body must be JSON.",
    "422": "A rule of the record refuses this; `problems` names each field.",
    "428": "If-Match is missing.",
    "429": "Too many requests; wait as many seconds as Retry-After says.",
    "503": "A server does not answer. Send the same request again later.",
    "507": "There is no room left to store this.",
}
WAITING = ("429", "503", "507")

PROBLEM = {
    "type": "object",
    "description": "Why a request was not carried out.",
    "required": ["status", "problem", "field", "fix"],
    "properties": {
        "status": {"type": "integer", "description": "The HTTP status once more."},
        "problem": {"type": "string", "description": "What is wrong, in words."},
        "field": {
            "type": ["string", "null"],
            "description": "The field, parameter or header it is about, if it is about one.",
        },
        "fix": {"type": "string", "description": "What to do about it."},
        "problems": {
            "type": "array",
            "description": "All fields that are wrong, when there may be several.",
            "items": {
                "type": "object",
                "required": ["problem", "field", "fix"],
                "properties": {
                    "problem": {"type": "string", "description": "What is wrong."},
                    "field": {"type": ["string", "null"], "description": "Where."},
                    "fix": {"type": "string", "description": "What to do about it."},
                },
            },
        },
        "current": {
            "type": ["object", "null"],
            "description": "With 412: the object as it stands now, so that both can be merged.",
            "additionalProperties": True,
        },
        "decided_by": {
            "type": ["string", "null"],
            "description": "With 409, when somebody decided first: who.",
        },
        "decided_at": {
            "type": ["string", "null"],
            "format": "date-time",
            "description": "With 409, when somebody decided first: when.",
        },
    },
}


def components() -> dict[str, Any]:
    """What all operations share."""
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    wait = {
        "Retry-After": {
            "description": "Seconds to wait.",
            "required": True,
            "schema": {"type": "integer"},
        }
    }
    responses: dict[str, Any] = {}
    for status, words in ANSWERS.items():
        responses[f"Answer{status}"] = {"description": words, "content": problem}
        if status in WAITING:
            responses[f"Answer{status}"]["headers"] = wait
    responses["Answer304"] = {"description": ANSWERS["304"]}
    return {"schemas": {"Problem": PROBLEM}, "responses": responses}


class Description(AutoSchema):
    """Describes a view from its marks: `queries`, `writes`, shapes and the form of its address."""

    view: Any

    @property
    def handler(self) -> Any:
        """The method of the view that answers."""
        return getattr(self.view, getattr(self.view, "action", "") or self.method.lower(), None)

    @property
    def _writes(self) -> bool:
        return hasattr(self.handler, "words")

    def get_operation_id(self) -> str:
        return f"{self.view.basename}_{self.view.action}".replace("-", "_")

    def get_tags(self) -> list[str]:
        name = self.view.basename
        _TAGS[name] = inspect.cleandoc(self.view.__doc__ or "")
        return [name]

    def get_summary(self) -> str:
        return self._words().partition("\n")[0].rstrip(".")

    def get_description(self) -> str:  # type: ignore[override]
        return self._words().partition("\n")[2].strip()

    def _words(self) -> str:
        """The words of the method, which may be those of all resources."""
        many = self.view.basename.replace("-", " ")
        words = inspect.cleandoc(self.handler.__doc__ or "")
        return words.replace("{many}", many).replace("{one}", getattr(self.view, "one", ""))

    def get_request_serializer(self) -> Any:
        return self.handler.words if self._writes else None

    def get_response_serializers(self) -> Any:
        if own := getattr(self.handler, "answers", None):
            return own
        if self._writes:
            return {self.handler.status: self.view.detail_shape or self.view.shape}
        if self.view.action == "list":
            return {200: page_of(self.view.shape)}
        return {200: self.view.detail_shape or self.view.shape}

    def _is_list_view(self, serializer: Any = None) -> bool:
        # Our pages are objects that hold a list.
        return False

    def get_override_parameters(self) -> list[Any]:
        found: list[Any] = [*self._of_address(), *self._of_query(), *self._of_headers()]
        for name, words in (
            ("ETag", "Which version of the object this is; send it back in If-Match."),
            ("Location", "The address of the new object."),
        ):
            codes = [201] if name == "Location" else [200, 201]
            if name == "Location" and getattr(self.handler, "status", 200) != 201:
                continue
            found.append(
                OpenApiParameter(
                    name,
                    OpenApiTypes.STR,
                    OpenApiParameter.HEADER,
                    description=words,
                    response=codes,
                    required=True,
                )
            )
        return found

    def _of_address(self) -> list[Any]:
        form = getattr(self.view, "address_form", "")
        name = getattr(self.view, "lookup_field", "pk")
        if f"{{{name}}}" not in self.path:
            return []
        schema: dict[str, Any] = {"type": "string", "pattern": form}
        if form == NUMBER:
            schema = {"type": "integer", "minimum": 1, "maximum": 2**53}
        words = getattr(self.view, "address_words", "Its number.")
        return [OpenApiParameter(name, schema, OpenApiParameter.PATH, description=words)]

    def _of_query(self) -> list[Any]:
        found: list[Any] = []
        if query := self.view.queries.get(self.view.action):
            found.append(query)
        if self.method in READING and AllowAny not in self.view.permission_classes:
            words = "Read the record as it stood at the end of this day."
            found.append(OpenApiParameter("as_of", OpenApiTypes.DATE, description=words))
        return found

    def _of_headers(self) -> list[Any]:
        found = []
        if self.method in READING:
            words = "An ETag that you have: answers 304 when it is still the newest."
            found.append(_header("If-None-Match", words, {"type": "string"}))
        if based_on := getattr(self.handler, "based_on", ""):
            words = f"The ETag of {based_on}, as you read it."
            schema = {"type": "string", "pattern": f"^{TAG_PATTERN}$"}
            found.append(_header("If-Match", words, schema, required=True))
        if self.method == "POST":
            words = "A key of your choice. Sent again with the same body, nothing changes twice."
            schema = {"type": "string", "pattern": f"^{KEY_PATTERN}$"}
            found.append(_header("Idempotency-Key", words, schema))
        return found

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        bodies = super()._get_response_bodies(direction)
        for status in self._problems():
            bodies[status] = {"$ref": f"#/components/responses/Answer{status}"}
        return bodies

    def _problems(self) -> list[str]:
        found = ["400", "401", "404", "406", "429", "503"]
        if self.method in READING:
            found += ["304"]
        if AllowAny in self.view.permission_classes:
            found.remove("404")
        if self._writes:
            found += ["403", "405", "409", "413", "415", "422", "507"]
        if hasattr(self.view, "filter_class") and self.view.action == "list":
            found += ["422"]
        if getattr(self.handler, "based_on", ""):
            found += ["412", "428"]
        return sorted([*found, *getattr(self.handler, "more_answers", ())])


# The form of addresses that are numbers.
NUMBER = r"^[0-9]{1,15}$"


def _header(
    name: str, words: str, schema: dict[str, Any], *, required: bool = False
) -> OpenApiParameter:
    where: Literal["header"] = "header"
    return OpenApiParameter(name, schema, where, description=words, required=required)


_PAGES: dict[Any, Any] = {}
# What each resource holds, gathered while its operations are described.
_TAGS: dict[str, str] = {}


def page_of(shape: type[serializers.Serializer]) -> type[serializers.Serializer]:
    """The answer of a list."""
    if shape not in _PAGES:
        fields = {
            "results": shape(many=True, help_text="The rows of this page."),
            "next": serializers.CharField(
                allow_null=True, help_text="The address of the next page, or null on the last."
            ),
            "previous": serializers.CharField(
                allow_null=True, help_text="The address of the page before, or null on the first."
            ),
            "count": serializers.IntegerField(
                required=False, help_text="All rows that match, with `count=true`."
            ),
        }
        _PAGES[shape] = type(f"{shape.__name__}Page", (serializers.Serializer,), fields)
    return _PAGES[shape]


class ClosedObject(OpenApiSerializerExtension):
    """What clients send has no other fields (A3)."""

    target_class = "commitments.api.shapes.Words"
    match_subclasses = True

    def map_serializer(self, auto_schema: Any, direction: Any) -> Any:
        schema = auto_schema._map_serializer(self.target, direction, bypass_extensions=True)
        return {**schema, "additionalProperties": False}


def finish(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add what all operations share; take out what the generator keeps for itself."""
    for kind, shared in components().items():
        result["components"].setdefault(kind, {}).update(shared)
    result["tags"] = [{"name": name, "description": words} for name, words in _TAGS.items()]
    _without(result, "x-spec-enum-id")
    return result


def _without(node: Any, name: str) -> None:
    if isinstance(node, dict):
        node.pop(name, None)
        for inner in node.values():
            _without(inner, name)
    elif isinstance(node, list):
        for inner in node:
            _without(inner, name)
