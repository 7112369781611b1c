"""How a reader wants the pages: light or dark, letters as keys or not. Cookies, not record."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

YEAR = 365 * 24 * 60 * 60
CHOICES = {"theme": ("light", "dark"), "keys": ("off",)}


@login_not_required
@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice for a year and go back; any other value forgets it."""
    response = HttpResponseRedirect(_back(request))
    for name, allowed in CHOICES.items():
        if name not in request.POST:
            continue
        if request.POST[name] in allowed:
            response.set_cookie(
                name,
                request.POST[name],
                YEAR,
                samesite="Lax",
                secure=request.is_secure(),
                httponly=True,
            )
        else:
            response.delete_cookie(name, samesite="Lax")
    return response


def _back(request: HttpRequest) -> str:
    wanted = request.POST.get("next", "")
    here = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if here and wanted else "/"
