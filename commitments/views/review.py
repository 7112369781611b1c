"""The coordinator's queues: list left, one item right (screen 9)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from commitments import permissions
from commitments.forms.overdue import OverdueForm
from commitments.forms.rating import RatingForm
from commitments.reminders.channels.news import not_delivered
from commitments.reminders.ledger import sent_of
from commitments.rights import Right, has_anywhere
from commitments.rules.bands import OVERDUE_BANDS
from commitments.selectors.changes import what_changed
from commitments.selectors.paging import BadCursor
from commitments.selectors.review.cleared import cleared_today, last_cleared
from commitments.selectors.review.detail import Item, commitment_item, milestone_item
from commitments.selectors.review.overdue import OverduePage, overdue_page
from commitments.selectors.review.queues import Counts, Queue
from commitments.selectors.review.waiting import WaitingPage, waiting_page
from commitments.services.ratings import rate_commitment

LOOKS = {
    Queue.TO_REVIEW: "review/_to_review.html",
    Queue.DATES: "review/_date_requests.html",
    Queue.OVERDUE: "review/_overdue.html",
    Queue.ESCALATIONS: "review/_escalations.html",
    Queue.PAUSES: "review/_pauses.html",
}
COMMITMENTS = "review/_commitments.html"
KEYS = [
    ("J", gettext_lazy("Next row")),
    ("K", gettext_lazy("Previous row")),
    ("Enter", gettext_lazy("Open the row beside the list")),
    ("A", gettext_lazy("Accept or approve: opens the decision")),
    ("R", gettext_lazy("Return or refuse: opens the decision")),
    ("X", gettext_lazy("Tick or untick the row")),
    ("F", gettext_lazy("Follow up the ticked rows")),
    ("Esc", gettext_lazy("Back from the detail to its row")),
]


@require_safe
def review(request: HttpRequest, queue: str = Queue.OVERDUE.value) -> HttpResponse:
    """One queue; htmx gets the list alone."""
    user: Any = request.user
    permissions.require(permissions.can_see_queues(user))
    chosen = _queue(queue)
    try:
        if chosen is Queue.OVERDUE:
            page: OverduePage | WaitingPage = overdue_page(user, request.GET)
        else:
            page = waiting_page(user, chosen, request.GET)
    except BadCursor as bad:
        raise Http404(str(bad)) from bad
    context: dict[str, Any] = {
        "queue": chosen,
        "page": page,
        "look": LOOKS.get(chosen, COMMITMENTS),
        "queues": _tabs(chosen, page.counts),
        "can_decide": request.as_of is None and has_anywhere(user.standing, Right.REVIEW),  # type: ignore[attr-defined]
        "item_url": f"{reverse('review-queue', args=[chosen.value])}/",
        "previous_url": _with(request, cursor=page.page.previous) if page.page.previous else "",
        "next_url": _with(request, cursor=page.page.next) if page.page.next else "",
        "keys": KEYS,
        "not_posted": not_delivered() if permissions.can_see_channels(user) else None,
    }
    context["rest"] = page.counts.sentence.removeprefix(next(iter(page.counts.clauses), ""))
    if isinstance(page, OverduePage):
        follows_up = request.as_of is None and permissions.can_follow_up(user)  # type: ignore[attr-defined]
        for row in page.rows:
            row["ticks"] = follows_up
        context["follow_up_all"] = _with(request, all="on").partition("?")[2] if follows_up else ""
        context |= _filters(request, page)
    else:
        context["follow"] = _follow(request, page.rows)
    if context["can_decide"] and (cleared := cleared_today(user, chosen)):
        context |= {"cleared_today": cleared, "cleared_of": cleared + page.total}
    if not page.counts.sentence:
        context["cleared"] = last_cleared(user)
    return render(request, "review/page.html", context)


@require_safe
def item(request: HttpRequest, queue: str, code: str) -> HttpResponse:
    """One item: beside the list for htmx, a page of its own otherwise."""
    found = _item(request, queue, code)
    form = RatingForm(commitment=found.commitment) if found.can_rate else None
    return _item_page(request, found, form)


@require_POST
def rate(request: HttpRequest, queue: str, code: str) -> HttpResponse:
    """Give the coordinator's rating from beside the list."""
    found = _item(request, queue, code)
    permissions.require(found.can_rate)
    form = RatingForm(request.POST, commitment=found.commitment)
    if form.is_valid() and _rate(request, found, form):
        if request.htmx:  # type: ignore[attr-defined]
            fresh = _item(request, queue, code)
            again = RatingForm(commitment=fresh.commitment)
            return _item_page(request, fresh, again, rated=True)
        messages.success(request, _("Your rating is saved."))
        return redirect("review-item", queue, code)
    return _item_page(request, found, form)


def _rate(request: HttpRequest, found: Item, form: RatingForm) -> bool:
    user: Any = request.user

    def deed() -> None:
        rate_commitment(
            found.commitment,
            by=user,
            confidence=form.cleaned_data["confidence"],
            reason=form.cleaned_data["reason"],
            based_on=form.cleaned_data["based_on"],
        )

    return form.carry_out(request, deed)


def _item(request: HttpRequest, queue: str, code: str) -> Item:
    user: Any = request.user
    permissions.require(permissions.can_see_queues(user))
    chosen = _queue(queue)
    find = milestone_item if "-M" in code else commitment_item
    found = find(user, chosen, code, writing=request.as_of is None)  # type: ignore[attr-defined]
    if found is None:
        raise Http404
    return found


def _item_page(
    request: HttpRequest, found: Item, form: RatingForm | None, *, rated: bool = False
) -> HttpResponse:
    changed = None
    if form is not None and form.conflict:
        changed = what_changed(form.conflict.current, since=form.cleaned_data["based_on"])
        form.rebase(form.conflict.current.version)
    beside = request.htmx and not request.htmx.history_restore_request  # type: ignore[attr-defined]
    context = {
        "item": found,
        "sent": sent_of(found.milestone) if found.milestone else None,
        "form": form,
        "rated": rated,
        "changed": changed,
        "level": 2 if beside else 1,
        "next": _next(request, found.queue),
    }
    template = "review/_item.html" if beside else "review/item.html"
    status = 200
    if form is not None and form.is_bound and not rated and form.errors:
        status = 409 if form.conflict else 422
    return render(request, template, context, status=status)


def _queue(word: str) -> Queue:
    try:
        return Queue(word)
    except ValueError:
        raise Http404 from None


def _tabs(current: Queue, counts: Counts) -> list[dict[str, Any]]:
    return [
        {
            "label": queue.label,
            "url": reverse("review-queue", args=[queue.value]),
            "count": counts.of(queue),
            "current": queue is current,
        }
        for queue in Queue
    ]


def _filters(request: HttpRequest, page: OverduePage) -> dict[str, Any]:
    """What stands around the overdue list: its filters in words, its bands as links."""
    bands = [("", _("All ages"), sum(page.bands))]
    bands += [
        (band.code, str(band.label), number)
        for band, number in zip(OVERDUE_BANDS, page.bands, strict=True)
    ]
    chosen = page.asked.band.code if page.asked.band else ""
    return {
        "bands": [
            {
                "label": label,
                "count": n,
                "url": _with(request, band=code),
                "current": code == chosen,
            }
            for code, label, n in bands
        ],
        "chips": _chips(request, page.form),
        "clear_url": request.path,
        "unfold_url": _with(request, band=OVERDUE_BANDS[-1].code),
    }


def _chips(request: HttpRequest, form: OverdueForm) -> list[dict[str, str]]:
    used = [name for name in form.fields if name != "band" and form.cleaned_data.get(name)]
    return [{"label": form.in_words(name), "href": _with(request, **{name: ""})} for name in used]


def _follow(request: HttpRequest, rows: list[Any]) -> list[tuple[Any, str]]:
    """Each row with the address to come back to once it is decided: the row after it."""
    codes = [_code_of(row) for row in rows]
    # After the last row comes the one before it.
    after = [*codes[1:], *codes[-2:-1]] if len(codes) > 1 else [""] * len(codes)
    here = _with(request)
    return [
        (row, f"{here}#row-{code}" if code else here) for row, code in zip(rows, after, strict=True)
    ]


def _code_of(row: Any) -> str:
    code = (
        getattr(row, "code", "") or (row.columns if hasattr(row, "columns") else row.milestone).code
    )
    return str(code)


def _with(request: HttpRequest, **changes: str) -> str:
    """This address with other values; a changed filter starts from the first page."""
    query: QueryDict = request.GET.copy()
    query.pop("cursor", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _next(request: HttpRequest, queue: Queue) -> str:
    """Where a decision returns to: the list as it was, at the row after this one."""
    asked = request.GET.get("next", "")
    mine = reverse("review-queue", args=[queue.value])
    return asked if asked.startswith(mine) else mine
