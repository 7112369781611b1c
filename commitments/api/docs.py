"""The documentation of the API as pages, made from its own document (screen 24)."""

import json
from functools import cache
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Choices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.words import GovernanceLevel, OrganisationCategory, Role
from commitments.api.root import RESOURCES, document
from commitments.api.schema import ANSWERS
from commitments.rules import words
from history.models import Channel

# The vocabulary, by the fields that use it.
DICTIONARY: list[tuple[Any, type[Choices]]] = [
    (_("State of a commitment (4.4)"), words.CommitmentState),
    (_("State of a milestone (4.2)"), words.MilestoneState),
    (_("Timing of a milestone (4.3)"), words.TimingWord),
    (_("Delivery confidence (4.8)"), words.Confidence),
    (_("Freshness (4.6)"), words.Freshness),
    (_("Governance level"), GovernanceLevel),
    (_("Who can see it"), words.Visibility),
    (_("Why closed"), words.ClosedReason),
    (_("Precision of a deadline"), words.DatePrecision),
    (_("Cause of a delay"), words.DelayCause),
    (_("What became of a date request"), words.DateOutcome),
    (_("What a reviewer decides"), words.ReviewOutcome),
    (_("A point of a submission"), words.Verdict),
    (_("Role of a partner"), words.PartnerRole),
    (_("Kind of evidence"), words.EvidenceKind),
    (_("Role of a post"), Role),
    (_("Kind of organisation"), OrganisationCategory),
    (_("By which way a change came"), Channel),
]


@login_not_required
@require_safe
def documentation(request: HttpRequest) -> HttpResponse:
    """What the API can do, for whom, and what all of it has in common."""
    context = {
        "resources": [
            {"name": name, "words": _words_of(name), "operations": len(operations(name))}
            for name in RESOURCES
        ],
        "answers": [(code, text.replace("`", "")) for code, text in ANSWERS.items()],
        "dictionary": DICTIONARY,
        "root": request.build_absolute_uri("/api/v1"),
    }
    return render(request, "api/docs.html", context)


@login_not_required
@require_safe
def resource_documentation(request: HttpRequest, name: str) -> HttpResponse:
    """Every operation of one resource: what it takes and what it answers."""
    if name not in RESOURCES:
        raise Http404
    context = {
        "name": name,
        "words": _words_of(name),
        "operations": operations(name),
        "others": [other for other in RESOURCES if other != name],
    }
    return render(request, "api/resource.html", context)


def _words_of(name: str) -> str:
    return next(str(tag["description"]) for tag in _document()["tags"] if tag["name"] == name)


@cache
def _document() -> dict[str, Any]:
    """The document as data. Pages are no Markdown, so its marks are taken out."""
    whole: dict[str, Any] = json.loads(document().replace(b"`", b""))
    return whole


@cache
def operations(name: str) -> list[dict[str, Any]]:
    """The operations of a resource, each with its parameters, fields and answers."""
    whole = _document()
    found = [
        _operation(whole, path, method, one)
        for path, methods in whole["paths"].items()
        for method, one in methods.items()
        if name in one["tags"]
    ]
    return sorted(found, key=lambda one: (one["method"] != "GET", one["path"].count("/")))


def _operation(whole: Any, path: str, method: str, one: Any) -> dict[str, Any]:
    sent = one.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    given: dict[str, Any] = next(
        (one["responses"][code] for code in ("200", "201") if code in one["responses"]), {}
    )
    bodies: list[dict[str, Any]] = list(given.get("content", {}).values())
    content = bodies[0].get("schema") if bodies else None
    return {
        "id": one["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": one["summary"],
        "description": one.get("description", ""),
        "parameters": [_parameter(parameter) for parameter in one.get("parameters", [])],
        "fields": _fields(whole, sent),
        "answers": _fields(whole, _row(whole, content)),
        "codes": sorted(one["responses"]),
    }


def _parameter(one: Any) -> dict[str, Any]:
    return {
        "name": one["name"],
        "where": one["in"],
        "needed": one.get("required", False),
        "type": _type(one["schema"]),
        "words": one.get("description", ""),
    }


def _row(whole: Any, schema: Any) -> Any:
    """The object itself, also where it stands in a page of them."""
    properties = _resolved(whole, schema).get("properties", {})
    return properties["results"]["items"] if "results" in properties else schema


def _fields(whole: Any, schema: Any) -> list[dict[str, Any]]:
    found = _resolved(whole, schema)
    return [
        {
            "name": name,
            "needed": name in found.get("required", ()),
            "type": _type(one),
            "words": _description(whole, one),
        }
        for name, one in found.get("properties", {}).items()
    ]


def _resolved(whole: Any, schema: Any) -> Any:
    if schema and "$ref" in schema:
        return whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema or {}


def _description(whole: Any, one: Any) -> str:
    return str(one.get("description") or _resolved(whole, one).get("description", ""))


def _type(schema: Any) -> str:
    """A type in words: "date or null", "one of planned, returned"."""
    if "enum" in schema:
        return " | ".join("null" if word is None else str(word) for word in schema["enum"])
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for joint in ("oneOf", "anyOf", "allOf"):
        if joint in schema:
            return " | ".join(dict.fromkeys(_type(one) for one in schema[joint]))
    kinds = schema.get("type", "any")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    named = [_kind(kind, schema) for kind in kinds]
    return " | ".join(named)


def _kind(kind: str, schema: Any) -> str:
    if kind == "array":
        return f"list of {_type(schema.get('items', {}))}"
    if kind == "string" and schema.get("format") in ("date", "date-time"):
        return str(schema["format"])
    return kind
