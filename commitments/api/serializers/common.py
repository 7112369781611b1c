"""What the objects have in common when they are written out."""

from typing import Any

from django.db.models import F, Func, Value
from django.db.models.functions import NullIf
from django.urls import reverse
from rest_framework import serializers


def address(resource: str) -> str:
    """The address of a resource in the API. That of an object ends in a slash and its name."""
    return reverse("api-root") + resource


def or_null(path: str) -> Func:
    """A text that is null when it is empty: "no word" is one thing, not two."""
    return NullIf(F(path), Value(""))


def text(help_text: str, **kwargs: Any) -> serializers.CharField:
    """A text that may be empty."""
    return serializers.CharField(help_text=help_text, allow_blank=True, **kwargs)


def maybe_text(help_text: str) -> serializers.CharField:
    return serializers.CharField(help_text=help_text, allow_null=True)


def day(help_text: str) -> serializers.DateField:
    """A day that may be missing."""
    return serializers.DateField(help_text=help_text, allow_null=True)


def whole(help_text: str, **kwargs: Any) -> serializers.IntegerField:
    return serializers.IntegerField(help_text=help_text, **kwargs)


def flag(help_text: str) -> serializers.BooleanField:
    return serializers.BooleanField(help_text=help_text)


def word(choices: Any, help_text: str, **kwargs: Any) -> serializers.ChoiceField:
    """One of our words."""
    return serializers.ChoiceField(choices=choices, help_text=help_text, **kwargs)


def maybe_word(choices: Any, help_text: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=choices, help_text=help_text, allow_null=True)


URL = "The address of this object in the API."
VERSION = "Counts each change. Send it back in If-Match, or the whole ETag."
PERSON = "The name of the person who did it."
POST = "The address name of the post it was done by, or null."
