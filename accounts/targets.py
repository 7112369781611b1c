"""Where a person wanted to go before signing in, in words (screen 1)."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

# By URL name; the address itself tells the code, so nothing is looked up.
WORDS = {
    "commitment-log": _("Log progress for %(code)s"),
    "commitment": _("Commitment %(code)s"),
    "commitment-roadmap": _("Roadmap of %(code)s"),
    "commitment-milestones": _("Milestones of %(code)s"),
    "commitment-updates": _("Updates of %(code)s"),
    "commitment-documents": _("Documents of %(code)s"),
    "commitment-history": _("History of %(code)s"),
    "milestone": _("Milestone %(code)s"),
    "milestone-submit": _("Submit %(code)s for review"),
    "milestone-log": _("Log progress for %(code)s"),
    "milestone-review": _("Review %(code)s"),
    "milestone-date": _("Ask for a new date for %(code)s"),
    "date-request": _("A date request"),
    "milestone-history": _("History of %(code)s"),
    "my-work": _("My work"),
    "commitments": _("Commitments"),
    "review": _("Review"),
    "progress": _("Progress"),
    "reports": _("Reports"),
    "imports": _("Import"),
    "organisations": _("Organisations"),
    "posts": _("Posts"),
    "tokens": _("API tokens"),
}


def target_in_words(request: HttpRequest, address: str) -> str:
    """What stands at an address of ours, or an empty string."""
    if not url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return ""
    try:
        match = resolve(urlsplit(address).path)
    except Resolver404:
        return ""
    words = WORDS.get(match.url_name or "")
    if words is None or ("%(code)" in words and "code" not in match.kwargs):
        return ""
    return words % {"code": str(match.kwargs.get("code", "")).upper()}
