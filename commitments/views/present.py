"""Pages that change something belong to the present; a past day is only read."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect

from accounts.asking import SignedInRequest

View = Callable[..., HttpResponse]


def present_only(reading: str) -> Callable[[View], View]:
    """Send who reads a past day to the page named `reading`, which shows the record of that day.

    The page takes the first thing that the address of the view names. Forms that are sent with a
    past day are refused before (405).
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: SignedInRequest, **named: Any) -> HttpResponse:
            if request.as_of is not None:
                return redirect(reading, next(iter(named.values())))
            return view(request, **named)

        return answer

    return decorate
