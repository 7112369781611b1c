"""Fields of what clients send: each takes exactly what its description says, and nothing like it.

DRF's own fields read 5 as a text, "yes" as true and 20260331 as a day; a client that relied on
that would break one day.
"""

import re
from datetime import date
from typing import Any

from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.A)
WHOLE = re.compile(r"-?\d{1,18}", re.A)
COMMITMENT_CODE = r"^GCM-[0-9]{2}-[0-9]{4,5}$"
MILESTONE_CODE = r"^GCM-[0-9]{2}-[0-9]{4,5}-M[0-9]{2,3}$"
SLUG = r"^[-a-zA-Z0-9_]{1,80}$"


class Text(serializers.CharField):
    """A text. Optional ones may be empty; the others hold at least one letter."""

    default_error_messages = {"invalid": _("This must be a text.")}

    def __init__(self, *, most: int, **kwargs: Any) -> None:
        optional = not kwargs.get("required", True)
        kwargs.setdefault("allow_blank", optional)
        super().__init__(
            max_length=most,
            min_length=None if kwargs["allow_blank"] else 1,
            trim_whitespace=False,
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Matching(serializers.RegexField):
    """A code or an address in a known form."""

    default_error_messages = {"invalid": _("This has not the right form.")}

    def __init__(self, form: str, **kwargs: Any) -> None:
        # ASCII digits, and the end of the text, not of a line.
        super().__init__(
            re.compile(form.replace("$", r"\Z"), re.A), trim_whitespace=False, **kwargs
        )
        self.form = form

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.DATE)
class Day(serializers.Field):
    """A calendar day as YYYY-MM-DD."""

    default_error_messages = {"invalid": _("Enter a real date like 2026-03-31.")}

    def to_internal_value(self, data: Any) -> date:
        if isinstance(data, str) and DAY.fullmatch(data):
            try:
                return date.fromisoformat(data)
            except ValueError:
                pass
        raise serializers.ValidationError(self.error_messages["invalid"])

    def to_representation(self, value: date) -> str:
        return value.isoformat()


class Whole(serializers.IntegerField):
    """A whole number."""

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, float) and data.is_integer():
            # JSON does not tell 5 from 5.0.
            data = int(data)
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return super().to_internal_value(data)


class WholeInAddress(serializers.IntegerField):
    """A whole number in an address."""

    def to_internal_value(self, data: Any) -> int:
        if not isinstance(data, str) or not WHOLE.fullmatch(data):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=str(data)[:60])
        return data


class FlagInAddress(serializers.BooleanField):
    """true or false in an address."""

    def to_internal_value(self, data: Any) -> bool:
        if data not in ("true", "false"):
            self.fail("invalid", input=str(data)[:60])
        return bool(data == "true")


class Choice(serializers.ChoiceField):
    """One of some words or numbers."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or data not in list(self.choices):
            self.fail("invalid_choice", input=str(data)[:60])
        return data


class Link(Text):
    """A full address of the web."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(most=1000, **kwargs)
        self.validators.append(URLValidator(schemes=["http", "https"]))


class Several(serializers.ListField):
    """A list of at most so many different or equal things."""

    def __init__(self, child: serializers.Field, *, most: int, **kwargs: Any) -> None:
        super().__init__(child=child, max_length=most, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        return super().to_internal_value(data)


class SeveralInAddress(Several):
    """The same parameter several times in an address."""
