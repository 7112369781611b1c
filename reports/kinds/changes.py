"""R5, what changed since: each difference between two days with who, when and why."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commitments.rules import dates
from commitments.rules.words import CommitmentState, MilestoneState
from reports.columns import Column, Type
from reports.comparing import Comparison, Deed, Pair, Promise, compare
from reports.confidence import LEVELS, WORDS, columns, is_worse
from reports.kinds.asked import Asked
from reports.sections import Chart, Figure, Section
from reports.tables import Table, of_values

PURPOSE = _("Each change between two days with who, when and why. After a break, before a meeting.")

COLUMNS = [
    Column("code", _("Code"), Type.WORD),
    Column("item", _("Item"), Type.TEXT),
    Column("before", _("Before"), Type.TEXT),
    Column("after", _("After"), Type.TEXT),
    Column("days", _("Days"), Type.NUMBER),
    Column("who", _("Who"), Type.TEXT),
    Column("on", _("When"), Type.DATE),
    Column("reason", _("Reason"), Type.TEXT, prose=True),
]
ENDED = (MilestoneState.ACHIEVED, MilestoneState.CLOSED)
DONE = (CommitmentState.COMPLETED, CommitmentState.CLOSED_EARLY)


@dataclass(frozen=True)
class Change:
    """A row: what differs, and the field whose act is told."""

    pair: Pair
    field: str
    before: Any = ""
    after: Any = ""
    days: int | None = None

    def row(self) -> list[Any]:
        deed = self.pair.deeds.get(self.field) or Deed("", None, "")
        one = self.pair.any
        return [
            one.code, one.title, str(self.before or ""), str(self.after or ""), self.days,
            deed.who, deed.on, deed.reason,
        ]  # fmt: skip


def draw(asked: Asked) -> list[Section]:
    """The counts in words, then a table for each way in which something can change."""
    assert asked.compared_with is not None
    found = compare(asked, asked.compared_with)
    tables = {code: (title, list(rows(found))) for code, title, rows in TABLES}
    return [
        Section(
            "headline",
            _("In short"),
            words=_headline(found, {code: len(rows) for code, (_t, rows) in tables.items()}),
            figures=_figures(found),
            chart=_chart(found),
            tables=[_from_to(found)],
            notes=[
                _(
                    "What changed and changed back between the two days is not listed. Whatever "
                    "is in no table below is the same on both days."
                )
            ],
        ),
        *(
            Section(code, title, tables=[table(code, title, rows)])
            for code, (title, rows) in tables.items()
        ),
        Section(
            "others",
            _("Measures and funding"),
            notes=[_("None recorded."), _("Readings and funding are not part of the record yet.")],
        ),
    ]


def table(code: str, title: Any, rows: list[Change]) -> Table:
    """Changes of one kind, in their order."""
    return of_values(code, title, (row.row() for row in rows), COLUMNS, _("By code."))


def _new(found: Comparison) -> Iterator[Change]:
    for pair in _both(found):
        if pair.then is None:
            yield Change(pair, "all", after=_state(pair.now))


def _removed(found: Comparison) -> Iterator[Change]:
    for pair in _both(found):
        if pair.now is None:
            yield Change(pair, "all", before=_state(pair.then))


def _achieved(found: Comparison) -> Iterator[Change]:
    for pair in found.milestones:
        if pair.changed("state") and pair.now.state == MilestoneState.ACHIEVED:
            late = None
            if pair.now.achieved_on and pair.now.deadline:
                late = (pair.now.achieved_on - pair.now.deadline).days
            yield Change(pair, "state", _state(pair.then), _day(pair.now.achieved_on), late)


def _became_overdue(found: Comparison) -> Iterator[Change]:
    for pair, was, now in _overdue(found):
        if now and not was:
            days = (found.now - pair.now.deadline).days
            yield Change(pair, "deadline", after=_day(pair.now.deadline), days=days)


def _no_longer_overdue(found: Comparison) -> Iterator[Change]:
    for pair, was, now in _overdue(found):
        if was and not now and pair.now is not None:
            how = "state" if pair.changed("state") else "deadline"
            after = _state(pair.now) if how == "state" else _day(pair.now.deadline)
            yield Change(pair, how, _day(pair.then.deadline), after)


def _moved(name: str) -> Callable[[Comparison], Iterator[Change]]:
    def rows(found: Comparison) -> Iterator[Change]:
        for pair in found.milestones:
            if pair.changed(name):
                then, now = getattr(pair.then, name), getattr(pair.now, name)
                days = (now - then).days if then and now else None
                yield Change(pair, name, _day(then), _day(now), days)

    return rows


def _confidence(*, worse: bool) -> Callable[[Comparison], Iterator[Change]]:
    def rows(found: Comparison) -> Iterator[Change]:
        for pair in found.commitments:
            if not pair.changed("level") or None in (pair.then.level, pair.now.level):
                continue
            if is_worse(pair.now.level, pair.then.level) == worse:
                yield Change(pair, "level", WORDS[pair.then.level], WORDS[pair.now.level])

    return rows


def _owner(found: Comparison) -> Iterator[Change]:
    for pair in found.commitments:
        for name in ("lead", "owner"):
            if pair.changed(name):
                yield Change(pair, name, getattr(pair.then, name), getattr(pair.now, name))


def _wording(found: Comparison) -> Iterator[Change]:
    for pair in found.commitments:
        for name in ("title", "wording"):
            if pair.changed(name):
                yield Change(pair, name, getattr(pair.then, name), getattr(pair.now, name))
    for pair in found.milestones:
        if pair.changed("title"):
            yield Change(pair, "title", pair.then.title, pair.now.title)


def _paused(found: Comparison) -> Iterator[Change]:
    for pair in _both(found):
        if pair.changed("state") and "paused" in (pair.then.state, pair.now.state):
            yield Change(pair, "state", _state(pair.then), _state(pair.now))


def _closed(found: Comparison) -> Iterator[Change]:
    for pair in _both(found):
        if pair.changed("state") and pair.now.state in (MilestoneState.CLOSED, *DONE):
            yield Change(pair, "state", _state(pair.then), _state(pair.now))


def _reopened(found: Comparison) -> Iterator[Change]:
    for pair in _both(found):
        if (
            pair.changed("state")
            and pair.then.state in (*ENDED, *DONE)
            and pair.now.state not in (*ENDED, *DONE, "paused")
        ):
            yield Change(pair, "state", _state(pair.then), _state(pair.now))


def _other_states(found: Comparison) -> Iterator[Change]:
    told = (*ENDED, *DONE, "paused")
    for pair in _both(found):
        if pair.changed("state") and pair.then.state not in told and pair.now.state not in told:
            yield Change(pair, "state", _state(pair.then), _state(pair.now))


TABLES: list[tuple[str, Any, Callable[[Comparison], Iterator[Change]]]] = [
    ("new", _("New"), _new),
    ("achieved", _("Achieved"), _achieved),
    ("became_overdue", _("Became overdue"), _became_overdue),
    ("no_longer_overdue", _("No longer overdue"), _no_longer_overdue),
    ("deadline_moved", _("Deadline moved"), _moved("deadline")),
    ("expected_moved", _("Expected date moved"), _moved("expected_on")),
    ("confidence_worse", _("Confidence worse"), _confidence(worse=True)),
    ("confidence_better", _("Confidence better"), _confidence(worse=False)),
    ("owner_changed", _("Owner or lead changed"), _owner),
    ("wording_changed", _("Wording changed"), _wording),
    ("paused_resumed", _("Paused or resumed"), _paused),
    ("closed", _("Completed or closed"), _closed),
    ("reopened", _("Reopened"), _reopened),
    ("state_changed", _("Other changes of state"), _other_states),
    ("removed", _("Removed from scope"), _removed),
]


def _both(found: Comparison) -> list[Pair]:
    return [*found.commitments, *found.milestones]


def _overdue(found: Comparison) -> Iterator[tuple[Pair, bool, bool]]:
    for pair in found.milestones:
        was = pair.then is not None and pair.then.is_overdue(found.then)
        now = pair.now is not None and pair.now.is_overdue(found.now)
        yield pair, was, now


def _state(one: Any) -> Any:
    words = CommitmentState if isinstance(one, Promise) else MilestoneState
    return words(one.state).label


def _day(day: date | None) -> str:
    return dates.in_table(day) if day else "–"


def _headline(found: Comparison, counts: dict[str, int]) -> list[str]:
    facts = {name: intcomma(number) for name, number in counts.items()}
    facts["day"] = dates.in_text(found.then)
    return [
        _now(
            "Since %(day)s %(achieved)s milestones were achieved, %(became_overdue)s became "
            "overdue and %(no_longer_overdue)s are overdue no longer."
        )
        % facts,
        _now(
            "%(deadline_moved)s deadlines moved. Confidence is worse for %(confidence_worse)s "
            "commitments and better for %(confidence_better)s."
        )
        % facts,
    ]


def _figures(found: Comparison) -> list[Figure]:
    """At A, and new, and removed, is at B: everything adds up."""
    figures = []
    for code, label, pairs, then, now in (
        (
            "commitments",
            (_("Commitments"), _("New commitments"), _("Commitments removed"), _("Unchanged")),
            found.commitments,
            found.commitments_then,
            found.commitments_now,
        ),
        (
            "milestones",
            (_("Milestones"), _("New milestones"), _("Milestones removed"), _("Unchanged")),
            found.milestones,
            found.milestones_then,
            found.milestones_now,
        ),
    ):
        new = sum(pair.then is None for pair in pairs)
        removed = sum(pair.now is None for pair in pairs)
        changed = len(pairs) - new - removed
        whole, new_words, removed_words, unchanged = label
        figures += [
            Figure(code, whole, now, then),
            Figure(f"{code}_new", new_words, new),
            Figure(f"{code}_removed", removed_words, removed),
            Figure(f"{code}_unchanged", unchanged, then - removed - changed),
        ]
    return figures


def _chart(found: Comparison) -> Chart | None:
    if not (found.levels_then or found.levels_now):
        return None
    title = _now("%(now)s active commitments are on track; on %(day)s it was %(then)s") % {
        "now": intcomma(found.levels_now["on_track"]),
        "then": intcomma(found.levels_then["on_track"]),
        "day": dates.in_text(found.then),
    }
    bars = [
        (f"{WORDS[level]}, {dates.in_table(day)}", counted[level])
        for level in LEVELS
        for day, counted in ((found.then, found.levels_then), (found.now, found.levels_now))
    ]
    return Chart(title, bars)


def _from_to(found: Comparison) -> Table:
    then = Column("confidence", _("Confidence then, and now across"), Type.WORD, words=WORDS)
    rows = [[before, *(found.both[before, after] for after in LEVELS)] for before in LEVELS]
    return of_values(
        "confidence",
        _("Confidence of commitments active on both days"),
        rows,
        [then, *columns()],
        _("The best first."),
    )
