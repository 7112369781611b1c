"""The frame of every page: who is here, where they can go, which day they read."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts import demo
from accounts.sessions import INVENTED
from accounts.words import Role
from commitments.reminders import inbox
from history import clock
from history.as_of import earliest_day

THEMES = ("light", "dark")
EVERYBODY = frozenset(Role)
WORKING = frozenset({Role.OFFICIAL, Role.FOCAL_POINT, Role.COORDINATOR})
STEERING = frozenset({Role.COORDINATOR, Role.FOCAL_POINT})
READING_ALL = frozenset({Role.COORDINATOR, Role.AUDITOR, Role.ADMINISTRATOR})
KEEPING = frozenset({Role.ADMINISTRATOR, Role.AUDITOR})
BRINGING_IN = frozenset({Role.COORDINATOR, Role.FOCAL_POINT, Role.ADMINISTRATOR})


@dataclass(frozen=True)
class Entry:
    """A place in the main navigation: URL name, word, who may use it, what lies under it."""

    url_name: str
    label: Any
    roles: frozenset[Role]
    under: tuple[str, ...] = ()


# In the order of PRODUCT.md 3.0.2. A name that no page has yet is left out.
ENTRIES = (
    Entry("my-work", _("My work"), WORKING),
    Entry("commitments", _("Commitments"), EVERYBODY, ("/c/", "/m/")),
    Entry("progress", _("Progress"), EVERYBODY, ("/objectives",)),
    Entry("review", _("Review"), STEERING, ("/escalations", "/follow-up", "/stocktakes")),
    Entry("rounds", _("Reporting rounds"), EVERYBODY),
    Entry("calendar", _("Calendar"), EVERYBODY),
    Entry("reports", _("Reports"), EVERYBODY),
    Entry("organisations", _("Organisations"), EVERYBODY),
    Entry("posts", _("Posts"), EVERYBODY),
    Entry("people", _("People"), KEEPING),
    Entry("imports", _("Import"), BRINGING_IN),
    Entry("audit", _("Audit"), READING_ALL),
    Entry("administration", _("Administration"), frozenset({Role.ADMINISTRATOR})),
)
PUBLIC_ENTRIES = (
    Entry("progress", _("Progress"), EVERYBODY),
    Entry("verify", _("Check a report"), EVERYBODY),
)
FOOTER = (
    ("help", _("Help and contact")),
    ("words", _("What the words mean")),
    ("accessibility", _("Accessibility")),
    ("privacy", _("Privacy")),
    ("api-docs", _("API")),
)


class Frame:
    """What `base.html` shows around a page; each part is worked out only where it is used."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def signed_in(self) -> bool:
        return bool(getattr(getattr(self.request, "user", None), "is_authenticated", False))

    @cached_property
    def as_of(self) -> date | None:
        """The past day that is read, or None for the present."""
        return getattr(self.request, "as_of", None)

    @cached_property
    def record_starts_on(self) -> date | None:
        """The first day of the record, where the day that is read lies before it."""
        first = earliest_day() if self.as_of else None
        return first if first and self.as_of and self.as_of < first else None

    @cached_property
    def as_of_return_url(self) -> str:
        """The same page as it is today."""
        query = self.request.GET.copy()
        query.pop("as_of", None)
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path

    @cached_property
    def data_time(self) -> datetime:
        """The moment at which the record was read."""
        return clock.now()

    @cached_property
    def navigation(self) -> list[dict[str, Any]]:
        """The places that the roles held today can use."""
        if not self.signed_in:
            return []
        roles = frozenset(getattr(self._standing, "roles", ()))
        return [
            {
                "label": entry.label,
                "url": url,
                "current": self._is_at(url, entry.under),
                "count": None,
            }
            for entry in ENTRIES
            if (roles & entry.roles or (not roles and entry.roles == EVERYBODY))
            and (url := _address(entry.url_name))
        ]

    @cached_property
    def footer(self) -> list[dict[str, Any]]:
        return [{"label": label, "url": url} for name, label in FOOTER if (url := _address(name))]

    @cached_property
    def user_label(self) -> str:
        user = getattr(self.request, "user", None)
        return (getattr(user, "name", "") or getattr(user, "email", "")) if self.signed_in else ""

    @cached_property
    def person(self) -> int | None:
        """Tells the drafts of two people at one machine apart."""
        return getattr(getattr(self.request, "user", None), "pk", None)

    @cached_property
    def session_seconds(self) -> int | None:
        """How long the session lasts without activity, for the warning before it ends (3.0.5)."""
        session = getattr(self.request, "session", None)
        return session.get_expiry_age() if self.signed_in and session is not None else None

    @cached_property
    def session_fixed(self) -> bool:
        """Whether the session ends at a set time, whatever happens."""
        return self.signed_in and bool(self.request.session.get("_session_expiry"))

    @cached_property
    def post_label(self) -> str:
        """The post by which the person acts where nothing tells several apart."""
        return getattr(getattr(self._standing, "first", None), "title", "")

    @cached_property
    def product(self) -> str:
        return getattr(settings, "PRODUCT_NAME", "Compact Tracker")

    @cached_property
    def installation(self) -> str:
        return getattr(settings, "INSTALLATION_NAME", "")

    @cached_property
    def demo(self) -> bool:
        """Whether invented people are in this record, so that nobody takes it for a real one."""
        if self.signed_in:
            return bool(self.request.session.get(INVENTED))
        return demo.is_here()

    @cached_property
    def sends_letters(self) -> bool:
        """Whether a mail server takes the letters; otherwise they are kept in the mailbox."""
        return not settings.MAILBOX

    @cached_property
    def version(self) -> str:
        return str(getattr(settings, "VERSION", ""))

    @cached_property
    def theme(self) -> str:
        """The reader's own choice, or nothing: then their system decides."""
        chosen = self.request.COOKIES.get("theme", "")
        return chosen if chosen in THEMES else ""

    @cached_property
    def keys(self) -> str:
        """Whether single letters work inside lists (3.0.7)."""
        return "off" if self.request.COOKIES.get("keys") == "off" else "on"

    @cached_property
    def unread(self) -> int:
        """What waits in the inbox today; a past day is only read."""
        return inbox.unread(self.request.user) if self.signed_in and not self.as_of else 0  # type: ignore[arg-type]

    home_url = cached_property(lambda self: _address("home") or "/")
    search_url = cached_property(lambda self: _address("search") if self.signed_in else "")
    mailbox_url = cached_property(lambda self: "" if self.sends_letters else _address("mailbox"))
    inbox_url = cached_property(lambda self: _address("inbox"))
    settings_url = cached_property(lambda self: _address("settings"))
    tokens_url = cached_property(lambda self: _address("tokens"))
    password_url = cached_property(lambda self: _address("account_change_password"))
    sign_in_url = cached_property(lambda self: _address("account_login"))
    sign_out_url = cached_property(lambda self: _address("account_logout"))
    theme_url = cached_property(lambda self: _address("theme"))

    @cached_property
    def _standing(self) -> Any:
        return getattr(self.request.user, "standing", None) if self.signed_in else None

    def _is_at(self, url: str, under: tuple[str, ...]) -> bool:
        path = self.request.path
        return path == url or path.startswith((url.rstrip("/") + "/", *under))


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def frame(request: HttpRequest) -> dict[str, Any]:
    """Give every template `frame` and `as_of`."""
    return {
        "frame": Frame(request),
        "as_of": getattr(request, "as_of", None),
    }
