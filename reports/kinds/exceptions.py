"""R2, overdue and at risk: what needs somebody's attention, our own delays included."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.db.models import Count, F, QuerySet, Sum, Value
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commitments.calendars import coordinating_calendar
from commitments.models import DateRequest
from commitments.querysets.milestone import Days
from commitments.rules import dates
from commitments.rules.bands import OVERDUE_BANDS, band_of
from commitments.rules.timing import late_review_sent_by
from commitments.rules.words import Confidence, DateOutcome, DelayCause
from history.as_of import as_of
from reports.columns import Column, Type
from reports.kinds import commitment_lists, milestone_lists
from reports.kinds.asked import Asked
from reports.kinds.drawings import most_overdue
from reports.sections import Chart, Figure, Section
from reports.tables import Table, of_rows, of_values

PURPOSE = _("What is late, off track, at risk or silent, and why. For coordinators and stocktakes.")


@dataclass
class _Counts:
    """What is counted on a day."""

    # Overdue milestones by key: days overdue and the lead organisation.
    overdue: dict[int, tuple[int, str]] = field(default_factory=dict)
    off_track: int = 0
    at_risk: int = 0
    no_update: int = 0
    review_late: int = 0
    requests: int = 0
    paused: int = 0

    @property
    def bands(self) -> Counter[str]:
        found = (band_of(days, OVERDUE_BANDS) for days, _lead in self.overdue.values())
        return Counter(band.code for band in found if band)


def draw(asked: Asked) -> list[Section]:
    """Eight parts, as section 6 of the specification lists them."""
    sent_by = _late_since(asked.on)
    now, then = _count(asked, asked.on, sent_by), None
    if asked.compared_with:
        with as_of(asked.compared_with):
            day = asked.compared_with
            then = _count(asked, day, _late_since(day))
    off, risky = (
        asked.commitments.headline(level, on=asked.on)
        for level in (Confidence.OFF_TRACK, Confidence.AT_RISK)
    )
    rows, promises = asked.milestones, asked.commitments
    return [
        Section(
            "headline",
            _("In short"),
            words=_headline(asked, now, then),
            figures=_figures(now, then),
            chart=_by_band(now),
        ),
        Section(
            "overdue",
            _("Overdue milestones"),
            chart=most_overdue(Counter(lead for _days, lead in now.overdue.values())),
            tables=[milestone_lists.overdue(rows, on=asked.on)],
        ),
        Section(
            "off_track",
            _("Off track"),
            tables=[commitment_lists.rated("off_track", _("Off track"), off, on=asked.on)],
        ),
        Section(
            "at_risk",
            _("At risk"),
            tables=[commitment_lists.rated("at_risk", _("At risk"), risky, on=asked.on)],
        ),
        Section(
            "no_update",
            _("No current update"),
            tables=[commitment_lists.silent(promises, on=asked.on)],
        ),
        Section(
            "waiting",
            _("What waits for the coordinators"),
            tables=[
                milestone_lists.to_review(rows, on=asked.on, sent_by=sent_by),
                _requests(asked),
            ],
            notes=[_("A review is late after five working days of the coordinating body.")],
        ),
        Section(
            "causes",
            _("Why dates move"),
            tables=[_causes(asked)],
            notes=[_("Approved requests for a later date, by the reason that was given.")],
        ),
        Section(
            "paused",
            _("Paused"),
            tables=[
                commitment_lists.paused(promises),
                milestone_lists.paused(rows, on=asked.on),
            ],
        ),
    ]


def _late_since(on: date) -> date:
    return late_review_sent_by(on=on, calendar=coordinating_calendar())


def _count(asked: Asked, on: date, sent_by: date) -> _Counts:
    rows, promises = asked.milestones, asked.commitments.order_by()
    late = rows.overdue(on=on).order_by().values_list(
        "pk", "deadline", "commitment__lead_organisation__short_name"
    )  # fmt: skip
    return _Counts(
        overdue={
            pk: ((on - deadline).days, lead or "–") for pk, deadline, lead in late if deadline
        },
        off_track=promises.headline(Confidence.OFF_TRACK, on=on).count(),
        at_risk=promises.headline(Confidence.AT_RISK, on=on).count(),
        no_update=promises.no_update(on=on).count(),
        review_late=rows.review_late(sent_by=sent_by).count(),
        requests=_waiting(asked).count(),
        paused=promises.filter(state="paused").count() + rows.filter(state="paused").count(),
    )


def _headline(asked: Asked, now: _Counts, then: _Counts | None) -> list[str]:
    count = len(now.overdue)
    if not count:
        sentences = [_now("Nothing is overdue.")]
    else:
        words = ngettext(
            "%(n)s milestone is overdue; the longest by %(days)s.",
            "%(n)s milestones are overdue; the longest by %(days)s.",
            count,
        )
        longest = max(days for days, _lead in now.overdue.values())
        sentences = [words % {"n": intcomma(count), "days": dates.days_in_words(longest)}]
    sentences.append(
        _now("Of the active commitments %(off)s are off track and %(risk)s at risk.")
        % {"off": intcomma(now.off_track), "risk": intcomma(now.at_risk)}
    )
    if then is not None and asked.compared_with:
        new, cleared = now.overdue.keys() - then.overdue, then.overdue.keys() - now.overdue.keys()
        words = _now("Since %(day)s %(new)s became overdue and %(cleared)s are overdue no longer.")
        day = dates.in_text(asked.compared_with)
        facts = {"day": day, "new": intcomma(len(new)), "cleared": intcomma(len(cleared))}
        sentences.append(words % facts)
    return sentences


def _figures(now: _Counts, then: _Counts | None) -> list[Figure]:
    def figure(code: str, label: Any, count: Callable[..., Any]) -> Figure:
        return Figure.of(code, label, count, now, then)

    return [
        figure("overdue", _("Overdue milestones"), lambda one: len(one.overdue)),
        *(
            figure(
                f"overdue_{band.code.replace('-', '_')}",
                band.label,
                lambda one, code=band.code: one.bands[code],
            )
            for band in OVERDUE_BANDS
        ),
        figure("off_track", _("Off track"), lambda one: one.off_track),
        figure("at_risk", _("At risk"), lambda one: one.at_risk),
        figure("no_update", _("No current update"), lambda one: one.no_update),
        figure("review_late", _("Reviews that are late"), lambda one: one.review_late),
        figure("requests", _("Date requests waiting"), lambda one: one.requests),
        figure("paused", _("Paused"), lambda one: one.paused),
    ]


def _by_band(now: _Counts) -> Chart | None:
    if not now.overdue:
        return None
    bands = now.bands
    old = sum(number for code, number in bands.items() if code in ("61-180", "over-180"))
    title = _now("%(old)s of %(n)s overdue milestones are overdue for more than 60 days") % {
        "old": intcomma(old),
        "n": intcomma(len(now.overdue)),
    }
    return Chart(title, [(str(band.label), bands[band.code]) for band in OVERDUE_BANDS])


def _waiting(asked: Asked) -> "QuerySet[DateRequest]":
    return DateRequest.objects.filter(
        outcome=DateOutcome.WAITING, milestone__in=asked.milestones.order_by().values("pk")
    )


def _requests(asked: Asked) -> Table:
    columns = [
        Column("milestone_code", _("Code"), Type.WORD, "milestone__code"),
        Column("milestone_title", _("Milestone"), Type.TEXT, "milestone__title"),
        Column("old_deadline", _("Deadline"), Type.DATE, "old_deadline"),
        Column("asked_deadline", _("Asked for"), Type.DATE, "asked_deadline"),
        Column("asked_on", _("Asked on"), Type.DATE, "asked_on"),
        Column("asked_by", _("Asked by"), Type.TEXT, "asked_by__name"),
        Column("cause", _("Why"), Type.WORD, "cause", dict(DelayCause.choices)),
        Column("explanation", _("Explanation"), Type.TEXT, "explanation", prose=True),
    ]
    return of_rows(
        "date_requests",
        _("Date requests waiting"),
        _waiting(asked).order_by("asked_on", "milestone__code"),
        columns,
        _("By the day of the request, the oldest first."),
    )


def _causes(asked: Asked) -> Table:
    columns: Sequence[Column] = [
        Column("cause", _("Reason"), Type.WORD, words=dict(DelayCause.choices)),
        Column("requests", _("Requests"), Type.NUMBER),
        Column("days", _("Days moved"), Type.NUMBER),
    ]
    approved = DateRequest.objects.filter(
        outcome__in=(DateOutcome.APPROVED, DateOutcome.APPROVED_OTHER),
        decided_deadline__gt=F("old_deadline"),
        milestone__in=asked.milestones.order_by().values("pk"),
    )
    moved = approved.values("cause").annotate(
        number=Count("pk"), days=Sum(Days(F("decided_deadline"), F("old_deadline"))) + Value(0)
    )
    found = {row["cause"]: (row["number"], row["days"]) for row in moved.order_by()}
    rows = [(cause.value, *found[cause.value]) for cause in DelayCause if cause.value in found]
    rows.sort(key=lambda row: (-row[1], row[0]))
    return of_values(
        "causes",
        _("Why dates move"),
        rows,
        columns,
        _("By the number of requests, the most first."),
    )
