"""My work (screen 2): what needs me, in order, with one action each."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import structlog
from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from commitments.models import Milestone, Review
from commitments.rules.timing import DUE_SOON_DAYS
from commitments.rules.words import OPEN_STATES, Freshness, MilestoneState
from commitments.selectors import work_rows
from commitments.selectors.rounds import Waiting, waiting_for
from commitments.selectors.work_scopes import Scope, focal_points_of
from history import clock

logger = structlog.get_logger(__name__)

CAP = 25
ALL_AT_MOST = 500


@dataclass
class Group:
    """A heading with its rows; a part that failed says so while the rest works."""

    name: str
    title: str
    count: int = 0
    rows: work_rows.Rows = field(default_factory=list)
    failed: bool = False
    folded: bool = False


@dataclass
class MyWork:
    """The page: the sentence, the groups, and what stands beside them."""

    counts: dict[str, int]
    groups: list[Group]
    decided: list[Review]
    coming: list[Milestone]
    owns_something: bool
    focal_points: list[str]
    rounds: list[Waiting]

    @property
    def sentence(self) -> str:
        return sentence(self.counts)


def counts_of(scope: Scope) -> dict[str, int]:
    """How many rows each group has. Two queries."""
    today = clock.today()
    soon = today + timedelta(days=DUE_SOON_DAYS)
    is_open, late = Q(state__in=OPEN_STATES), Q(deadline__lt=today)
    returned = Q(state=MilestoneState.RETURNED)
    counts = scope.milestones().aggregate(
        overdue=Count("pk", filter=is_open & late),
        returned=Count("pk", filter=returned & (~late | Q(deadline=None))),
        due=Count("pk", filter=is_open & ~returned & Q(deadline__range=(today, soon))),
        submitted=Count("pk", filter=Q(state=MilestoneState.SUBMITTED)),
    )
    silent = scope.commitments().freshness(Freshness.UPDATE_DUE, Freshness.NO_UPDATE)
    return counts | {"update": silent.count()}


def needing(counts: dict[str, int]) -> int:
    """How much of it needs the person: what the tab says in brackets."""
    return sum(counts.get(name, 0) for name in ("overdue", "returned", "due", "update"))


def sentence(counts: dict[str, int]) -> str:
    """ "You have 2 overdue, 1 returned, 3 due in the next 14 days and 1 update to write." """
    parts = []
    if n := counts["overdue"]:
        parts.append(ngettext("%(n)d overdue", "%(n)d overdue", n) % {"n": n})
    if n := counts["returned"]:
        parts.append(ngettext("%(n)d returned", "%(n)d returned", n) % {"n": n})
    if n := counts["due"]:
        words = ngettext("%(n)d due in the next %(d)d days", "%(n)d due in the next %(d)d days", n)
        parts.append(words % {"n": n, "d": DUE_SOON_DAYS})
    if n := counts["update"]:
        parts.append(ngettext("%(n)d update to write", "%(n)d updates to write", n) % {"n": n})
    if not parts:
        return ""
    joined = ", ".join(parts[:-1])
    joined = (
        _("%(first)s and %(last)s") % {"first": joined, "last": parts[-1]} if joined else parts[0]
    )
    return _("You have %(parts)s.") % {"parts": joined}


LOADERS: tuple[tuple[str, Any, Callable[[User, Scope, int], work_rows.Rows]], ...] = (
    ("overdue", gettext_lazy("Overdue"), work_rows.overdue),
    ("returned", gettext_lazy("Returned to you"), work_rows.returned),
    ("answered", gettext_lazy("Date request answered"), work_rows.answered),
    ("due", gettext_lazy("Due in the next 14 days"), work_rows.due),
    ("update", gettext_lazy("Update due"), work_rows.updates_due),
    ("waiting", gettext_lazy("Waiting for someone else"), work_rows.waiting),
)


def my_work(user: User, scope: Scope, counts: dict[str, int], *, whole: str = "") -> MyWork:
    """The page of a scope. As many queries whatever the person has; `whole` is a group to show
    beyond the first 25 rows."""
    groups = [
        _loaded(
            Group(name, str(title), counts.get(name, 0), folded=name == "waiting"),
            lambda most, load=load: load(user, scope, most),  # type: ignore[misc]
            ALL_AT_MOST if whole == name else CAP,
        )
        for name, title, load in LOADERS
    ]
    found = [group for group in groups if group.rows or group.failed]
    coming = work_rows.coming(scope)
    owns = bool(found or coming) or scope.commitments().exists() or scope.milestones().exists()
    return MyWork(
        counts=counts,
        groups=found,
        decided=work_rows.decided(scope),
        coming=coming,
        owns_something=owns,
        focal_points=[] if owns else focal_points_of(user),
        rounds=waiting_for(scope.commitments()),
    )


def _loaded(group: Group, load: Callable[[int], work_rows.Rows], most: int) -> Group:
    """A group that does not load shows a sentence; the rest of the page works."""
    try:
        # Inside a transaction a failure would end it for the rest of the page.
        with transaction.atomic() if connection.in_atomic_block else nullcontext():
            group.rows = load(most)
    except DatabaseError:
        logger.exception("a group of My work did not load", group=group.name)
        group.failed = True
    group.count = max(group.count, len(group.rows))
    return group
