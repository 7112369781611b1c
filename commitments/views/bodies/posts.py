from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.asking import SignedInRequest
from accounts.models import Deputy, Organisation, Post, Tenure, User
from accounts.words import Role
from commitments import permissions
from commitments.forms.bodies import (
    AppointForm,
    ClosePostForm,
    DeputyForm,
    HandOverForm,
    PostForm,
)
from commitments.rules.dates import in_text
from commitments.selectors import bodies as selectors
from commitments.services import bodies as services
from commitments.services import posts as post_services
from commitments.services.errors import Problems
from commitments.views.bodies.common import (
    answer,
    asked,
    page_of,
    present_only,
    suggested_people,
)
from history import clock

CONFIRM = "confirm"


@require_safe
def posts(request: SignedInRequest) -> HttpResponse:
    """All posts that the person may see, with who holds them on the day read."""
    q, role, body = asked(request, "q"), asked(request, "role"), asked(request, "organisation")
    vacant, ended = bool(asked(request, "vacant")), bool(asked(request, "ended"))
    rows = selectors.posts_listed(request.user)
    if not ended:
        rows = rows.open_on()
    if q:
        rows = rows.filter(Q(title__icontains=q) | Q(organisation__name__icontains=q))
    if role in Role.values:
        rows = rows.filter(role=role)
    if body:
        rows = rows.filter(organisation__slug=body)
    if vacant:
        rows = rows.filter(pk__in=Post.objects.vacant().values("pk"))
    context = {
        "page": page_of(request, rows),
        "q": q,
        "role": role,
        "vacant": vacant,
        "ended": ended,
        "organisation": Organisation.objects.filter(slug=body).first() if body else None,
        "roles": Role.choices,
        "filters": sum(map(bool, (q, role, vacant, ended, body))),
        "can_manage": _now(request) and permissions.can_manage_bodies(request.user),
    }
    return render(request, "bodies/posts.html", context)


@require_safe
def post(request: SignedInRequest, slug: str) -> HttpResponse:
    """A post: who holds it, what it has to do, who held it before."""
    found = _found(request, slug)
    today = clock.today()
    tenures = selectors.tenures_of(found)
    running = [t for t in tenures if t.starts_on <= today and (not t.ends_on or t.ends_on >= today)]
    can_hand_over = _now(request) and permissions.can_hand_over(request.user, found)
    items = selectors.open_items_seen(found, request.user)
    context = {
        "post": found,
        "holder": running[0] if running else None,
        "ahead": [t for t in tenures if t.starts_on > today],
        "tenures": tenures,
        "deputies": selectors.deputies_of(found),
        "today": today,
        "items": items,
        "rows": selectors.in_rows(items),
        "ended": found.closed_on is not None and found.closed_on < today,
        "may_read_notes": selectors.may_read_notes(request.user, found),
        "can_hand_over": can_hand_over,
        "can_manage": _now(request) and permissions.can_manage_bodies(request.user),
    }
    return render(request, "bodies/post.html", context)


@present_only
@require_http_methods(["GET", "POST"])
def add_post(request: SignedInRequest) -> HttpResponse:
    permissions.require(permissions.can_manage_bodies(request.user))
    body = Organisation.objects.filter(slug=asked(request, "organisation")).first()
    form = PostForm(request.POST or None, initial={"organisation": body})
    made: list[Post] = []

    def deed() -> None:
        read = form.cleaned_data
        made.append(
            services.add_post(
                by=request.user,
                title=read["title"],
                organisation=read["organisation"],
                role=read["role"],
            )
        )

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("The post is added. Nobody holds it yet."))
        return redirect("post", made[0].slug) if made else redirect("posts")
    return answer(request, "bodies/post_form.html", {"form": form, "organisation": body})


@present_only
@require_http_methods(["GET", "POST"])
def appoint(request: SignedInRequest, slug: str) -> HttpResponse:
    """Give a vacant post a holder."""
    found = _to_hand_over(request, slug)
    form = AppointForm(request.POST or None)

    def deed() -> None:
        read = form.cleaned_data
        post_services.appoint(
            found, by=request.user, holder=read["holder"], starts_on=read["starts_on"]
        )

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        told = {
            "name": form.cleaned_data["holder"].name,
            "day": in_text(form.cleaned_data["starts_on"]),
        }
        messages.success(request, _("%(name)s holds this post from %(day)s.") % told)
        return redirect("post", slug)
    context = {"form": form, "post": found, "people": suggested_people(found.organisation)}
    return answer(request, "bodies/appoint.html", context)


@present_only
@require_http_methods(["GET", "POST"])
def hand_over(request: SignedInRequest, slug: str) -> HttpResponse:
    """Three steps without memory: fill in, check, confirm. The text travels with the pages."""
    found = _to_hand_over(request, slug)
    form = HandOverForm(request.POST or None, post=found, by=request.user)
    step = request.POST.get("step", "")
    if request.method == "POST" and step != "edit" and form.is_valid():
        if step == CONFIRM and form.carry_out(request, lambda: _hand_over(request, found, form)):
            messages.success(request, _told(form))
            return redirect(_after(request, found))
        if not form.errors and _stands_against(request, found, form):
            context = {"form": form, "post": found, "asked": form.cleaned_data, **_items(found)}
            return render(request, "bodies/hand_over_check.html", context)
    if step == "edit":
        form = HandOverForm(post=found, by=request.user, initial=request.POST.dict())
    context = {
        "form": form,
        "post": found,
        **_items(found),
        "people": suggested_people(found.organisation),
        "holder": Tenure.objects.running().filter(post=found).select_related("holder").first(),
    }
    return answer(request, "bodies/hand_over.html", context)


@present_only
@require_http_methods(["GET", "POST"])
def set_deputy(request: SignedInRequest, slug: str) -> HttpResponse:
    """Let somebody stand in."""
    found = _to_hand_over(request, slug)
    form = DeputyForm(request.POST or None)

    def deed() -> None:
        read = form.cleaned_data
        post_services.set_deputy(
            found,
            by=request.user,
            deputy=read["deputy"],
            starts_on=read["starts_on"],
            ends_on=read["ends_on"],
        )

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        messages.success(
            request, _("%(name)s stands in.") % {"name": form.cleaned_data["deputy"].name}
        )
        return redirect("post", slug)
    context = {"form": form, "post": found, "people": suggested_people(found.organisation)}
    return answer(request, "bodies/deputy.html", context)


@require_POST
def end_deputy(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    found = _to_hand_over(request, slug)
    deputy = get_object_or_404(Deputy.objects.select_related("post"), pk=pk, post=found)
    post_services.end_deputy(deputy, by=request.user)
    messages.success(request, _("The deputyship is ended."))
    return redirect("post", slug)


@require_POST
def call_off(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    found = _to_hand_over(request, slug)
    tenure = get_object_or_404(Tenure.objects.select_related("post"), pk=pk, post=found)
    try:
        post_services.call_off(tenure, by=request.user)
    except Problems as refused:
        messages.error(request, refused.problem)
    else:
        messages.success(request, _("The hand-over is called off."))
    return redirect("post", slug)


@present_only
@require_http_methods(["GET", "POST"])
def close_post(request: SignedInRequest, slug: str) -> HttpResponse:
    """End a post that has nothing left to do."""
    permissions.require(permissions.can_manage_bodies(request.user))
    found = _found(request, slug)
    form = ClosePostForm(request.POST or None)

    def deed() -> None:
        services.close_post(found, by=request.user, on=form.cleaned_data["on"])

    if request.method == "POST" and form.is_valid() and form.carry_out(request, deed):
        day = in_text(form.cleaned_data["on"])
        messages.success(request, _("The post ends on %(day)s.") % {"day": day})
        return redirect("post", slug)
    context = {"form": form, "post": found, **_items(found)}
    return answer(request, "bodies/close_post.html", context)


def _items(found: Post) -> dict[str, Any]:
    items = post_services.open_items(found)
    return {"items": items, "rows": selectors.in_rows(items)}


def _hand_over(request: SignedInRequest, found: Post, form: HandOverForm) -> None:
    read = form.cleaned_data
    post_services.hand_over(
        found,
        by=request.user,
        to=read["to"],
        on=read["on"],
        note=read["note"],
        items_to=read.get("items_to"),
    )


def _after(request: SignedInRequest, found: Post) -> str:
    """The post's page, unless who handed it over no longer sees it."""
    person = User.objects.get(pk=request.user.pk)
    seen = selectors.visible_posts(person).filter(pk=found.pk).exists()
    return found.get_absolute_url() if seen else reverse("home")


def _stands_against(request: SignedInRequest, found: Post, form: HandOverForm) -> bool:
    """Ask the service before anything is confirmed; True when nothing stands against it."""
    read: dict[str, Any] = form.cleaned_data
    try:
        post_services.check_hand_over(
            found, request.user, read["to"], read["on"], read["note"], read.get("items_to")
        )
    except Problems as problems:
        form.add_problems(problems.problems)
        return False
    return True


def _told(form: HandOverForm) -> str:
    read = form.cleaned_data
    day = in_text(read["on"])
    if read["to"] is not None:
        return _("%(name)s holds this post from %(day)s.") % {"name": read["to"].name, "day": day}
    if read.get("items_to") is not None:
        return _("The open items are with %(post)s now.") % {"post": read["items_to"].title}
    return _("This post is vacant from %(day)s.") % {"day": day}


def _found(request: SignedInRequest, slug: str) -> Post:
    visible = selectors.visible_posts(request.user).select_related("organisation")
    return get_object_or_404(visible, slug=slug)


def _to_hand_over(request: SignedInRequest, slug: str) -> Post:
    found = _found(request, slug)
    permissions.require(permissions.can_hand_over(request.user, found))
    return found


def _now(request: SignedInRequest) -> bool:
    return request.as_of is None
