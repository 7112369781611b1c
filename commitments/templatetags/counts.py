"""Numbers on pages that hold hundreds of them."""

from typing import Any

from django import template
from django.contrib.humanize.templatetags.humanize import intcomma

register = template.Library()


@register.filter
def whole(value: Any) -> str:
    """A whole number with its thousands set apart, as `intcomma` says it in each language."""
    # Most are small, and asking the language for each of hundreds takes longer than the page.
    if isinstance(value, int) and -1000 < value < 1000:
        return str(value)
    return str(intcomma(value))
