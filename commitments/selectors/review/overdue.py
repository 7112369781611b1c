"""The overdue list: a page of rows from the index, every count from the figures of the day.

What a page costs does not depend on how many milestones are overdue.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject, Left
from django.utils.text import Truncator
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
class Row:
    """One overdue milestone."""

    columns: Any
    on: date

    @property
    def days(self) -> int:
        return int((self.on - self.columns.deadline).days)

    @property
    def expected(self) -> date | None:
        """The expected date while it is still to come (D8)."""
        expected: date | None = self.columns.expected_on
        return expected if expected and expected >= self.on else None

    @property
    def said(self) -> str:
        """What was said last, with its day: "18 Nov: “The partner signed.”" """
        said = self.columns.said
        if not said:
            return _("Nothing said yet")
        day = near(date.fromisoformat(said["on"]), on=self.on)
        if said["kind"] == Update.Kind.UNCHANGED:
            return _("%(day)s: nothing has changed") % {"day": day}
        words = Truncator(said["words"]).chars(SAID)
        return _("%(day)s: “%(words)s”") % {"day": day, "words": words}

    @property
    def owner(self) -> str:
        """Who holds the accountable post, and which post it is."""
        post = self.columns.commitment__accountable_post__title
        if not post:
            return _("Nobody owns this")
        return f"{self.columns.holder or _('Vacant')}, {post}"

    @property
    def was(self) -> str:
        """The first deadline where it was moved, and how often: "first 30 Jun 2026, 2 moves"."""
        first, moves = self.columns.first_deadline, self.columns.moves
        if not first or first == self.columns.deadline:
            return ""
        words = ngettext("first %(day)s, %(n)d move", "first %(day)s, %(n)d moves", moves)
        return words % {"day": in_table(first), "n": moves}


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
        for band, rows in groupby(self.rows, lambda row: band_of(row.days, OVERDUE_BANDS)):
            if band:
                found.append(Stretch(band, counted[band], list(rows)))
        return found


def overdue_page(user: User, query: Mapping[str, Any]) -> OverduePage:
    """The page that a query string asks for. Raises BadCursor."""
    reader = Reader(user, Right.SEE_QUEUES)
    form, organisations = _form(reader, query)
    asked = _asked(form, organisations)
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


def _form(reader: Reader, query: Mapping[str, Any]) -> tuple[OverdueForm, dict[str, int]]:
    """The filters, each organisation with how many of its milestones would be left."""
    objectives = list(Objective.objects.order_by("number").values_list("number", "label"))
    # Read once without organisations, since their counts depend on the other filters.
    asked = _asked(OverdueForm(query, objectives=objectives, organisations=()), {})
    part = Part(objective=asked.part.objective, level=asked.part.level)
    by = reader.by(("organisation",), part, bands_of(asked.kind))
    late = {key: sum(figures.bands_of(asked.kind)) for (key,), figures in by.items()}
    keys, choices = _organisations(late, str(query.get("organisation", "")))
    form = OverdueForm(
        query,
        objectives=[(number, f"{number} {label}") for number, label in objectives],
        organisations=choices,
    )
    return form, keys


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


def _asked(form: OverdueForm, organisations: dict[str, int]) -> Asked:
    form.is_valid()
    given = form.cleaned_data
    return Asked(
        part=Part(
            objective=given.get("objective"),
            level=given.get("level", ""),
            organisation=organisations.get(given.get("organisation", "")),
        ),
        key=given.get("key", False),
        undated=given.get("undated", False),
        band=next((band for band in OVERDUE_BANDS if band.code == given.get("band")), None),
    )


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
        .values_list(*COLUMNS, "holder", "said", named=True)
    )
    return [Row(columns, today) for columns in page.ordered(list(rows))]


def holder_of(post: str) -> Subquery:
    """The name of who holds a post on the day that is read; None when it is vacant."""
    running = Tenure.objects.running().filter(post=OuterRef(post))
    return Subquery(running.values("holder__name")[:1])


def last_said(commitment: str) -> Subquery:
    """The newest update of a commitment: {"kind", "words", "on"}; None without any."""
    newest = Update.objects.filter(commitment=OuterRef(commitment)).order_by("-id")
    said = JSONObject(kind="kind", words=Left("happened", SAID + 1), on="published_on")
    return Subquery(newest.values(said=said)[:1])
