"""The list of commitments (screen 3): filtered, counted, sorted, one page of rows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Tenure, User
from accounts.words import GovernanceLevel
from commitments.calendars import lazy_calendar
from commitments.filters import CommitmentFilter
from commitments.models import Commitment, Milestone
from commitments.rules.completion import Completion
from commitments.rules.dates import in_table
from commitments.rules.facts import MilestoneFacts
from commitments.rules.labels import Timing, timing_label
from commitments.rules.words import CommitmentState, Freshness, TimingWord
from commitments.selectors.headline import COMMITMENT_COLUMNS, Digest, digests
from commitments.selectors.paging import SIZES, Leg, Slice, Sort, choose_sort, slice_of
from history import clock

LIST_COLUMNS = (
    *COMMITMENT_COLUMNS, "code", "title", "level", "visibility", "main_objective_id",
    "lead_organisation__slug", "lead_organisation__name", "lead_organisation__short_name",
    "accountable_post__slug", "accountable_post__title",
)  # fmt: skip
Rows = QuerySet[Any, Any]


def _owed(rows: Rows) -> Rows:
    """The nearest milestone of each, so that the index of open deadlines gives the order."""
    wanted = rows.order_by().values("pk")
    return Milestone.objects.next_of_their_commitment().filter(commitment__in=wanted)


def _owing_nothing(rows: Rows) -> Rows:
    owed = Milestone.objects.open().filter(commitment=OuterRef("pk"), deadline__isnull=False)
    return rows.filter(~Exists(owed))


SORTS = {
    sort.name: sort
    for sort in (
        Sort("code", (Leg(("code",)),)),
        Sort(
            "title",
            (Leg(("title_key", "pk"), lambda rows: rows.annotate(title_key=Lower("title"))),),
        ),
        Sort(
            "next_deadline",
            (Leg(("deadline", "pk"), _owed, key="commitment"), Leg(("code",), _owing_nothing)),
            upwards_only=True,
        ),
        Sort(
            "last_update",
            (
                Leg(
                    ("last_update_on", "pk"), lambda rows: rows.filter(last_update_on__isnull=False)
                ),
                Leg(("code",), lambda rows: rows.filter(last_update_on=None)),
            ),
        ),
    )
}
DEFAULT_SORT = "code"


@dataclass(frozen=True)
class Row:
    """One commitment of a list: its columns, and what the rules say of it."""

    columns: Any
    digest: Digest

    @property
    def level(self) -> str:
        return str(GovernanceLevel(self.columns.level).label)

    @property
    def slippage(self) -> str:
        """Days with their sign: "+62", "−9", "0"; "" where it cannot be told.

        What is paused has no expected end (D4), so no slippage either.
        """
        if self.columns.state == CommitmentState.PAUSED:
            return ""
        return signed(self.digest.dates.slippage)

    @property
    def done(self) -> Completion:
        return self.digest.completion

    @property
    def timing(self) -> Timing | None:
        """The label of the nearest deadline that is still owed."""
        return label_of(self.digest.next_milestone)

    @property
    def cells(self) -> dict[str, Any]:
        """All that the table shows of it, as plain as `{% rows %}` takes it."""
        columns, digest = self.columns, self.digest
        assessment, quiet, timing = digest.assessment, digest.silence, self.timing
        lead, post = columns.lead_organisation__slug, columns.accountable_post__slug
        next_on = digest.next_deadline if timing else None
        return {
            "code": columns.code,
            "title": columns.title,
            "url": reverse("commitment", args=[columns.code]),
            "level": self.level,
            "lead": columns.lead_organisation__short_name,
            "lead_url": reverse("organisation", args=[lead]) if lead else "",
            "holder": columns.holder_name,
            "post": columns.accountable_post__title if post else "",
            "is_rated": assessment is not None,
            "confidence": assessment.headline if assessment else None,
            "direction": digest.direction or "",
            "state": columns.state,
            "done": _done(self.done),
            "percent": self.done.percent,
            "next": in_table(next_on) if next_on else "",
            "next_on": next_on.isoformat() if next_on else "",
            "timing": timing.short if timing and timing.code != TimingWord.PLANNED else "",
            "tone": timing.tone if timing else "",
            "slippage": self.slippage,
            "last": in_table(columns.last_update_on) if columns.last_update_on else "",
            "last_on": columns.last_update_on.isoformat() if columns.last_update_on else "",
            "freshness": quiet.word if quiet and quiet.word != Freshness.UP_TO_DATE else "",
            "quiet_days": quiet.days if quiet else 0,
        }


@dataclass(frozen=True)
class Listing:
    """A page of the list with everything that stands around it."""

    filter: CommitmentFilter
    sort: Sort
    size: int
    # All that the person may see, and what the filter leaves of it.
    total: int
    count: int
    page: Slice
    rows: list[Row]

    @property
    def cells(self) -> list[dict[str, Any]]:
        return [row.cells for row in self.rows]


def list_commitments(user: User, query: Mapping[str, Any]) -> Listing:
    """The page that a query string asks for. Raises BadCursor.

    The number of queries does not depend on how many rows there are.
    """
    visible = Commitment.objects.visible_to(user)
    asked = CommitmentFilter(query, queryset=visible, user=user)
    sort = choose_sort(str(query.get("sort", "")), SORTS, DEFAULT_SORT)
    size = _size(str(query.get("size", "")))
    found = asked.qs
    page = slice_of(found, sort, cursor=str(query.get("cursor", "")), size=size)
    count = found.count()
    narrowed = bool(asked.chosen())
    return Listing(
        filter=asked,
        sort=sort,
        size=size,
        total=visible.count() if narrowed else count,
        count=count,
        page=page,
        rows=rows_of(page),
    )


def rows_of(page: Slice) -> list[Row]:
    """The rows of a page, in its order. Who may see them was asked before."""
    holder = Tenure.objects.running().filter(post=OuterRef("accountable_post"))
    columns = (
        Commitment.objects.filter(pk__in=page.keys)
        .order_by()
        .annotate(holder_name=Subquery(holder.values("holder__name")[:1]))
        .values_list(*LIST_COLUMNS, "holder_name", named=True)
    )
    found = page.ordered(list(columns))
    told = digests(found, with_direction=True)
    return [Row(one, told[one.pk]) for one in found]


def _done(done: Completion) -> str:
    """ "3 of 10"; nothing where nothing is counted."""
    if done.percent is None:
        return ""
    return _("%(done)d of %(all)d") % {"done": done.achieved, "all": done.counted}


def label_of(milestone: MilestoneFacts | None) -> Timing | None:
    """The timing label of a milestone today."""
    if milestone is None:
        return None
    return timing_label(milestone, on=clock.today(), calendar=lazy_calendar())


def signed(days: int | None) -> str:
    """Days with their sign, as they stand in tables."""
    if days is None:
        return ""
    return f"+{days}" if days > 0 else f"−{-days}" if days else "0"


def _size(asked: str) -> int:
    return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]
