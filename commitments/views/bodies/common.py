"""What the pages of organisations, posts and people have in common."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.translation import gettext as _

from accounts.asking import SignedInRequest
from accounts.models import Organisation, Tenure, User
from commitments.forms.bodies import ComparingForm
from commitments.services.bodies import version_of

PAGE = 25
View = Callable[..., HttpResponse]


def present_only(view: View) -> View:
    """Forms are of the present; on a past day the page says so, under the strip that leads back."""

    @wraps(view)
    def wrapped(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.as_of is not None:
            raise PermissionDenied(_("The record of a past day cannot be changed."))
        return view(request, *args, **kwargs)

    return wrapped


def asked(request: SignedInRequest, name: str, most: int = 100) -> str:
    """A word of the query string, as the database can take it."""
    try:
        return request.GET[name].replace("\0", "").strip()[:most]
    except MultiValueDictKeyError:
        return ""


def page_of(request: SignedInRequest, rows: QuerySet[Any]) -> Page[Any]:
    """The page that is asked for; the first or last where it does not exist."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def answer(request: SignedInRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """A form page: 200, 422 with problems, 409 when somebody changed the record meanwhile."""
    form = context["form"]
    status = 200
    if form.is_bound and form.errors:
        status = 409 if form.conflict else 422
    if form.conflict and isinstance(form, ComparingForm):
        stored = form.conflict.current
        context["conflict"] = form.show_both(stored, version_of(stored))
    return render(request, template, context, status=status)


def suggested_people(organisation: Organisation) -> list[User]:
    """Who holds or held a post of the organisation, to suggest while an address is typed."""
    held = Tenure.objects.filter(post__organisation=organisation).order_by()
    return list(User.objects.filter(is_active=True, pk__in=held.values("holder"))[:50])
