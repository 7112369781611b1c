"""Plain controls of forms, written without a template for each: a filter has a hundred of them."""

from typing import Any

from django.forms.renderers import TemplatesSetting
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

_PLAIN = {
    f"django/forms/widgets/{name}.html"
    for name in (
        "checkbox", "checkbox_option", "email", "hidden", "input", "input_option", "number",
        "password", "radio_option", "text",
    )
}  # fmt: skip


class Renderer(TemplatesSetting):
    """Django's, but `<input>` is written at once, exactly as Django's templates write it."""

    def render(self, template_name: str, context: Any, request: Any = None) -> str:
        if template_name in _PLAIN and not context["widget"].get("wrap_label"):
            return _input(context["widget"])
        return super().render(template_name, context, request)


def _input(widget: dict[str, Any]) -> SafeString:
    attributes = {"type": widget["type"], "name": widget["name"]}
    if widget["value"] is not None:
        attributes["value"] = widget["value"]
    attributes |= widget["attrs"]
    written = "".join(
        f" {conditional_escape(name)}" + ("" if value is True else f'="{_text(value)}"')
        for name, value in attributes.items()
        if value is not False
    )
    # Names and values were escaped one by one.
    return SafeString(f"<input{written}>")  # nosec B703


def _text(value: Any) -> str:
    return conditional_escape(value if isinstance(value, str) else str(value))
