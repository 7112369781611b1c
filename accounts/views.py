"""Sign-in, the first page, and API tokens. The flows of sign-in are allauth's."""

from typing import Any
from urllib.parse import urlencode

from allauth.account import views as allauth_views
from allauth.account.internal.decorators import login_not_required as open_to_all
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import demo
from accounts.forms import TokenForm
from accounts.models import ApiToken, User
from accounts.targets import target_in_words
from accounts.tokens import make_token, revoke_token
from accounts.words import Role
from history import clock

# Where each role starts; the first address that exists.
STARTS = {
    Role.COORDINATOR: ("review", "progress"),
    Role.FOCAL_POINT: ("my-work", "progress"),
    Role.OFFICIAL: ("my-work", "progress"),
    Role.ADMINISTRATOR: ("progress",),
    Role.AUDITOR: ("reports", "commitments"),
    Role.OBSERVER: ("progress",),
}
ANYWHERE = ("progress", "commitments", "organisations")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


class Unprocessable:
    """A form with problems answers 422, so that nobody takes it for done."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = super().form_invalid(form)  # type: ignore[misc]
        if response.status_code == 200:
            response.status_code = 422
        return response


@method_decorator(open_to_all, name="dispatch")
class SignIn(Unprocessable, allauth_views.LoginView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        wanted = context.get("redirect_field_value") or ""
        return {**context, "target": target_in_words(self.request, wanted)}


class ChangePassword(Unprocessable, allauth_views.PasswordChangeView):
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated and not request.user.has_usable_password():
            return redirect("account_reset_password")
        return super().dispatch(request, *args, **kwargs)

    def get_default_success_url(self) -> str:
        return reverse("home")


@method_decorator(open_to_all, name="dispatch")
class ForgottenPassword(Unprocessable, allauth_views.PasswordResetView):
    pass


@method_decorator(open_to_all, name="dispatch")
class NewPassword(Unprocessable, allauth_views.PasswordResetFromKeyView):
    pass


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Signed out: what this is. Signed in: on to where the person's role starts."""
    if not request.user.is_authenticated:
        return render(request, "home.html", {"visits": demo.visits()})
    post = request.user.standing.first
    for name in (*(STARTS[post.role] if post else ()), *ANYWHERE):
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        as_of = request.GET.get("as_of")
        return redirect(f"{address}?{urlencode({'as_of': as_of})}" if as_of else address)
    return render(request, "home.html", {"visits": []})


@login_not_required
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as an invented person, in demo mode. Anybody else cannot be found here."""
    wanted = request.POST.get("person", "")
    if not wanted.isdecimal() or len(wanted) > 18:
        raise Http404
    person = get_object_or_404(demo.people(), pk=wanted)
    login(request, person, backend=BACKEND)
    request.session.set_expiry(0)
    return redirect("home")


@login_not_required
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect("home")
    return render(request, "account/signed_out.html")


def tokens(request: HttpRequest) -> HttpResponse:
    """The person's own tokens. A new one is shown once, in the answer to making it."""
    user: User = request.user  # type: ignore[assignment]
    form = TokenForm(request.POST or None, user=user)
    context: dict[str, Any] = {"status": 200}
    if request.method == "POST":
        context["status"] = 422
        if form.is_valid():
            token, secret = make_token(user, name=form.cleaned_data["name"], lasts=form.lasts)
            context = {"status": 201, "made": token, "secret": secret}
            form = TokenForm(user=user)
    rows = list(ApiToken.objects.filter(user=user))
    context |= {"form": form, "tokens": rows, "now": clock.now()}
    return render(request, "accounts/tokens.html", context, status=context["status"])


@require_POST
def revoke(request: HttpRequest, key: str) -> HttpResponse:
    """End one of the person's own tokens."""
    token = get_object_or_404(ApiToken, user=request.user.pk, token_key=key)
    revoke_token(token)
    messages.success(request, _("The token “%(name)s” works no more.") % {"name": token.name})
    return redirect("tokens")
