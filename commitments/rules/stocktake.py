"""Stocktakes (screen 12): why something stands on the agenda, in the order of the agenda."""

from django.db.models.enums import TextChoices
from django.utils.translation import gettext_lazy as _

ITEMS_AT_MOST = 40
# A pause that ends so soon after the meeting is talked about in it.
PAUSE_DAYS = 30
# Without an earlier stocktake, what changed is counted over so many days.
SINCE_DAYS = 90


class Section(TextChoices):
    """The parts of an agenda, in their order."""

    DECISION = "decision", _("Decision needed")
    OFF_TRACK = "off_track", _("Off track")
    WORSE = "worse", _("Worse than last time")
    OVERDUE = "overdue", _("Longest overdue")
    PAUSE = "pause", _("Pause ends")
    GOOD_NEWS = "good_news", _("Good news")
    ADDED = "added", _("Added by hand")
