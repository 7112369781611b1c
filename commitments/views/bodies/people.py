from copy import copy

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import SignedInRequest
from accounts.models import User
from commitments import permissions
from commitments.forms.bodies import PersonForm
from commitments.selectors import bodies as selectors
from commitments.services import bodies as services
from commitments.services.errors import Refused
from commitments.views.bodies.common import answer, asked, page_of, present_only


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """Everybody who has an account, with the posts they hold."""
    permissions.require(permissions.can_see_people(request.user))
    q, closed = asked(request, "q"), bool(asked(request, "closed"))
    rows = selectors.people_listed(request.user).filter(is_active=not closed)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(email__icontains=q))
    page = page_of(request, rows)
    held = selectors.posts_held(page)
    context = {
        "page": page,
        "people": [(person, held.get(person.pk, [])) for person in page],
        "q": q,
        "closed": closed,
        "filters": bool(q) + closed,
        "can_manage": _can_manage(request),
    }
    return render(request, "bodies/people.html", context)


@present_only
@require_http_methods(["GET", "POST"])
def add_person(request: SignedInRequest) -> HttpResponse:
    permissions.require(permissions.can_manage_bodies(request.user))
    form = PersonForm(request.POST or None)

    def deed() -> None:
        read = form.cleaned_data
        services.add_person(by=request.user, email=read["email"], name=read["name"])

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        told = {"name": form.cleaned_data["name"]}
        messages.success(
            request,
            _("%(name)s has an account. Give them a post; they choose a password at sign-in.")
            % told,
        )
        return redirect("people")
    return answer(request, "bodies/person_form.html", {"form": form})


@require_http_methods(["GET", "POST"])
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    """One person: name and address, posts, closing the account."""
    permissions.require(permissions.can_see_people(request.user))
    found = _found(request, pk)
    can_manage = _can_manage(request)
    version = services.version_of(found) if can_manage else None
    form = PersonForm(request.POST or None, instance=copy(found), version=version)

    def deed() -> None:
        read = form.cleaned_data
        services.change_person(
            found,
            by=request.user,
            email=read["email"],
            name=read["name"],
            based_on=read["based_on"] or 0,
        )

    if request.method == "POST":
        permissions.require(can_manage)
        if form.is_valid() and form.carry_out(request, deed):
            messages.success(request, _("Changed. The record keeps what it was."))
            return redirect("person", pk)
    context = {
        "form": form,
        "person": found,
        "tenures": services.left_behind(found),
        "can_manage": can_manage,
        "is_self": found.pk == request.user.pk,
    }
    return answer(request, "bodies/person.html", context)


@require_POST
def close_account(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, close=True)


@require_POST
def reopen_account(request: SignedInRequest, pk: int) -> HttpResponse:
    return _switch(request, pk, close=False)


def _switch(request: SignedInRequest, pk: int, *, close: bool) -> HttpResponse:
    permissions.require(permissions.can_manage_bodies(request.user))
    found = _found(request, pk)
    try:
        if close:
            services.close_account(found, by=request.user)
            messages.success(request, _("The account is closed. What was done with it stays."))
        else:
            services.reopen_account(found, by=request.user)
            messages.success(request, _("The account is open again."))
    except Refused as refused:
        messages.error(request, f"{refused.problem} {refused.fix}".strip())
    return redirect("person", pk)


def _found(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(selectors.visible_people(request.user), pk=pk)


def _can_manage(request: SignedInRequest) -> bool:
    return request.as_of is None and permissions.can_manage_bodies(request.user)
