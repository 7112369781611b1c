"""The calendar (screen 16): month, agenda and year."""

import re
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.asking import SignedInRequest
from commitments.filters import Chosen
from commitments.rules import dates
from commitments.selectors.calendar import pages
from commitments.selectors.calendar.layers import Layer, Period
from commitments.selectors.calendar.scope import NONE, CalendarScope
from history import clock

MONTH, AGENDA, YEAR = "month", "agenda", "year"
# Where in time one looks, and as what; all else is what is looked at.
PLACE = ("view", "month", "year", "day", "as_of")
YEARS = range(1990, 2201)
# Beside the month, which a phone does not show.
BESIDE = 40
AHEAD = timedelta(days=30)


@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    """Without a view in the address a month; a phone shows its agenda then."""
    view = request.GET.get("view", "")
    if view not in ("", MONTH, AGENDA, YEAR):
        raise Http404
    scope = CalendarScope(request.user, request.GET)
    context = {
        "scope": scope,
        "view": view,
        "layers": _layers(request, scope),
        "scopes": _scopes(request),
        "kept": _kept(request),
        "chips": [_chip(request, one) for one in scope.filter.chosen()],
        "clear_url": _address(request, **{one.name: None for one in scope.filter.chosen()}),
        "summary": scope.filter.describe(),
        "today_url": _address(request, month=None, year=None, day=None),
        "feed_query": _feed_query(request).urlencode(),
        "problems": [form for form in (scope.filter.form, scope.holidays_form) if form.errors],
        "can_subscribe": request.as_of is None,
    }
    build = _year if view == YEAR else _month
    return render(request, "calendar/page.html", context | build(request, scope, view))


def _month(request: SignedInRequest, scope: CalendarScope, view: str) -> dict[str, Any]:
    day = _day(request.GET.get("day", ""))
    first = _first(request.GET.get("month", "")) or (day or clock.today()).replace(day=1)
    title = dates.month(first)
    found: dict[str, Any] = {"title": title, "first": first, "day": day}
    if view != AGENDA:
        found["month"] = pages.month_page(scope, first)
        found["weekdays"] = found["month"].weeks[0]
    if view != MONTH:
        period = _agenda_period(request, first, day, view)
        rows = pages.ROWS if view == AGENDA else BESIDE
        found["agenda"] = agenda = pages.agenda_page(scope, period, rows=rows)
        begins = _("From %(day)s") % {"day": dates.in_text(period.first)}
        found["agenda_title"] = title if period == pages.month_of(first) else begins
        if agenda.goes_on:
            found["more_url"] = _address(
                request, view=AGENDA, month=None, day=agenda.goes_on.isoformat()
            )
    return found | {
        "tabs": _tabs(request, view or MONTH, first),
        "phone_tabs": _tabs(request, view or AGENDA, first),
        "previous": _step(request, pages.previous_month(first)),
        "next": _step(request, pages.next_month(first)),
        "empty": _("Nothing in %(time)s for these layers.") % {"time": title},
        "day_url": _address(request, view=AGENDA, month=None, year=None, day=None),
    }


def _agenda_period(request: SignedInRequest, first: date, day: date | None, view: str) -> Period:
    """A month, or what is left of it from a day; who just comes sees the days ahead."""
    today = clock.today()
    if not (view or day or request.GET.get("month")):
        return Period(today, today + AHEAD)
    month = pages.month_of(first)
    return Period(day, month.last) if day and month.holds(day) else month


def _year(request: SignedInRequest, scope: CalendarScope, view: str) -> dict[str, Any]:
    asked = request.GET.get("year", "")
    shown = _first(request.GET.get("month", "")) or clock.today()
    number = int(asked) if re.fullmatch(r"[0-9]{4}", asked) else shown.year
    if number not in YEARS or (asked and asked != str(number)):
        raise Http404
    first = shown.replace(year=number, day=1)
    return {
        "title": str(number),
        "year": pages.year_page(scope, number),
        "tabs": _tabs(request, YEAR, first),
        "phone_tabs": _tabs(request, YEAR, first),
        "previous": _year_step(request, number - 1),
        "next": _year_step(request, number + 1),
        "empty": _("Nothing in %(time)s for these layers.") % {"time": number},
        "day_url": _address(request, view=AGENDA, month=None, year=None, day=None),
        "month_url": _address(request, view=MONTH, month=None, year=None, day=None),
    }


def _first(text: str) -> date | None:
    """The first day of a month written as 2026-06; None where none is asked for."""
    if not text:
        return None
    found = re.fullmatch(r"([0-9]{4})-(0[1-9]|1[0-2])", text)
    if not found or int(found[1]) not in YEARS:
        raise Http404
    return date(int(found[1]), int(found[2]), 1)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        found = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise Http404
    return found


def _name(first: date) -> str:
    return f"{first:%Y-%m}"


def _step(request: SignedInRequest, first: date) -> dict[str, str]:
    if first.year not in YEARS:
        return {}
    return {
        "label": dates.month(first),
        "url": _address(request, month=_name(first), day=None, year=None),
    }


def _year_step(request: SignedInRequest, number: int) -> dict[str, str]:
    if number not in YEARS:
        return {}
    return {"label": str(number), "url": _address(request, year=str(number), month=None, day=None)}


def _tabs(request: SignedInRequest, view: str, first: date) -> list[dict[str, Any]]:
    labels = ((MONTH, _("Month")), (AGENDA, _("Agenda")), (YEAR, _("Year")))
    return [
        {
            "label": label,
            "url": _address(request, view=name, month=_name(first), year=None, day=None),
            "current": name == view,
        }
        for name, label in labels
    ]


def _scopes(request: SignedInRequest) -> list[dict[str, Any]]:
    """Whose days, as links."""
    whose = ((_("Everything"), ""), (_("Mine"), "mine"), (_("My organisation"), "my_organisation"))
    here = [name for _label, name in whose if name and request.GET.get(name)]
    return [
        {
            "label": label,
            "url": _address(
                request,
                mine="on" if name == "mine" else None,
                my_organisation="on" if name == "my_organisation" else None,
            ),
            "current": [name] == (here or [""]),
        }
        for label, name in whose
    ]


def _layers(request: SignedInRequest, scope: CalendarScope) -> list[dict[str, Any]]:
    """Each layer as a link that shows it or puts it away."""
    found = []
    for layer in Layer:
        shown = layer in scope.layers
        names = [one for one in Layer if (one in scope.layers) != (one == layer)]
        query = None if len(names) == len(Layer) else [one.value for one in names] or [NONE]
        found.append({"layer": layer, "shown": shown, "url": _address(request, layer=query)})
    return found


def _kept(request: SignedInRequest) -> list[tuple[str, str]]:
    """What the filter form carries along unseen."""
    names = ("view", "month", "year", "day", "layer")
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


def _feed_query(request: SignedInRequest) -> QueryDict:
    """What a feed of this calendar follows: filters and layers."""
    query = request.GET.copy()
    for name in [name for name in query if name in PLACE or not any(query.getlist(name))]:
        del query[name]
    return query


def _chip(request: SignedInRequest, chosen: Chosen) -> dict[str, str]:
    return {"label": str(chosen), "href": _address(request, **{chosen.name: None})}


def _address(request: SignedInRequest, **changes: str | list[str] | None) -> str:
    """This calendar with something of its address changed; None takes it out."""
    query = request.GET.copy()
    for name in [name for name in query if not any(query.getlist(name))]:
        del query[name]
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query.setlist(name, [value] if isinstance(value, str) else value)
    base = reverse("calendar")
    return f"{base}?{query.urlencode()}" if query else base
