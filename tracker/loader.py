"""How components are read from disk."""

import re

from django.template.base import Origin
from django_cotton.cotton_loader import Loader

_ONLY_TAGS = re.compile(r"^((?:\{%[^%]*%\}|\{#[^#]*#\})*)\n", re.M)


class ComponentLoader(Loader):
    """Cotton's loader; a component has no blank around it, so a comma may follow its tag."""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        if "/components/" not in str(origin.name):
            return contents
        return _ONLY_TAGS.sub(r"\1", contents).strip("\n")
