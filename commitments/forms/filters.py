"""Fields of filters: they read a query string, and say in words what they could not read."""

from functools import reduce
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commitments.forms.suggest import SuggestInput

DATE_FORMATS = [
    "%Y-%m-%d", "%d %m %Y", "%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y", "%d %b %Y", "%d %B %Y",
]  # fmt: skip
# Between a name and what tells two of the same name apart.
DASH = " — "


class FilterForm(forms.Form):
    """A form in the address: every field is optional, and one that is wrong is left out."""

    use_required_attribute = False

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        # It can stand on a page with other forms.
        super().__init__(data, auto_id="filter-%s", **kwargs)


class DayField(forms.DateField):
    """A day as people write it, or as ISO."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, input_formats=DATE_FORMATS, **kwargs)
        self.error_messages["invalid"] = _("Enter a real date for “%(label)s”, like 27 3 2026.") % {
            "label": self.label
        }

    def prepare_value(self, value: Any) -> Any:
        """A day that the browser's control can show; what is none stays out of it."""
        try:
            return self.to_python(value)
        except ValidationError:
            return None


class NamedField(forms.CharField):
    """One row of a table by its address, or by its name as people know it.

    The address stands in links and reports; the name is what is typed and shown. Suggestions come
    from the server, since there may be thousands. `within` is the column that tells rows of one
    name apart; it is shown, and may be typed, behind a dash.
    """

    default_error_messages = {
        "unknown": gettext_lazy("Nothing is called “%(value)s”. Choose from the suggestions."),
        "several": gettext_lazy("Several are called “%(value)s”. Choose from the suggestions."),
    }

    def __init__(
        self,
        *,
        rows: QuerySet[Any],
        names: tuple[str, ...],
        suggest: str = "",
        within: str = "",
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("max_length", 250)
        if suggest:
            kwargs["widget"] = SuggestInput(suggest)
        super().__init__(**kwargs)
        self.rows, self.names, self.within = rows, names, within
        self._found: dict[str, list[Any]] = {}

    def __deepcopy__(self, memo: Any) -> "NamedField":
        # Each form finds for itself: a name may mean another row at the next request.
        copied = super().__deepcopy__(memo)
        copied._found = {}
        return copied

    def clean(self, value: Any) -> Model | None:
        text = super().clean(value)
        if not text:
            return None
        found = self._find(text)
        if len(found) == 1:
            return found[0]
        problem = "several" if found else "unknown"
        raise ValidationError(self.error_messages[problem], problem, {"value": text})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            found = list(self._rows().filter(pk=value))
        else:
            found = self._find(value) if isinstance(value, str) and value else []
        return self.label_of(found[0]) if len(found) == 1 else value

    def label_of(self, row: Any) -> str:
        """The row as it is shown and typed."""
        if not self.within:
            return str(row)
        return f"{row}{DASH}{reduce(getattr, self.within.split('__'), row)}"

    def _rows(self) -> QuerySet[Any]:
        related = self.within.rpartition("__")[0]
        return self.rows.select_related(related) if related else self.rows

    def _find(self, text: str) -> list[Any]:
        if "\0" in text:
            return []
        if text not in self._found:
            self._found[text] = self._read(text)
        return self._found[text]

    def _read(self, text: str) -> list[Any]:
        name, dash, near = text.rpartition(DASH)
        if not (dash and self.within):
            name, near = text, ""
        named = Q(slug=text)
        for column in self.names:
            within = {f"{self.within}__iexact": near} if near else {}
            named |= Q(**{f"{column}__iexact": name}, **within)
        rows = list(self._rows().filter(named)[:20])
        # An address is exact, whatever else has that name.
        return [row for row in rows if row.slug == text] or rows
