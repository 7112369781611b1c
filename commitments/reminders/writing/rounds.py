"""What a letter says of a reporting round (5.3)."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from commitments.models import Commitment
from commitments.reminders.rounds import Told
from commitments.reminders.rules.words import Rung
from commitments.reminders.writing.pieces import Part, address
from commitments.rules import dates

LISTED = 10


def round_words(
    told: Told, person: User, rung: Rung, *, on: date
) -> tuple[Part, str, list[str], list[tuple[str, str]]]:
    """Part, headline, lines and links. Only what the person may see is named (A1)."""
    found = told.round
    seen = Commitment.objects.visible_to(person).filter(pk__in=[row.pk for row in told.commitments])
    shown = set(seen.values_list("pk", flat=True))
    rows = [row for row in told.commitments if row.pk in shown]
    count = len(told.commitments)
    facts = {
        "n": count,
        "day": dates.near_with_long_weekday(found.closes_on, on=on),
        "round": found.title,
    }
    page = (_("The round"), address("round", found.pk))
    links = [_link(row, rung) for row in rows[:LISTED]]
    if (more := len(rows) - LISTED) > 0:
        links.append((ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more}, page[1]))
    lines = [_period(told)]
    if rung == Rung.G4:
        words = ngettext(
            "%(n)d of your organisation's commitments was not reported: %(round)s",
            "%(n)d of your organisation's commitments were not reported: %(round)s",
            count,
        )
    else:
        words = ngettext(
            "Report by %(day)s on %(n)d commitment: %(round)s",
            "Report by %(day)s on %(n)d commitments: %(round)s",
            count,
        )
        lines.append(_("One update of each is enough. It counts if you publish it by that day."))
    return Part.UPDATE_DUE, words % facts, lines, [*links, page]


def _period(told: Told) -> str:
    return _("The round asks about %(first)s to %(last)s.") % {
        "first": dates.in_text(told.round.period_from),
        "last": dates.in_text(told.round.period_to),
    }


def _link(row: Commitment, rung: Rung) -> tuple[str, str]:
    facts = {"title": row.title, "code": row.code}
    if rung == Rung.G4:
        return _("%(title)s (%(code)s)") % facts, address("commitment", row.code)
    return _("Log progress: %(title)s (%(code)s)") % facts, address("commitment-log", row.code)
