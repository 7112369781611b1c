"""R1, progress overview: the truth about the whole plan in a few pages."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.words import GovernanceLevel
from commitments.figures.facts import NO_ORGANISATION
from commitments.figures.reading import Part, Reader
from commitments.figures.sums import Figures, Spread
from commitments.figures.words import headline
from commitments.models import Escalation, Objective
from commitments.rules.portfolio import Share
from commitments.rules.words import HeatCell
from history.as_of import as_of
from reports.columns import Column, Type
from reports.comparing import Comparison, compare_confidence
from reports.confidence import LEVELS, WORDS
from reports.confidence import columns as columns_of_levels
from reports.expressions import holder
from reports.kinds import changes, milestone_lists
from reports.kinds.asked import Asked
from reports.kinds.drawings import most_overdue
from reports.sections import Chart, Figure, Section
from reports.tables import Table, of_rows, of_values

PURPOSE = _("The whole plan in a few pages: confidence, delivery, who is late, what is next.")
DAYS_AHEAD = 90
MOST_CHANGED = 5


@dataclass
class _Read:
    """The figures of a day."""

    cells: dict[tuple[Any, ...], Figures] = field(default_factory=dict)
    organisations: dict[tuple[Any, ...], Figures] = field(default_factory=dict)
    late: dict[tuple[Any, ...], Spread] = field(default_factory=dict)
    slips: dict[tuple[Any, ...], Spread] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: Asked) -> "_Read":
        reader, everything = Reader.of_set(asked.commitments), Part()
        return cls(
            reader.by(("objective", "level"), everything),
            reader.by(("organisation",), everything),
            reader.spread("days_overdue", everything, ("organisation",)),
            reader.spread("slips", everything, ("organisation",)),
        )

    @property
    def total(self) -> Figures:
        return Figures.total(self.cells.values())

    @property
    def median_late(self) -> float | None:
        return Spread.of_all(self.late.values()).median

    @property
    def median_slip(self) -> float | None:
        return Spread.of_all(self.slips.values()).median

    def of_objective(self, number: int) -> Figures:
        return Figures.total(
            one for (objective, _l), one in self.cells.items() if objective == number
        )

    def of_level(self, level: str) -> Figures:
        return Figures.total(one for (_o, of, *_rest), one in self.cells.items() if of == level)


def draw(asked: Asked) -> list[Section]:
    """The parts of R1, in the order of the specification."""
    now, then, compared = _Read.of(asked), None, None
    if asked.compared_with:
        with as_of(asked.compared_with):
            then = _Read.of(asked)
        compared = compare_confidence(asked, asked.compared_with)
    names = dict(Objective.objects.values_list("number", "short_title"))
    sections = [
        Section(
            "headline",
            _("In short"),
            words=headline(now.total, Spread.of_all(now.late.values())),
            figures=_figures(now, then),
        ),
        Section(
            "confidence",
            _("Confidence by objective"),
            chart=_confidence_chart(now),
            tables=[_by_objective(now, then, names)],
        ),
        Section("heat_map", _("Heat map"), tables=[_heat_map(now, names)], notes=[HEAT_NOTE]),
        Section(
            "organisations",
            _("By organisation"),
            chart=_overdue_chart(now),
            tables=[_by_organisation(now)],
        ),
        Section("levels", _("By governance level"), tables=[_by_level(now)]),
    ]
    if compared is not None:
        sections.append(_better_and_worse(compared))
    return [
        *sections,
        Section("decisions", _("Decisions needed"), tables=[_escalations(asked)]),
        Section(
            "next",
            _("The next 90 days"),
            tables=[
                milestone_lists.key_to_come(
                    asked.milestones, on=asked.on, until=asked.on + timedelta(days=DAYS_AHEAD)
                )
            ],
        ),
    ]


HEAT_NOTE = _(
    "A cell is Off track if a quarter or more of its active commitments are; else At risk if a "
    "quarter or more are at risk or off track; else On track if half or more are rated."
)


def _figures(now: _Read, then: _Read | None) -> list[Figure]:
    def figure(code: str, label: Any, count: Callable[..., Any]) -> Figure:
        return Figure.of(code, label, count, now, then)

    return [
        figure("active", _("Active commitments"), lambda one: one.total["active"]),
        *(
            figure(level, WORDS[level], lambda one, level=level: one.total[level])
            for level in LEVELS
        ),
        figure("achieved", _("Achieved milestones"), lambda one: one.total["achieved"]),
        figure("counted", _("Milestones that count"), lambda one: one.total["counted"]),
        figure("overdue", _("Overdue milestones"), lambda one: one.total.overdue),
        figure("median_late", _("Median days overdue"), lambda one: _whole(one.median_late)),
        figure("median_slip", _("Median slippage, days"), lambda one: _whole(one.median_slip)),
        figure(
            "met_on_first",
            _("Met on first deadline, %"),
            lambda one: _percent(one.total.met_on_first),
        ),
        figure(
            "met_on_agreed",
            _("Met on agreed deadline, %"),
            lambda one: _percent(one.total.met_on_agreed),
        ),
        figure("up_to_date", _("Up to date, %"), lambda one: _percent(one.total.up_to_date_share)),
        figure("submitted", _("Waiting for review"), lambda one: one.total["submitted"]),
    ]


def _whole(number: float | None) -> int | float | None:
    return int(number) if number is not None and number == int(number) else number


def _percent(share: Share) -> int | None:
    return round(100 * share.part / share.whole) if share.whole else None


def _by_objective(now: _Read, then: _Read | None, names: dict[int, str]) -> Table:
    columns = [
        Column("objective", _("No."), Type.NUMBER),
        Column("name", _("Objective"), Type.TEXT),
        Column("active", _("Active"), Type.NUMBER),
        *columns_of_levels(),
        Column("overdue", _("Overdue"), Type.NUMBER),
        Column("completion", _("Completion, %"), Type.NUMBER),
        Column("change", _("Change of completion"), Type.NUMBER),
    ]
    rows = []
    for number, name in sorted(names.items()):
        figures = now.of_objective(number)
        before = then.of_objective(number).percent if then else None
        change = None
        if figures.percent is not None and before is not None:
            change = figures.percent - before
        rows.append(
            [
                number, name, figures["active"], *(figures[level] for level in LEVELS),
                figures.overdue, figures.percent, change,
            ]
        )  # fmt: skip
    return of_values(
        "by_objective", _("Confidence by objective"), rows, columns, _("By objective.")
    )


def _heat_map(now: _Read, names: dict[int, str]) -> Table:
    words = dict(HeatCell.choices)
    columns = [
        Column("objective", _("No."), Type.NUMBER),
        Column("name", _("Objective"), Type.TEXT),
        *(Column(level.value, level.label, Type.WORD, words=words) for level in GovernanceLevel),
    ]
    empty = Figures()
    rows = [
        [
            number,
            name,
            *(now.cells.get((number, level.value), empty).heat.value for level in GovernanceLevel),
        ]
        for number, name in sorted(names.items())
    ]
    return of_values("heat_map", _("Heat map"), rows, columns, _("By objective."))


def _by_organisation(now: _Read) -> Table:
    columns = [
        Column("organisation", _("Organisation"), Type.TEXT),
        Column("active", _("Leads"), Type.NUMBER),
        *columns_of_levels(),
        Column("achieved", _("Achieved"), Type.NUMBER),
        Column("counted", _("of"), Type.NUMBER),
        Column("overdue", _("Overdue"), Type.NUMBER),
        Column("median_late", _("Median days overdue"), Type.NUMBER),
        Column("met_on_first", _("Met on first, %"), Type.NUMBER),
        Column("met_on_agreed", _("Met on agreed, %"), Type.NUMBER),
        Column("median_slip", _("Median slippage"), Type.NUMBER),
        Column("up_to_date", _("Up to date, %"), Type.NUMBER),
    ]
    names = dict(Organisation.objects.order_by("sort_key", "pk").values_list("pk", "name"))
    names[NO_ORGANISATION] = _now("No lead organisation")
    rows = []
    for key, name in names.items():
        figures = now.organisations.get((key,))
        if figures is None:
            continue
        late, slips = now.late.get((key,), Spread()), now.slips.get((key,), Spread())
        rows.append(
            [
                name, figures["active"], *(figures[level] for level in LEVELS),
                figures["achieved"], figures["counted"], figures.overdue, _whole(late.median),
                _percent(figures.met_on_first), _percent(figures.met_on_agreed),
                _whole(slips.median), _percent(figures.up_to_date_share),
            ]
        )  # fmt: skip
    return of_values("by_organisation", _("By organisation"), rows, columns, _("By name."))


def _by_level(now: _Read) -> Table:
    columns = [
        Column("level", _("Level"), Type.WORD, words=dict(GovernanceLevel.choices)),
        Column("active", _("Active"), Type.NUMBER),
        *columns_of_levels(),
        Column("achieved", _("Achieved"), Type.NUMBER),
        Column("counted", _("of"), Type.NUMBER),
        Column("overdue", _("Overdue"), Type.NUMBER),
    ]
    rows = []
    for level in GovernanceLevel:
        figures = now.of_level(level.value)
        rows.append(
            [
                level.value, figures["active"], *(figures[one] for one in LEVELS),
                figures["achieved"], figures["counted"], figures.overdue,
            ]
        )  # fmt: skip
    return of_values(
        "by_level", _("By governance level"), rows, columns, _("From local to global.")
    )


def _better_and_worse(found: Comparison) -> Section:
    tables = {code: (title, rows) for code, title, rows in changes.TABLES}
    shown = []
    for code in ("confidence_better", "confidence_worse"):
        title, rows = tables[code]
        shown.append(changes.table(code, title, list(rows(found))[:MOST_CHANGED]))
    return Section(
        "better_and_worse",
        _("What got better, what got worse"),
        tables=shown,
        notes=[_("At most five each; the report “What changed” has them all.")],
    )


def _escalations(asked: Asked) -> Table:
    columns = [
        Column("code", _("Code"), Type.WORD, "commitment__code"),
        Column("commitment", _("Commitment"), Type.TEXT, "commitment__title"),
        Column("milestone", _("Milestone"), Type.TEXT, "milestone__title"),
        Column("level", _("Level"), Type.NUMBER, "level"),
        Column("opened_on", _("Opened on"), Type.DATE, "opened_on"),
        Column("answer_by", _("Answer due by"), Type.DATE, "answer_by"),
        Column("owner", _("Owner"), Type.TEXT, holder("commitment__accountable_post", on=asked.on)),
        Column("reason", _("Why"), Type.TEXT, "reason", prose=True),
    ]
    rows = Escalation.objects.open().filter(
        commitment__in=asked.commitments.order_by().values("pk")
    )
    return of_rows(
        "decisions",
        _("Decisions needed"),
        rows.order_by("-level", "answer_by", "pk"),
        columns,
        _("By level, the highest first, then by the day of the answer."),
    )


def _confidence_chart(now: _Read) -> Chart | None:
    total = now.total
    if not total["active"]:
        return None
    title = _now("%(n)s of %(all)s active commitments are on track") % {
        "n": intcomma(total["on_track"]),
        "all": intcomma(total["active"]),
    }
    return Chart(title, [(str(WORDS[level]), total[level]) for level in LEVELS])


def _overdue_chart(now: _Read) -> Chart | None:
    names = dict(Organisation.objects.values_list("pk", "short_name"))
    late: Counter[str] = Counter()
    for (body,), one in now.organisations.items():
        if one.overdue:
            late[names.get(body, _now("No lead organisation"))] += one.overdue
    return most_overdue(late)
