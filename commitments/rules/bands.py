"""Numbers of days sorted into bands, for subheads and charts (screens 9 and 13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@dataclass(frozen=True)
class Band:
    """Days from `first` to `last`, both included; None is without end."""

    code: str
    first: int | None
    last: int | None
    label: "_StrPromise"

    def __contains__(self, days: int) -> bool:
        return (self.first is None or days >= self.first) and (
            self.last is None or days <= self.last
        )


# Screen 9: days overdue.
OVERDUE_BANDS = (
    Band("1-7", 1, 7, _("1–7 days")),
    Band("8-30", 8, 30, _("8–30 days")),
    Band("31-60", 31, 60, _("31–60 days")),
    Band("61-180", 61, 180, _("61–180 days")),
    Band("over-180", 181, None, _("Over 180 days")),
)

# Screen 13: slippage.
SLIPPAGE_BANDS = (
    Band("early", None, -1, _("Early")),
    Band("0", 0, 0, _("0 days")),
    Band("1-30", 1, 30, _("1–30 days")),
    Band("31-90", 31, 90, _("31–90 days")),
    Band("91-180", 91, 180, _("91–180 days")),
    Band("over-180", 181, None, _("Over 180 days")),
)


def band_of(days: int, bands: Sequence[Band]) -> Band | None:
    """The band that a number of days falls in, or None outside all of them."""
    return next((band for band in bands if days in band), None)
