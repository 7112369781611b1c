from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe


class PlainSelect(forms.Select):
    """A select of many plain options, without groups and attributes of their own.

    Written at once: hundreds of options, each with its own template, take longer than the page.
    """

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        chosen = "" if value is None else str(value)
        options = "\n".join(
            f'<option value="{escape(key)}"{" selected" if str(key) == chosen else ""}>'
            f"{escape(label)}</option>"
            for key, label in self.choices
        )
        written = flatatt(self.build_attrs(self.attrs, attrs))
        # Everything in it was escaped above.
        safe = mark_safe(options)  # nosec B308, B703
        return format_html('<select name="{}"{}>{}</select>', name, written, safe)
