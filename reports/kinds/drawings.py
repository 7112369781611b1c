"""Charts that several kinds of report draw."""

from collections.abc import Mapping

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _

from reports.sections import Chart

ORGANISATIONS_DRAWN = 10


def most_overdue(by_lead: Mapping[str, int]) -> Chart | None:
    """The lead organisations with the most overdue milestones; None where fewer than two have any.

    Nothing is to be compared then.
    """
    if len(by_lead) < 2:
        return None
    most = sorted(by_lead.items(), key=lambda item: (-item[1], item[0]))
    lead, number = most[0]
    words = _("%(lead)s has the most overdue milestones: %(n)s")
    return Chart(words % {"lead": lead, "n": intcomma(number)}, most[:ORGANISATIONS_DRAWN])
