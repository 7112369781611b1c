from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from tracker import mailbox as box


@login_not_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """All letters of an installation that sends none. A real one has no such page."""
    _only_without_mail_server()
    return render(request, "mailbox/list.html", {"letters": box.newest()})


@login_not_required
def mailbox_letter(request: HttpRequest, name: str) -> HttpResponse:
    """One letter."""
    _only_without_mail_server()
    letter = box.letter(name)
    if letter is None:
        raise Http404
    return render(request, "mailbox/letter.html", {"letter": letter})


def _only_without_mail_server() -> None:
    if not settings.MAILBOX:
        raise Http404
