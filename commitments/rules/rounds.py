"""F4: reporting rounds. Who has reported, and how much of what was asked for is there."""

from dataclasses import dataclass
from datetime import date

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

from commitments.rules.completion import share_down


class Phase(TextChoices):
    """Where a round stands on a day."""

    AHEAD = "ahead", _("Not open yet")
    OPEN = "open", _("Open")
    CLOSED = "closed", _("Closed")


class Reported(TextChoices):
    """Whether a commitment was reported on in a round."""

    REPORTED = "reported", _("Reported")
    MISSING = "missing", _("Not yet")
    NOT_REPORTED = "not_reported", _("Not reported")
    LATE = "late", _("Reported late")


def phase(opens_on: date, closes_on: date, *, on: date) -> Phase:
    """The days of opening and closing belong to the round."""
    if on < opens_on:
        return Phase.AHEAD
    return Phase.OPEN if on <= closes_on else Phase.CLOSED


def reported(
    reported_on: date | None, late_on: date | None, *, closes_on: date, on: date
) -> Reported:
    """F4, from the first published update inside the round, and the first after its end."""
    if reported_on is not None:
        return Reported.REPORTED
    if on <= closes_on:
        return Reported.MISSING
    return Reported.LATE if late_on is not None else Reported.NOT_REPORTED


@dataclass(frozen=True)
class Coverage:
    """Reported and in scope."""

    reported: int
    asked: int

    @property
    def missing(self) -> int:
        return self.asked - self.reported

    @property
    def percent(self) -> int | None:
        """Rounded down, so that 100 means all; None where nothing is in scope."""
        return share_down(self.reported, self.asked)
