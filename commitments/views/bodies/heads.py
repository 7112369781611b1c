from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.asking import SignedInRequest
from accounts.models import Post
from commitments import permissions
from commitments.services.heads import name_head
from commitments.web import DeedForm


@require_POST
def head(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a post the head of its organisation."""
    permissions.require(permissions.can_manage_bodies(request.user))
    post = get_object_or_404(Post, slug=slug)
    form = DeedForm(request.POST)

    def deed() -> None:
        name_head(post, by=request.user)

    if form.is_valid() and form.carry_out(request, deed):
        messages.success(request, _("Escalations of level 2 go to this post from now on."))
    elif form.refusal:
        messages.error(request, form.refusal.problem)
    return redirect(post)
