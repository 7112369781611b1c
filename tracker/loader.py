"""How components are read from disk."""

from django.template.base import Origin
from django_cotton.cotton_loader import Loader


class ComponentLoader(Loader):
    """Cotton's loader; a component leaves no blank behind it, so a comma may follow its tag."""

    def get_contents(self, origin: Origin) -> str:
        contents: str = super().get_contents(origin)
        return contents.rstrip("\n") if "/components/" in str(origin.name) else contents
