"""What a look at a page finds: faults of accessibility, and what runs off its side."""

from itertools import product
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# From here on a page has room for its tables.
WIDE = 1280
UNFOLD = "document.querySelectorAll('main details').forEach(one => one.open = true)"


def axe_faults(page: Page) -> list[tuple[str, str]]:
    """The rule and the first element of each fault that axe finds on the page as it stands."""
    found = Axe().run(page, options={"runOnly": RULES}).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"][:200]) for fault in found]


def tables_cut_off(page: Page) -> list[str]:
    """The tables that hide a column behind a scroll bar."""
    found: list[str] = page.evaluate(
        """[...document.querySelectorAll('.table-region')]
            .filter(one => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1)
            .map(one => one.querySelector('table').id)"""
    )
    return found


def pixels_off_the_side(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


def faults_of(
    page: Page, *addresses: str, widths: tuple[int, ...] = (1280, 375), unfolded: bool = False
) -> list[Any]:
    """Each address at each width, and at the first in both themes: colours do not follow the width.

    Opened anew each time: a colour on its way from one theme to the other is none that a reader
    sees.
    """
    faults: list[Any] = []
    looks = [*product(("light",), widths), ("dark", widths[0])]
    for address, (theme, width) in product(addresses, looks):
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(address)
        expect(page.locator(".htmx-request")).to_have_count(0)
        if unfolded:
            page.evaluate(UNFOLD)
        faults += [(address, theme, width, *fault) for fault in axe_faults(page)]
        if (sideways := pixels_off_the_side(page)) > 0:
            faults.append((address, theme, width, "off the side", sideways))
        if width >= WIDE and (cut := tables_cut_off(page)):
            faults.append((address, theme, width, "cut off", cut))
    return faults
