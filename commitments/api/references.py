"""Objects that what is sent names: by code, by address name, by e-mail address."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from commitments.services.errors import Problems


def named(
    rows: "QuerySet[Any]", field: str, *, may: Callable[[Any], bool] | None = None, **look_up: Any
) -> Any:
    """The one row that is named, or a problem at the field that names it.

    A row that they `may` not use is as unknown as one that is not there.
    """
    found = rows.filter(**look_up).first()
    if found is None or (may is not None and not may(found)):
        raise Problems({field: _("Nothing that you may use has this name.")})
    return found


def replace(words: dict[str, Any], field: str, rows: "QuerySet[Any]", column: str = "slug") -> None:
    """Put the row in the place of its name, where one is sent."""
    if words.get(field) is not None:
        words[field] = named(rows, field, **{column: words[field]})
