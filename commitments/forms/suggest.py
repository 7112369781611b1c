"""A text input whose suggestions come from the server."""

from typing import Any

from django import forms
from django.urls import reverse_lazy


class SuggestInput(forms.TextInput):
    """Suggests names while somebody types; without scripts it takes the whole name."""

    template_name = "django/forms/widgets/suggest.html"

    def __init__(self, what: str, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.what = what

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["suggest_url"] = reverse_lazy("suggest", args=[self.what])
        context["list_id"] = f"{context['widget']['attrs'].get('id', name)}-names"
        return context
