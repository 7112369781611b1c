"""The progress overview (screen 13, parts 1 to 6): everything from the figures of the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator

from accounts.models import Organisation, User
from accounts.words import GovernanceLevel
from commitments.figures.reading import Part, Reader
from commitments.figures.sums import Figures, Spread
from commitments.figures.words import headline
from commitments.forms.progress import ScopeForm
from commitments.models import Objective
from commitments.rules.words import CommitmentState

BODIES_SHOWN = 25
MEASURES = (
    "active", "paused", "on_track", "at_risk", "off_track", "not_rated", "up_to_date",
    "no_update", "counted", "achieved", "planned", "in_progress", "returned", "submitted",
    "review_late", "no_deadline", "counted_weight", "achieved_weight", "achieved_lately",
    "first_due", "first_met", "agreed_due", "agreed_met",
    "overdue_1", "overdue_2", "overdue_3", "overdue_4", "overdue_5",
)  # fmt: skip
OF_BODIES = (
    "active", "paused", "on_track", "at_risk", "off_track", "not_rated", "no_update",
    "planned", "in_progress", "returned",
    "overdue_1", "overdue_2", "overdue_3", "overdue_4", "overdue_5",
)  # fmt: skip
ACTIVE = {"state": CommitmentState.ACTIVE.value}
WORST_FIRST = ["off_track", "at_risk", "not_rated", "on_track"]


@dataclass(frozen=True)
class Cell:
    """A cell of the heat map (Q3), worked out once for a page that shows it twice."""

    heat: str
    word: str
    count: int
    overdue: int
    query: Mapping[str, Any]

    @classmethod
    def of(cls, figures: Figures, query: Mapping[str, Any]) -> "Cell":
        heat = figures.heat
        return cls(heat.value, str(heat.label), figures["active"], figures.overdue, query)

    @property
    def query_string(self) -> str:
        return urlencode({**self.query, **ACTIVE})


@dataclass(frozen=True)
class Objectives:
    """A row of the heat map; its last cell is the whole objective."""

    number: int
    name: str
    cells: tuple[Cell, ...]

    @property
    def total(self) -> Cell:
        return self.cells[-1]


@dataclass(frozen=True)
class Line:
    """A row of a table: a level or an organisation with its figures."""

    name: str
    figures: Figures
    # What leads to the same part of the plan: {"level": "local"}.
    query: Mapping[str, Any]
    median_slippage: float | None = None
    last_update: date | None = None

    @property
    def query_string(self) -> str:
        return urlencode(self.query)

    @cached_property
    def overdue(self) -> int:
        return self.figures.overdue

    @property
    def open(self) -> int:
        return self.figures.open

    @property
    def slippage(self) -> str:
        """The median in words: "18", "18.5"."""
        return f"{self.median_slippage:g}" if self.median_slippage is not None else ""


class ProgressPage:
    """The page for one person and one query string. Parts are read where they are shown."""

    def __init__(self, user: User, query: Mapping[str, Any]) -> None:
        self.reader = Reader(user)
        self.objectives = list(Objective.objects.order_by("number"))
        self.form = ScopeForm(query, objectives=self.objectives)
        self.form.is_valid()
        given = self.form.cleaned_data
        body: Organisation | None = given.get("organisation")
        self.part = Part(
            objective=given.get("objective"),
            level=given.get("level", ""),
            organisation=body.pk if body else None,
        )
        self.body = body
        self.with_paused = bool(given.get("paused"))
        self.number = str(query.get("page", "1"))

    @property
    def on(self) -> date:
        return self.reader.day

    @cached_property
    def cells(self) -> dict[tuple[int, str], Figures]:
        return self.reader.by(("objective", "level"), self.part, MEASURES)

    @cached_property
    def total(self) -> Figures:
        return Figures.total(self.cells.values())

    @cached_property
    def days_overdue(self) -> Spread:
        return self.reader.spread("days_overdue", self.part).get((), Spread())

    @cached_property
    def slips_of_levels(self) -> dict[str, Spread]:
        found = self.reader.spread("slips", self.part, ("level",))
        return {level: spread for (level,), spread in found.items()}

    @cached_property
    def slips(self) -> Spread:
        return Spread.of_all(self.slips_of_levels.values())

    @property
    def median_overdue(self) -> float | None:
        return self.days_overdue.median

    @property
    def median_slippage(self) -> float | None:
        """Q2."""
        return self.slips.median

    @property
    def is_empty(self) -> bool:
        return not (self.total["active"] or self.total["counted"])

    @cached_property
    def headline(self) -> list[str]:
        return headline(self.total, self.days_overdue, with_paused=self.with_paused)

    @cached_property
    def levels(self) -> list[Line]:
        """Part 6: one line a level."""
        return [
            Line(
                str(label),
                Figures.total(f for (_number, at), f in self.cells.items() if at == level),
                {**self.scope, "level": level},
                median_slippage=self.slips_of_levels.get(level, Spread()).median,
            )
            for level, label in GovernanceLevel.choices
            if self.part.level in ("", level)
        ]

    @cached_property
    def heat_map(self) -> list[Objectives]:
        """Part 4: one line an objective, one cell a level. The order of the Compact."""
        return [
            self._objective(one)
            for one in self.objectives
            if self.part.objective in (None, one.number)
        ]

    @cached_property
    def worst_first(self) -> list[Objectives]:
        """The same objectives for a narrow screen: those with something in them, worst first."""
        present = [line for line in self.heat_map if line.total.count]
        return sorted(
            present, key=lambda line: (WORST_FIRST.index(line.total.heat), -line.total.overdue)
        )

    @cached_property
    def bodies(self) -> Page[Line]:
        """Part 5: organisations by overdue share, one page of them."""
        found = {
            pk: figures
            for (pk,), figures in self.reader.by(("organisation",), self.part, OF_BODIES).items()
            if figures["active"] or figures.overdue or figures["paused"]
        }
        rows = Organisation.objects.filter(pk__in=found).order_by("sort_key", "pk")
        known = {row.pk: row for row in rows.only("short_name", "slug", "sort_key")}
        order = sorted(found, key=lambda pk: _lateness(found[pk], known.get(pk)))
        page = Paginator(order, BODIES_SHOWN).get_page(self.number)
        shown = list(page.object_list)
        slips = self.reader.spread("slips", self.part, ("organisation",), only=shown)
        updates = self.reader.last_updates(self.part, shown)
        page.object_list = [
            Line(
                known[pk].short_name if pk in known else "",
                found[pk],
                {**self.scope, "organisation": known[pk].slug} if pk in known else {},
                median_slippage=slips.get((pk,), Spread()).median,
                last_update=updates.get(pk),
            )
            for pk in shown
        ]
        return page

    @property
    def scope(self) -> dict[str, Any]:
        """The part of the plan as the filters of the list name it."""
        asked = {
            "main_objective": self.part.objective,
            "level": self.part.level,
            "organisation": self.body.slug if self.body else "",
        }
        return {name: value for name, value in asked.items() if value}

    @property
    def scope_string(self) -> str:
        return urlencode(self.scope)

    def _objective(self, one: Objective) -> Objectives:
        levels = [self.part.level] if self.part.level else GovernanceLevel.values
        found = [(level, self.cells.get((one.number, level), Figures())) for level in levels]
        query = {**self.scope, "main_objective": one.number}
        cells = [Cell.of(figures, {**query, "level": level}) for level, figures in found]
        whole = Cell.of(Figures.total(figures for _level, figures in found), query)
        return Objectives(one.number, one.label, (*cells, whole))


def _lateness(figures: Figures, body: Organisation | None) -> tuple[Any, ...]:
    share = figures.overdue_share
    part = share.part / share.whole if share.whole else 0.0
    return (-part, -figures.overdue, body.sort_key if body else "", body.pk if body else 0)
