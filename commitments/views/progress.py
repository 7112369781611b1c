"""The progress overview (screen 13)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from commitments.selectors.progress import ProgressPage


@require_safe
def progress(request: HttpRequest) -> HttpResponse:
    """The truth about the plan, as far as the person sees it."""
    user: Any = request.user
    return render(request, "progress/page.html", {"page": ProgressPage(user, request.GET)})
