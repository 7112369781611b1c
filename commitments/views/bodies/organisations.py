from collections.abc import Callable
from copy import copy
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import SignedInRequest
from accounts.models import Holiday, Organisation
from accounts.words import GovernanceLevel, OrganisationCategory
from commitments import permissions
from commitments.forms.bodies import WEEKDAYS, HolidayForm, OrganisationForm
from commitments.selectors import bodies as selectors
from commitments.services import bodies as services
from commitments.views.bodies.common import answer, asked, page_of, present_only
from history import clock


@require_safe
def organisations(request: SignedInRequest) -> HttpResponse:
    """All bodies that the person may see, with what they lead and whether posts are vacant."""
    q, category = asked(request, "q"), asked(request, "category")
    level = asked(request, "level")
    rows = selectors.organisations_listed(request.user)
    if q:
        rows = rows.filter(Q(name__icontains=q) | Q(short_name__icontains=q))
    if category in OrganisationCategory.values:
        rows = rows.filter(category=category)
    if level in GovernanceLevel.values:
        rows = rows.filter(governance_level=level)
    page = page_of(request, rows)
    names = selectors.focal_points(page)
    for organisation in page:
        organisation.focal_points = names.get(organisation.pk, [])
    context = {
        "page": page,
        "q": q,
        "category": category,
        "level": level,
        "categories": OrganisationCategory.choices,
        "levels": GovernanceLevel.choices,
        "filters": sum(map(bool, (q, category, level))),
        "can_manage": _can_manage(request),
    }
    return render(request, "bodies/organisations.html", context)


@require_safe
def organisation(request: SignedInRequest, slug: str) -> HttpResponse:
    """An organisation's own mirror (screen 15)."""
    body = _found(request, slug)
    posts = selectors.with_holder(body.posts.open_on()).order_by("title", "pk")
    names = selectors.focal_points([body]).get(body.pk, [])
    context = {
        "organisation": body,
        "country": selectors.country_name(body.country),
        "week": week_in_words(body.working_week),
        "holidays": selectors.holidays_of(body, since=clock.today()),
        "focal_points": names,
        "mirror": selectors.mirror_of(body, request.user),
        "led": selectors.led_by(body, request.user),
        "lists": _lists(body),
        "posts": list(posts),
        "units": list(body.units.all()),
        "can_manage": _can_manage(request),
    }
    return render(request, "bodies/organisation.html", context)


@present_only
@require_http_methods(["GET", "POST"])
def add_organisation(request: SignedInRequest) -> HttpResponse:
    permissions.require(permissions.can_manage_bodies(request.user))
    form = OrganisationForm(request.POST or None)

    def deed() -> None:
        services.save_organisation(form.instance, by=request.user)

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("The organisation is added."))
        return redirect(_page_of(form.instance))
    return answer(request, "bodies/organisation_form.html", {"form": form})


@present_only
@require_http_methods(["GET", "POST"])
def change_organisation(request: SignedInRequest, slug: str) -> HttpResponse:
    permissions.require(permissions.can_manage_bodies(request.user))
    body = _found(request, slug)
    version = services.version_of(body)
    # The form writes into its instance; the page around it shows what is stored.
    form = OrganisationForm(request.POST or None, instance=copy(body), version=version)

    def deed() -> None:
        based_on = form.cleaned_data["based_on"] or 0
        services.save_organisation(form.instance, by=request.user, based_on=based_on)

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("The organisation is changed. The record keeps what it was."))
        return redirect(_page_of(body))
    context = {"form": form, "organisation": body}
    return answer(request, "bodies/organisation_form.html", context)


@present_only
@require_http_methods(["GET", "POST"])
def holidays(request: SignedInRequest, slug: str = "") -> HttpResponse:
    """The days off of an organisation, or of the whole installation."""
    permissions.require(permissions.can_manage_bodies(request.user))
    body = _found(request, slug) if slug else None
    form = HolidayForm(request.POST or None)

    def deed() -> None:
        read = form.cleaned_data
        services.add_holiday(by=request.user, organisation=body, on=read["on"], name=read["name"])

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("The day is added."))
        return redirect(request.path)
    days = list(Holiday.objects.filter(organisation=body))
    context = {"form": form, "organisation": body, "holidays": days, "today": clock.today()}
    return answer(request, "bodies/holidays.html", context)


@require_POST
def remove_holiday(request: SignedInRequest, pk: int) -> HttpResponse:
    permissions.require(permissions.can_manage_bodies(request.user))
    holiday = get_object_or_404(Holiday.objects.select_related("organisation"), pk=pk)
    services.remove_holiday(holiday, by=request.user)
    messages.success(request, _("The day is removed."))
    body = holiday.organisation
    return redirect("organisation-holidays", body.slug) if body else redirect("holidays")


def week_in_words(week: list[int]) -> str:
    """ "Monday to Friday" for days in a row, otherwise each day."""
    names = dict(WEEKDAYS)
    days = sorted(set(week))
    if len(days) > 2 and days == list(range(days[0], days[-1] + 1)):
        return _("%(first)s to %(last)s") % {"first": names[days[0]], "last": names[days[-1]]}
    return ", ".join(str(names[day]) for day in days)


def _lists(body: Organisation) -> dict[str, str]:
    """The filtered lists behind the numbers."""
    list_of: Callable[..., str] = lambda **query: (  # noqa: E731
        f"{reverse('commitments')}?organisation={body.slug}"
        + "".join(f"&{name}={value}" for name, value in query.items())
    )
    return {
        "led": list_of(),
        "active": list_of(state="active"),
        "overdue": list_of(timing="overdue"),
        "due_soon": list_of(timing="due_soon"),
        "no_update": list_of(freshness="no_update"),
        "in_review": list_of(timing="waiting_for_review"),
    }


def _found(request: SignedInRequest, slug: str) -> Organisation:
    visible = selectors.visible_organisations(request.user).select_related("parent")
    return get_object_or_404(visible, slug=slug)


def _page_of(body: Any) -> str:
    return reverse("organisation", args=[body.slug])


def _can_manage(request: SignedInRequest) -> bool:
    return request.as_of is None and permissions.can_manage_bodies(request.user)
