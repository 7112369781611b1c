"""What the components need to draw: icons, and the words and looks of states (PRODUCT.md 4.10)."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commitments.rules.words import CommitmentState, Confidence, Freshness, MilestoneState
from tracker.vendor import ICONS_FILE

register = template.Library()

SHAPES_FILE = "shapes.svg"
# What it draws: confidence, states.
SHAPES = {"on_track", "at_risk", "off_track", "not_rated"} | {
    *("draft", "planned", "in_progress", "submitted", "returned", "achieved", "paused", "closed"),
    *("proposed", "active"),
}
# A commitment's state wears the look of the milestone state that it resembles.
STATE_SHAPES = {"completed": "achieved", "closed_early": "closed"}
TONE_ICONS = {
    "overdue": "clock",
    "due_soon": "calendar-due",
    "review": "eye",
    "planned": "calendar",
    "achieved": "check",
    "paused": "player-pause",
    "closed": "minus",
    "up_to_date": "check",
    "update_due": "refresh",
    "no_update": "clock-off",
}
MESSAGE_ICONS = {
    "success": "circle-check",
    "info": "info-circle",
    "warning": "alert-triangle",
    "error": "alert-triangle",
    "debug": "info-circle",
}
_WORDS: dict[str, Any] = {
    **dict(CommitmentState.choices),
    **dict(MilestoneState.choices),
    **dict(Confidence.choices),
    **dict(Freshness.choices),
    "not_rated": _("Not rated"),
}


@register.simple_tag
@cache
def icon(name: str, css: str = "icon") -> SafeString:
    """An inline picture for the eye only: the word stands beside it or is hidden text."""
    sprite = SHAPES_FILE if name in SHAPES else ICONS_FILE
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, static(sprite), name
    )


@register.filter
def word(value: str | None) -> Any:
    """The word of a state, confidence or freshness; the value itself if it has none."""
    return _WORDS.get(str(value or ""), value or "")


@register.filter
def shape(value: str | None) -> str:
    """The name of the drawing of a state."""
    return STATE_SHAPES.get(str(value or ""), str(value or ""))


@register.filter
def tone_icon(value: str | None) -> str:
    """The icon of a timing or freshness tone."""
    return TONE_ICONS.get(str(value or ""), "calendar")


@register.filter
def message_icon(level: str | None) -> str:
    """The icon of a message level."""
    return MESSAGE_ICONS.get(str(level or ""), "info-circle")


@register.filter
def within(value: Any, most: Any = 100) -> float:
    """Where a value stands between 0 and the most, in per cent, for drawing a bar."""
    try:
        share = 100 * float(value) / float(most)
    except (TypeError, ValueError, ZeroDivisionError):
        return 0
    return round(min(100, max(0, share)), 1)


@register.filter
def field_kind(field: BoundField) -> str:
    """How a field is laid out: text, area, choice, choices, tick, select, file or hidden."""
    widget = field.field.widget
    kind = getattr(widget, "input_type", "")
    if kind in ("radio", "checkbox"):
        many = hasattr(widget, "choices")
        return (
            "choices"
            if many and getattr(widget, "allow_multiple_selected", False)
            else ("choice" if many else "tick")
        )
    if kind == "select":
        return "select"
    if widget.template_name.endswith("textarea.html"):
        return "area"
    return kind or "text"


@register.filter
def definition(field: BoundField, option: Any) -> Any:
    """The hint under one radio or tick box: `widget.definitions = {value: text}`."""
    definitions = getattr(field.field.widget, "definitions", {})
    value = option.data["value"]
    return definitions.get(getattr(value, "value", value), "")


@register.filter
def error_list(forms: BaseForm | Iterable[BaseForm]) -> list[tuple[str, str]]:
    """(id of the field to go to, message) of one form or of several, in page order."""
    rows: list[tuple[str, str]] = []
    for form in [forms] if isinstance(forms, BaseForm) else forms:
        rows += [("", str(error)) for error in form.non_field_errors()]
        for field in form:
            rows += [(_anchor(field), str(error)) for error in field.errors]
    return rows


def _anchor(field: BoundField) -> str:
    """The first control of a field, where the focus can go."""
    grouped = field_kind(field) in ("choice", "choices")
    return f"{field.auto_id}_0" if grouped else field.id_for_label or field.auto_id
