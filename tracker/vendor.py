"""Which foreign files the pages carry, in which version, and how each is told from a forgery.

`manage.py vendor_assets` fetches and writes them; `--check` compares what is on disk. Nothing here
runs when pages are served.
"""

import base64
import hashlib
import io
import re
import tarfile
from dataclasses import dataclass


@dataclass(frozen=True)
class Package:
    """An npm package with the integrity of its archive, as the registry signs it."""

    name: str
    version: str
    integrity: str

    def verify(self, archive: bytes) -> None:
        """Raise ValueError unless the archive is the one that was looked at."""
        digest = base64.b64encode(hashlib.sha512(archive).digest()).decode()
        if f"sha512-{digest}" != self.integrity:
            raise ValueError(f"{self.name} {self.version} is not the archive that was reviewed")


ICONS = Package(
    "@tabler/icons",
    "3.51.0",
    "sha512-0pinvPZz7YeX+OSfxuEAbnEPWbocVXW5iU8h5lh41pYG8sZuQfpWECC980lxOT0clGIcNGn8xsBr+zKaRGdA/g==",
)
HTMX = Package(
    "htmx.org",
    "2.0.10",
    "sha512-kdeJe7ZVwaS6QMz/ebBIVtZdpwen6L0OQ5GOhPV9MKBb196TCZeZu4yA7ZIQsaLKv7EpXz+So7KSXNuHXhj7Cw==",
)

ICONS_FILE = f"vendor/tabler-icons-{ICONS.version}.svg"
HTMX_FILE = f"vendor/htmx-{HTMX.version}.min.js"

# What the templates name. An icon that is not here does not exist.
ICON_NAMES = [
    "adjustments-horizontal",
    "alert-triangle",
    "arrow-back-up",
    "arrow-left",
    "arrow-narrow-down",
    "arrow-narrow-right",
    "arrow-narrow-up",
    "arrow-right",
    "bell",
    "building",
    "calendar",
    "calendar-due",
    "calendar-event",
    "calendar-plus",
    "chart-bar",
    "check",
    "checklist",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle-check",
    "clipboard-check",
    "clock",
    "clock-off",
    "columns",
    "copy",
    "device-floppy",
    "dots",
    "download",
    "external-link",
    "eye",
    "file-text",
    "filter",
    "flag",
    "help",
    "history",
    "home",
    "inbox",
    "info-circle",
    "keyboard",
    "layout-list",
    "link",
    "list-details",
    "lock",
    "logout",
    "mail",
    "map-2",
    "menu-2",
    "message",
    "minus",
    "note",
    "paperclip",
    "pencil",
    "player-pause",
    "plus",
    "printer",
    "refresh",
    "report",
    "route",
    "scale",
    "search",
    "selector",
    "send",
    "settings",
    "shield-check",
    "star",
    "sun-moon",
    "target-arrow",
    "trash",
    "upload",
    "user",
    "user-off",
    "users",
    "world",
    "x",
]


def sprite(archive: bytes) -> str:
    """One file with a symbol for each of `ICON_NAMES`, drawn in the colour of the text."""
    symbols = []
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as package:
        for name in ICON_NAMES:
            member = package.extractfile(f"package/icons/outline/{name}.svg")
            if member is None:
                raise ValueError(f"No icon {name}")
            body = re.sub(r"\s*\n\s*", "", member.read().decode().split(">", 1)[1])
            body = body.replace("</svg>", "").replace(" />", "/>")
            body = body.replace('<path stroke="none" d="M0 0h24v24H0z" fill="none"/>', "")
            symbols.append(
                f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
                f' stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round">'
                f"{body}</symbol>"
            )
    licence = f"<!-- Tabler Icons {ICONS.version}, MIT licence, (c) Pawel Kuna, tabler.io/icons -->"
    return "\n".join(['<svg xmlns="http://www.w3.org/2000/svg">', licence, *symbols, "</svg>", ""])


def member(archive: bytes, path: str) -> str:
    """The text of one file of a package."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as package:
        found = package.extractfile(f"package/{path}")
        if found is None:
            raise ValueError(f"No file {path}")
        return found.read().decode()


def sha256(text: bytes) -> str:
    """The fingerprint that HASHES.txt keeps."""
    return hashlib.sha256(text).hexdigest()
