"""How a person wants to be written to, and when they are away (screen 22)."""

from typing import Any

from django.conf import settings as installation
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.asking import SignedInRequest
from accounts.models import User
from accounts.words import Role
from commitments.models import Commitment
from commitments.reminders import choosing
from commitments.reminders.forms import AwayForm, PreferenceForm
from commitments.reminders.models import Away, Mute, Preference
from commitments.reminders.rules.topics import OPTIONAL, Topic
from commitments.reminders.unsubscribing import read_token
from commitments.rules.dates import in_text
from commitments.views.bodies.common import present_only
from history import clock

YEAR = 365 * 24 * 60 * 60
WORK = (
    Topic.COMING_UP, Topic.DUE_SOON, Topic.DUE_NEXT, Topic.OVERDUE, Topic.DECIDED,
    Topic.UPDATE_SOON, Topic.UPDATE_DUE, Topic.ROUND,
)  # fmt: skip
DECIDING = (Topic.WAITING, Topic.WAITING_LATE, Topic.QUEUE, Topic.DIGEST)


@present_only
@require_http_methods(["GET", "POST"])
def settings(request: SignedInRequest) -> HttpResponse:
    """The person's own preferences."""
    form = _preferences(request, request.POST or None)

    def deed() -> None:
        read = form.cleaned_data
        off = {topic for topic in _topics(request.user) if topic in OPTIONAL} - set(read["email"])
        unseen = {Topic(name) for name in _kept(request.user).switched_off}
        unseen -= set(_topics(request.user))
        choosing.choose(
            by=request.user,
            **{name: read[name] for name in ("rhythm", "hour", "weekday", "time_zone", "language")},
            switched_off=off | unseen,
        )

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("Saved. This is how we write to you from now on."))
        answer = redirect("settings")
        answer.set_cookie(
            installation.LANGUAGE_COOKIE_NAME,
            form.cleaned_data["language"],
            YEAR,
            samesite="Lax",
            secure=request.is_secure(),
        )
        return answer
    return _page(request, form, AwayForm(prefix="away"))


@require_POST
def away(request: SignedInRequest) -> HttpResponse:
    """Say when one is away."""
    form = AwayForm(request.POST, prefix="away")

    def deed() -> None:
        read = form.cleaned_data
        names = ("starts_on", "ends_on", "deputy", "tell_focal_point")
        choosing.go_away(by=request.user, **{name: read[name] for name in names})

    if form.is_valid() and form.carry_out(request, deed):
        read = form.cleaned_data
        told = {"first": in_text(read["starts_on"]), "last": in_text(read["ends_on"])}
        words = _("You are away from %(first)s to %(last)s.") % told
        if read["deputy"]:
            words += " " + _("%(name)s stands in for you.") % {"name": read["deputy"].name}
        messages.success(request, words)
        return redirect("settings")
    return _page(request, _preferences(request), form)


@require_POST
def come_back(request: SignedInRequest, pk: int) -> HttpResponse:
    """End the person's own absence."""
    choosing.come_back(get_object_or_404(Away, pk=pk, person=request.user), by=request.user)
    messages.success(request, _("The absence is ended. Your mail comes to you again."))
    return redirect("settings")


@login_not_required
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a mail program posts here without a session; opening the page changes nothing."""
    read = read_token(token)
    person = User.objects.filter(pk=read[0], is_active=True).first() if read else None
    if read is None or person is None:
        raise Http404
    if request.method == "POST":
        choosing.switch_off(person, read[1])
    context = {"topics": [topic.label for topic in read[1]], "done": request.method == "POST"}
    return render(request, "settings/unsubscribe.html", context)


def _preferences(request: SignedInRequest, data: Any = None) -> PreferenceForm:
    return PreferenceForm(data, kept=_kept(request.user), person=request.user)


def _kept(person: User) -> Preference:
    return Preference.objects.filter(person=person).first() or Preference(person=person)


def _topics(person: User) -> list[Topic]:
    """The rows that concern the person: whoever coordinates is also told of what waits."""
    works = person.standing.has(Role.OFFICIAL, Role.FOCAL_POINT, Role.COORDINATOR)
    decides = person.standing.has(Role.COORDINATOR)
    return [*(WORK if works else ()), *(DECIDING if decides else ()), Topic.OTHER]


def _page(request: SignedInRequest, form: PreferenceForm, away_form: AwayForm) -> HttpResponse:
    today = clock.real_today()
    wanted = form["email"].value() or []
    status = 422 if (form.is_bound and form.errors) or away_form.errors else 200
    context = {
        "form": form,
        "away_form": away_form,
        "forms": [form, away_form],
        "topics": [
            {
                "value": topic.value,
                "label": topic.label,
                "is_optional": topic in OPTIONAL,
                "is_on": topic.value in wanted or topic in wanted,
                "unless_accountable": topic == Topic.DUE_SOON,
            }
            for topic in _topics(request.user)
        ],
        "absences": Away.objects.filter(person=request.user, ends_on__gte=today).select_related(
            "deputy"
        ),
        "mutes": Mute.objects.filter(
            person=request.user,
            until__gte=today,
            commitment__in=Commitment.objects.visible_to(request.user),
        ).select_related("commitment"),
        "people": _colleagues(request.user),
        "today": today,
    }
    return render(request, "settings/page.html", context, status=status)


def _colleagues(person: User) -> list[User]:
    """Who holds a post where the person does, to suggest while an address is typed."""
    near = Q(tenures__post__organisation__in=person.standing.organisation_ids)
    people = User.objects.filter(near, is_active=True).exclude(pk=person.pk).distinct()
    return list(people.order_by("name")[:50])
