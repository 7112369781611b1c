"""`{% rows %}`: a loop over hundreds of plain rows, put together once a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
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


@dataclass(frozen=True, eq=False)
class Alike:
    """`{% alike row.key row.other %} … {% endalike %}`."""

    name: str
    keys: tuple[str, ...]
    nodes: NodeList


# A text, a place in the row, or what is the same for all rows.
Part = str | Value | Choice | Alike | Node


@register.tag
def rows(parser: Parser, token: Token) -> RowsNode:
    """`{% rows row in page.rows %} … {% endrows %}`: as `{% for %}`, for rows that are mappings.

    Of the row it takes `{{ row.key }}`, `{% if row.key %}` and `{% alike row.key %}`, and nothing
    else: whatever takes more thought belongs into the row. All the rest is drawn once and stands
    in every row.
    """
    words = token.split_contents()
    if len(words) != 4 or words[2] != "in":
        raise template.TemplateSyntaxError("Write {% rows row in page.rows %}.")
    body = parser.parse(("endrows",))
    parser.delete_first_token()
    return RowsNode(parser.compile_filter(words[3]), list(_parts(body, words[1])))


@register.tag
def alike(parser: Parser, token: Token) -> AlikeNode:
    """`{% alike row.key row.other %} … {% endalike %}`, inside `{% rows %}`.

    Takes anything, components too, that needs these keys of the row alone. Rows that have the same
    values there share one drawing.
    """
    body = parser.parse(("endalike",))
    parser.delete_first_token()
    return AlikeNode(token.split_contents()[1:], body)


class RowsNode(Node):
    def __init__(self, source: FilterExpression, parts: list[Part]) -> None:
        self.source, self.parts = source, parts

    def render(self, context: template.Context) -> SafeString:
        found = self.source.resolve(context) or ()
        page = _Page(context)
        parts = page.drawn(self.parts)
        for row in found:
            page.write(parts, row)
        written = "".join(page.written)
        # Texts come from the template, values were escaped.
        return SafeString(written)  # nosec B703


class AlikeNode(Node):
    child_nodelists = ("nodes",)

    def __init__(self, names: list[str], nodes: NodeList) -> None:
        self.names, self.nodes = names, nodes


def _parts(nodes: NodeList, name: str) -> Iterator[Part]:
    for node in nodes:
        if isinstance(node, TextNode):
            yield node.s
        elif isinstance(node, VariableNode) and (key := _key(node.filter_expression, name)):
            yield Value(key)
        elif isinstance(node, IfNode) and (choice := _choice(node, name)):
            yield choice
        elif isinstance(node, AlikeNode) and (shared := _alike(node, name)):
            yield shared
        elif isinstance(node, AlikeNode) or _asks(node, name):
            said = node.token.contents if node.token else node
            raise template.TemplateSyntaxError(
                f"{{% rows %}} takes {{{{ {name}.key }}}}, {{% if {name}.key %}} and"
                f" {{% alike {name}.key %}} with just these keys of a row, not: {said}"
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


def _alike(node: AlikeNode, name: str) -> Alike | None:
    """None where it asks more of the row than the keys that it names."""
    keys = tuple(word.removeprefix(f"{name}.") for word in node.names)
    named = {f"{name}.{key}" for key in keys}
    if set(node.names) != named or not _asks(node, name) <= named:
        return None
    return Alike(name, keys, node.nodes)


def _asks(node: Node, name: str) -> set[str]:
    """What a node, or any inside it, asks of the row: "row.key"."""
    found: set[str] = set()
    for child in node.get_nodes_by_type(Node):
        if child.token and not isinstance(child, TextNode):
            found |= set(re.findall(rf"(?<![\w.]){name}(?:\.\w+)?\b", child.token.contents))
    return found


class _Page:
    """The rows of one page while they are written."""

    def __init__(self, context: template.Context) -> None:
        self.context = context
        self.written: list[str] = []
        self._shared: dict[tuple[Alike, tuple[Any, ...]], str] = {}

    def drawn(self, parts: list[Part]) -> list[Part]:
        """The same parts with what all rows share as text."""
        found: list[Part] = []
        text = ""
        for part in parts:
            if isinstance(part, str):
                text += part
            elif isinstance(part, Node):
                text += str(part.render_annotated(self.context))
            else:
                if isinstance(part, Choice):
                    part = Choice(part.key, self.drawn(part.yes), self.drawn(part.no))
                found += [text, part]
                text = ""
        return [*found, text]

    def write(self, parts: list[Part], row: Row) -> None:
        for part in parts:
            if isinstance(part, str):
                self.written.append(part)
            elif isinstance(part, Value):
                self.written.append(self._escaped(row[part.key]))
            elif isinstance(part, Choice):
                self.write(part.yes if row[part.key] else part.no, row)
            elif isinstance(part, Alike):
                self.written.append(self._alike(part, row))

    def _escaped(self, value: Any) -> str:
        if type(value) is str:
            # As Django escapes, without looking whether the text is still to be translated.
            return escape(value)
        return str(render_value_in_context(value, self.context))

    def _alike(self, part: Alike, row: Row) -> str:
        values = tuple(row[key] for key in part.keys)
        if (part, values) not in self._shared:
            with self.context.push(**{part.name: dict(zip(part.keys, values, strict=True))}):
                self._shared[part, values] = str(part.nodes.render(self.context))
        return self._shared[part, values]
