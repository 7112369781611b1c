"""The person's own calendar addresses, and the calendars that programs read at them."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import SignedInRequest
from commitments.counting import times
from commitments.forms.feeds import FeedForm
from commitments.models import CalendarFeed
from commitments.selectors.calendar.feed import feed_entries, mark_of
from commitments.selectors.calendar.layers import Layer
from commitments.selectors.calendar.scope import CalendarScope
from commitments.services.feeds import make_feed, reset_feed, stop_feed
from history import clock

# How often one address may be read; programs ask every few minutes at most.
FETCHES, WITHIN = 60, 3600
# The last reading is written down at most this often, in seconds.
NOTED_EVERY = 600
LONGEST_QUERY = 2000


@require_http_methods(["GET", "HEAD", "POST"])
def feeds(request: SignedInRequest) -> HttpResponse:
    """The addresses that work. A new one is shown once, in the answer to making it."""
    if request.as_of is not None:
        return redirect("calendar")
    query = request.GET.urlencode()
    if len(query) > LONGEST_QUERY:
        raise Http404
    form = FeedForm(
        request.POST or None, person=request.user, query=query, words=_words(request, query)
    )
    if request.method == "POST":
        if form.is_valid():
            _feed, secret = make_feed(request.user, name=form.name, query=form.chosen_query)
            return _page(request, None, secret, status=201)
        return _page(request, form, status=422)
    return _page(request, form)


@require_POST
def feed_reset(request: SignedInRequest, pk: int) -> HttpResponse:
    made = reset_feed(_own(request, pk))
    if made is None:
        return redirect("calendar-feeds")
    return _page(request, None, made[1], status=201)


@require_POST
def feed_stop(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _own(request, pk)
    stop_feed(found)
    messages.success(request, _("The address of “%(name)s” works no more.") % {"name": found.name})
    return redirect("calendar-feeds")


@login_not_required
@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of an address, by the rights that its person has now. 410 when it ended."""
    found = CalendarFeed.objects.by_secret(secret)
    if found is None or request.GET.get("as_of"):
        raise Http404
    if _asks_too_often(found):
        return HttpResponse(status=429, headers={"Retry-After": str(WITHIN)})
    # Loaded by few, and slow to load.
    from commitments.selectors.calendar import ics

    person = found.person
    with translation.override(person.language):
        if found.ended_at is not None:
            words = _("This calendar address was replaced. Sign in to get the new one.")
            return _file(ics.ics_of_ended(words), status=410)
        if not person.is_active:
            return _file(ics.ics_of_ended(_("This calendar address works no more.")), status=410)
        entries = feed_entries(CalendarScope(person, QueryDict(found.query)))
        name = _("%(name)s – commitments") % {"name": found.name}
        mark = mark_of(entries, name, person.language)
        _note_reading(found)
        # 304 costs no writing of the file.
        answer = get_conditional_response(request, etag=mark)
        answer = answer or _file(ics.ics_of(entries, name=name))
    answer["ETag"] = mark
    return answer


def _own(request: SignedInRequest, pk: int) -> CalendarFeed:
    return get_object_or_404(CalendarFeed.objects.live(), pk=pk, person=request.user)


def _page(
    request: SignedInRequest, form: FeedForm | None, secret: str = "", status: int = 200
) -> HttpResponse:
    rows = CalendarFeed.objects.live().filter(person=request.user).order_by("-pk")
    form = form or FeedForm(person=request.user, query="", words="")
    context: dict[str, Any] = {"form": form, "feeds": list(rows), "address": "", "open_url": ""}
    if secret:
        address = settings.SITE_URL + reverse("calendar-feed", args=[secret])
        context["address"] = address
        context["open_url"] = "webcal:" + address.partition(":")[2]
    return render(request, "calendar/feeds.html", context, status=status)


def _words(request: SignedInRequest, query: str) -> str:
    """The filters and layers of a query, in words."""
    if not query:
        return ""
    scope = CalendarScope(request.user, request.GET)
    layers = ", ".join(str(layer.label) for layer in scope.layers)
    parts = [scope.filter.describe(), layers if len(scope.layers) < len(Layer) else ""]
    return "; ".join(filter(None, parts))[:200] or _("Everything")


def _asks_too_often(found: CalendarFeed) -> bool:
    return times(f"calendar-feed:{found.pk}", within=WITHIN) > FETCHES


def _note_reading(found: CalendarFeed) -> None:
    now = clock.now()
    if found.read_at is None or (now - found.read_at).total_seconds() > NOTED_EVERY:
        CalendarFeed.objects.filter(pk=found.pk).update(read_at=now)


def _file(file: bytes, status: int = 200) -> HttpResponse:
    return HttpResponse(
        file,
        status=status,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Cache-Control": "private, no-cache",
            "Content-Disposition": 'inline; filename="commitments.ics"',
            "X-Robots-Tag": "noindex",
        },
    )
