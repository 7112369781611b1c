"""`{% rows %}`: a loop over hundreds of plain rows, put together once a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import template
from django.template.base import (
    FilterExpression,
    Node,
    NodeList,
    Parser,
    TextNode,
    Token,
    VariableNode,
    render_value_in_context,
)
from django.template.defaulttags import IfNode, TemplateLiteral
from django.utils.html import escape
from django.utils.safestring import SafeString

register = template.Library()

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Value:
    """`{{ row.key }}`."""

    key: str


@dataclass(frozen=True)
class Choice:
    """`{% if row.key %} … {% else %} … {% endif %}`."""

    key: str
    yes: list[Part]
    no: list[Part]


# A text, a place in the row, or what is the same for all rows.
Part = str | Value | Choice | Node


@register.tag
def rows(parser: Parser, token: Token) -> RowsNode:
    """`{% rows row in page.rows %} … {% endrows %}`: as `{% for %}`, for rows that are mappings.

    Of the row it takes `{{ row.key }}` and `{% if row.key %}`, and nothing else: whatever takes
    more thought belongs into the row. All the rest is drawn once and stands in every row.
    """
    words = token.split_contents()
    if len(words) != 4 or words[2] != "in":
        raise template.TemplateSyntaxError("Write {% rows row in page.rows %}.")
    body = parser.parse(("endrows",))
    parser.delete_first_token()
    return RowsNode(parser.compile_filter(words[3]), list(_parts(body, words[1])))


class RowsNode(Node):
    def __init__(self, source: FilterExpression, parts: list[Part]) -> None:
        self.source, self.parts = source, parts

    def render(self, context: template.Context) -> SafeString:
        found = self.source.resolve(context)
        parts = _drawn(self.parts, context)
        written: list[str] = []
        for row in found or ():
            _write(parts, row, context, written)
        # Texts come from the template, values were escaped.
        return SafeString("".join(written))


def _parts(nodes: NodeList, name: str) -> Iterator[Part]:
    for node in nodes:
        if isinstance(node, TextNode):
            yield node.s
        elif isinstance(node, VariableNode) and (key := _key(node.filter_expression, name)):
            yield Value(key)
        elif isinstance(node, IfNode) and (choice := _choice(node, name)):
            yield choice
        elif any(_names(child, name) for child in node.get_nodes_by_type(Node)):
            said = getattr(node, "token", None)
            raise template.TemplateSyntaxError(
                f"{{% rows %}} takes {{{{ {name}.key }}}} and {{% if {name}.key %}} of a row,"
                f" not: {said.contents if said else node}"
            )
        else:
            yield node


def _key(expression: FilterExpression, name: str) -> str:
    """The key of `row.key`; empty for anything else."""
    lookups: tuple[str, ...] = getattr(expression.var, "lookups", None) or ()
    if expression.filters or len(lookups) != 2 or lookups[0] != name:
        return ""
    return lookups[1]


def _choice(node: IfNode, name: str) -> Choice | None:
    """None unless it asks one key of the row."""
    (condition, yes), *rest = node.conditions_nodelists
    if not isinstance(condition, TemplateLiteral) or len(rest) > 1:
        return None
    asked: Any = condition.value
    key = _key(asked, name)
    if not key or (rest and rest[0][0] is not None):
        return None
    no = rest[0][1] if rest else NodeList()
    return Choice(key, list(_parts(yes, name)), list(_parts(no, name)))


def _names(node: Node, name: str) -> bool:
    if node.token is None or isinstance(node, TextNode):
        return False
    return bool(re.search(rf"(?<![\w.]){name}\b", node.token.contents))


def _drawn(parts: list[Part], context: template.Context) -> list[Part]:
    """The same parts with what all rows share as text."""
    found: list[Part] = []
    text = ""
    for part in parts:
        if isinstance(part, str):
            text += part
        elif isinstance(part, Node):
            text += str(part.render_annotated(context))
        else:
            if isinstance(part, Choice):
                part = Choice(part.key, _drawn(part.yes, context), _drawn(part.no, context))
            found += [text, part]
            text = ""
    return [*found, text]


def _write(parts: list[Part], row: Row, context: template.Context, written: list[str]) -> None:
    for part in parts:
        if isinstance(part, str):
            written.append(part)
        elif isinstance(part, Value):
            value = row[part.key]
            plain = type(value) is str
            written.append(escape(value) if plain else render_value_in_context(value, context))
        elif isinstance(part, Choice):
            _write(part.yes if row[part.key] else part.no, row, context, written)
