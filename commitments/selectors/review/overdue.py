"""The overdue list: a page of rows from the index, every count from the figures of the day.

What a page costs does not depend on how many milestones are overdue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Left
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation, Tenure, User
from commitments.figures.facts import NO_ORGANISATION
from commitments.figures.reading import Part, Reader
from commitments.forms.overdue import OverdueForm
from commitments.models import Milestone, Objective, Update
from commitments.rights import Right
from commitments.rules.bands import OVERDUE_BANDS, Band, band_of
from commitments.rules.dates import in_table, near
from commitments.selectors.paging import Leg, Slice, Sort, slice_of
from commitments.selectors.review.queues import Counts, bands_of, count
from commitments.templatetags.counts import whole

PAGE = 50
SAID = 90
# No lead organisation, as it stands in the query string; no address looks like it.
NOBODY = "-"
# The oldest stay folded until somebody asks for them.
FOLDED = OVERDUE_BANDS[-1]
MOST_LATE_FIRST = Sort("days_overdue", (Leg(("deadline", "pk")),))
COLUMNS = (
    "pk", "code", "title", "is_key", "weight", "first_deadline", "deadline", "expected_on",
    "moves", "returned_on", "state", "commitment__code", "commitment__title",
    "commitment__lead_organisation__short_name", "commitment__accountable_post__title",
)  # fmt: skip

# A plain dictionary, which templates read fastest: the columns, and what is said of them.
Row = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What the query string asks for. An organisation of -1 stands for none."""

    part: Part = field(default_factory=Part)
    key: bool = False
    undated: bool = False
    band: Band | None = None

    @property
    def kind(self) -> str:
        """The measures that count it (`figures.models`)."""
        if self.undated:
            return "key_undated" if self.key else "undated"
        return "key_overdue" if self.key else "overdue"

    @property
    def is_narrowed(self) -> bool:
        return bool(self.part.keys) or self.key or self.undated


@dataclass(frozen=True)
class Stretch:
    """The rows of one age band on the page, with the count of the whole band."""

    band: Band
    count: int
    rows: list[Row] = field(default_factory=list)


@dataclass
class OverduePage:
    """A page of the list with everything that stands around it."""

    asked: Asked
    form: OverdueForm
    counts: Counts
    # Of what is asked for, by age band.
    bands: list[int]
    page: Slice
    rows: list[Row]
    folds: bool

    @property
    def total(self) -> int:
        """How many the filters leave, of all bands or of the chosen one."""
        if self.asked.band:
            return self.bands[OVERDUE_BANDS.index(self.asked.band)]
        return sum(self.bands)

    @cached_property
    def stretches(self) -> list[Stretch]:
        """The rows under their bands; first the folded band, without rows."""
        counted = dict(zip(OVERDUE_BANDS, self.bands, strict=True))
        found = [Stretch(FOLDED, counted[FOLDED])] if self.folds and not self.page.previous else []
        for band, rows in groupby(self.rows, lambda row: band_of(row["days"], OVERDUE_BANDS)):
            if band:
                found.append(Stretch(band, counted[band], list(rows)))
        return found


def overdue_page(user: User, query: Mapping[str, Any]) -> OverduePage:
    """The page that a query string asks for. Raises BadCursor."""
    reader = Reader(user, Right.SEE_QUEUES)
    asked, form = _asked(reader, query)
    counts = count(reader, bands_of(asked.kind))
    of_part = counts.figures
    if asked.part.keys:
        of_part = reader.total(asked.part, bands_of(asked.kind))
    bands = of_part.bands_of(asked.kind)
    folds = asked.band is None and query.get("old") != "on" and 0 < bands[-1] < sum(bands)
    page = slice_of(
        _rows(user, asked, reader.day, folds),
        MOST_LATE_FIRST,
        cursor=str(query.get("cursor", "")),
        size=PAGE,
    )
    return OverduePage(
        asked=asked,
        form=form,
        counts=counts,
        bands=bands,
        page=page,
        rows=_read(page, reader.day),
        folds=folds,
    )


def every_overdue(user: User, query: Mapping[str, Any]) -> QuerySet[Milestone]:
    """All that a query string asks for, whatever the page; the oldest are not folded."""
    reader = Reader(user, Right.SEE_QUEUES)
    asked, _form = _asked(reader, query)
    return _rows(user, asked, reader.day, folds=False)


def _asked(reader: Reader, query: Mapping[str, Any]) -> tuple[Asked, OverdueForm]:
    """What is asked for, and the filters with how many milestones each organisation would leave."""
    objectives = Objective.objects.order_by("number").values_list("number", "label")
    form = OverdueForm(query, objectives=[(n, f"{n} {label}") for n, label in objectives])
    form.is_valid()
    given = form.cleaned_data
    part = Part(objective=given.get("objective"), level=given.get("level", ""))
    asked = Asked(
        part=part,
        key=given.get("key", False),
        undated=given.get("undated", False),
        band=next((band for band in OVERDUE_BANDS if band.code == given.get("band")), None),
    )
    by = reader.by(("organisation",), part, bands_of(asked.kind))
    late = {key: sum(figures.bands_of(asked.kind)) for (key,), figures in by.items()}
    chosen = given.get("organisation", "")
    keys, choices = _organisations(late, chosen)
    form.offer(choices)
    return replace(asked, part=replace(part, organisation=keys.get(chosen))), form


def _organisations(
    late: dict[int, int], chosen: str
) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """The key of each address that can be chosen, and the choices with their counts."""
    wanted = Q(pk__in=[key for key, number in late.items() if number]) | Q(slug=chosen)
    rows = Organisation.objects.filter(wanted).order_by("sort_key", "pk")
    found = list(rows.values_list("slug", "pk", "short_name"))
    choices = [(slug, f"{name} ({late.get(pk, 0)})") for slug, pk, name in found]
    keys = {slug: pk for slug, pk, _name in found}
    if nobody := late.get(NO_ORGANISATION):
        keys[NOBODY] = NO_ORGANISATION
        choices.append((NOBODY, _("No lead organisation (%(n)d)") % {"n": nobody}))
    return keys, choices


def _rows(user: User, asked: Asked, today: date, folds: bool) -> QuerySet[Milestone]:
    rows = Milestone.objects.reached_by(user, Right.SEE_QUEUES).overdue(on=today)
    if asked.part.objective:
        rows = rows.filter(commitment__main_objective=asked.part.objective)
    if asked.part.level:
        rows = rows.filter(commitment__level=asked.part.level)
    if asked.part.organisation == NO_ORGANISATION:
        rows = rows.filter(commitment__lead_organisation=None)
    elif asked.part.organisation:
        rows = rows.filter(commitment__lead_organisation=asked.part.organisation)
    if asked.key:
        rows = rows.filter(is_key=True)
    if asked.undated:
        rows = rows.filter(Q(expected_on=None) | Q(expected_on__lt=today))
    if folds:
        rows = rows.filter(deadline__gt=today - timedelta(days=FOLDED.first or 0))
    return _within(rows, asked.band, today) if asked.band else rows


def _within(rows: QuerySet[Milestone], band: Band, today: date) -> QuerySet[Milestone]:
    rows = rows.filter(deadline__lte=today - timedelta(days=band.first or 0))
    if band.last is None:
        return rows
    return rows.filter(deadline__gte=today - timedelta(days=band.last))


def _read(page: Slice, today: date) -> list[Row]:
    """The rows of a page, in its order. Who may see them was asked before."""
    rows = (
        Milestone.objects.filter(pk__in=page.keys)
        .order_by()
        .annotate(holder=holder_of("commitment__accountable_post"), said=last_said("commitment"))
        .values(*COLUMNS, "holder", "said")
    )
    found = {row["pk"]: row for row in rows}
    told = _Told(today)
    return [told.row(found[key]) for key in page.keys if key in found]


class _Told:
    """What a page shows of its rows in words, which are looked up once for all of them."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.vacant = _("Vacant: %(post)s")
        self.nobody = _("Nobody owns this")
        self.expected = _("expected %(day)s")
        self.nothing = _("Nothing said yet")
        self.unchanged = _("%(day)s: nothing has changed")
        self.said = _("%(day)s: \u201c%(words)s\u201d")

    def row(self, columns: Row) -> Row:
        deadline, post = columns["deadline"], columns["commitment__accountable_post__title"]
        days = (self.today - deadline).days
        return {
            **columns,
            "days": days,
            "late": whole(days),
            "day": in_table(deadline),
            "was": _was(columns),
            "expected": self._expected(columns["expected_on"]),
            "lead": columns["commitment__lead_organisation__short_name"] or "–",
            "owner": self._owner(columns["holder"], post),
            "words": self._words(columns["said"]),
        }

    def _owner(self, holder: str | None, post: str | None) -> str:
        if not post:
            return self.nobody
        return holder or self.vacant % {"post": post}

    def _expected(self, day: date | None) -> str:
        """The expected date while it is still to come (D8): "expected 10 Jul 2026"."""
        if day is None or day < self.today:
            return ""
        return self.expected % {"day": in_table(day)}

    def _words(self, said: dict[str, str] | None) -> str:
        """What was said last, with its day: "18 Nov: “The partner signed.”" """
        if not said:
            return self.nothing
        day = near(date.fromisoformat(said["on"]), on=self.today)
        if said["kind"] == Update.Kind.UNCHANGED:
            return self.unchanged % {"day": day}
        words = said["words"]
        if len(words) > SAID:
            words = words[:SAID].rstrip() + "…"
        return self.said % {"day": day, "words": words}


def _was(columns: Row) -> str:
    """The first deadline where it was moved, and how often: "first 30 Jun 2026, 2 moves"."""
    first, moves = columns["first_deadline"], columns["moves"]
    if not first or first == columns["deadline"]:
        return ""
    words = ngettext("first %(day)s, %(n)d move", "first %(day)s, %(n)d moves", moves)
    return words % {"day": in_table(first), "n": moves}


def holder_of(post: str) -> Subquery:
    """The name of who holds a post on the day that is read; None when it is vacant."""
    running = Tenure.objects.running().filter(post=OuterRef(post))
    return Subquery(running.values("holder__name")[:1])


def last_said(commitment: str) -> Subquery:
    """The newest update of a commitment: {"kind", "words", "on"}; None without any."""
    newest = Update.objects.filter(commitment=OuterRef(commitment)).order_by("-id")
    said = JSONObject(kind="kind", words=Left("happened", SAID + 1), on="published_on")
    return Subquery(newest.values(said=said)[:1])
