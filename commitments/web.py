"""What the views of forms have in common."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from commitments.services.errors import Changed, Problems, Refused
from commitments.services.once import run_once


class DeedForm(forms.Form):
    """A form that changes something: it knows what it was based on and is carried out once.

    `based_on` is the version of the record when the form was opened (C1), `once` the key of C3.
    Both are hidden fields; templates render them with `{{ form.hidden_fields }}`.
    """

    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    once = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    # What a service calls a field, where the form calls it otherwise.
    names: ClassVar[dict[str, str]] = {}
    # Set when somebody changed the record meanwhile; the page then shows both versions.
    conflict: Changed | None = None
    # What the service refused last, for pages that answer some refusals in their own way.
    refusal: Refused | None = None

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["based_on"].initial = version
        self.fields["once"].initial = uuid4().hex

    @property
    def filled_in(self) -> dict[str, Any]:
        """What the person filled in: all but the hidden fields of every such form."""
        own = DeedForm.base_fields
        return {name: value for name, value in self.cleaned_data.items() if name not in own}

    def carry_out(self, request: HttpRequest, deed: Callable[[], Any]) -> bool:
        """Run a service once and put what it refuses at the fields; True when it is done.

        `deed` returns something JSON can hold, or None.
        """
        try:
            run_once(
                self.cleaned_data.get("once", ""),
                by=request.user,  # type: ignore[arg-type]
                address=request.path,
                body=self._body(request),
                deed=deed,
            )
        except Changed as changed:
            self.conflict = self.refusal = changed
            self.add_error(None, changed.problem)
        except Problems as problems:
            self.refusal = problems
            self.add_problems(problems.problems)
        except Refused as refused:
            self.refusal = refused
            self.add_problems({refused.field: f"{refused.problem} {refused.fix}".strip()})
        except ValidationError as invalid:
            self._add_invalid(invalid)
        return not self.errors

    def rebase(self, version: int) -> None:
        """Base the form on the record as it is now: whoever sends it again has seen that."""
        data: Any = self.data
        self.data = data = data.copy()
        data[self.add_prefix("based_on")] = str(version)

    def add_problems(self, problems: Mapping[str, str]) -> None:
        """Put each sentence at the field that it is about, or over the whole form."""
        for name, problem in problems.items():
            field = self.names.get(name, name)
            self.add_error(field if field in self.fields else None, problem)

    def _add_invalid(self, invalid: ValidationError) -> None:
        if not hasattr(invalid, "error_dict"):
            self.add_error(None, invalid)
            return
        for field, errors in invalid.error_dict.items():
            self.add_error(field if field in self.fields else None, errors)

    @staticmethod
    def _body(request: HttpRequest) -> dict[str, Any]:
        body: dict[str, Any] = {
            name: request.POST.getlist(name)
            for name in request.POST
            if name != "csrfmiddlewaretoken"
        }
        for name, file in request.FILES.items():
            body[name] = [getattr(file, "name", ""), getattr(file, "size", 0)]
        return body


def said_and_done(words: str, draft: str) -> SafeString:
    """What has happened, and the name of the draft that ended with it, for the next page."""
    return format_html('{}<span data-draft-done="{}"></span>', words, draft)


NOT_SAVED = _("Not saved. Your text is kept on this page.")
