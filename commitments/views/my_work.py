"""My work: the first page of officials (screen 2)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.asking import SignedInRequest
from commitments.selectors import my_work as selector
from commitments.selectors.work_scopes import Scope, scopes_of


@require_safe
def my_work(request: SignedInRequest) -> HttpResponse:
    user = request.user
    scopes = scopes_of(user)
    counts = {scope.name: selector.counts_of(scope) for scope in scopes}
    asked = next((s for s in scopes if s.name == request.GET.get("for")), None)
    # A focal point who owns nothing comes to see the organisation.
    busy = next((s for s in scopes if selector.needing(counts[s.name])), scopes[0])
    chosen = asked or busy
    whole = request.GET.get("show", "")
    work = selector.my_work(user, chosen, counts[chosen.name], whole=whole)
    context = {
        "work": work,
        "scope": chosen,
        "tabs": [_tab(scope, chosen, counts[scope.name]) for scope in scopes],
        "whole": whole,
        "keys": [
            ("L", _("Log progress")),
            ("S", _("Submit for review")),
            ("D", _("Ask for a new date")),
        ],
    }
    return render(request, "my_work/my_work.html", context)


def _tab(scope: Scope, chosen: Scope, counts: dict[str, int]) -> dict[str, Any]:
    return {
        "label": scope.label,
        "url": f"{reverse('my-work')}?for={scope.name}",
        "current": scope is chosen,
        "count": selector.needing(counts),
    }
