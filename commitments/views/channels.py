"""What was posted to the installation's channels, and what failed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.asking import SignedInRequest
from commitments import permissions
from commitments.reminders.channels.addresses import channels
from commitments.reminders.models import ChannelPost

SHOWN = 60


@require_safe
def channel_posts(request: SignedInRequest) -> HttpResponse:
    """The newest lines. Addresses are secrets and are shown to nobody."""
    permissions.require(permissions.can_see_channels(request.user))
    context = {
        "channels": [channel.label for channel in channels()],
        "posts": list(ChannelPost.objects.all()[:SHOWN]),
    }
    return render(request, "review/channels.html", context)
