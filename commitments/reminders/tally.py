"""How the plan stands on a day and stood before, for digests: from the figures of the day."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from commitments.figures.reading import Part, Reader
from commitments.figures.sums import Figures
from commitments.selectors.review.queues import MEASURES, Counts, Queue
from history.models import Seal
from history.seals import newest_seal

MORE = ("achieved", "counted", "active", "on_track", "at_risk", "off_track")
# What waits for a coordinator to do something, not for others.
TO_DO = (
    Queue.TO_REVIEW, Queue.DATES, Queue.ESCALATIONS, Queue.PLANS, Queue.NO_OWNER,
    Queue.PAUSES,
)  # fmt: skip
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """A number now, and by how much it changed; None where the figures of then were not kept."""

    now: int
    by: int | None = None

    @property
    def words(self) -> str:
        """ "14 (+3)" """
        return f"{self.now}{self.brackets}"

    @property
    def brackets(self) -> str:
        return f" ({self.by:+d})" if self.by else ""


@dataclass(frozen=True)
class Compared:
    """The figures of a part now and before."""

    now: Figures
    before: Figures | None

    def of(self, queue: Queue) -> Change:
        return self._change(Counts(self.now).of(queue), queue)

    def measure(self, name: str) -> Change:
        before = self.before[name] if self.before is not None else None
        return Change(self.now[name], None if before is None else self.now[name] - before)

    def _change(self, now: int, queue: Queue) -> Change:
        before = Counts(self.before).of(queue) if self.before is not None else None
        return Change(now, None if before is None else now - before)


class Tally:
    """The plan today and a week ago, and bodies today and before; read when asked for."""

    def __init__(self, on: date) -> None:
        self.on = on
        self._bodies: dict[date, dict[int, Compared]] = {}

    @cached_property
    def waits(self) -> bool:
        """Whether something waits for a coordinator."""
        counts = Counts(self.plan.now)
        return any(counts.of(queue) for queue in TO_DO)

    @cached_property
    def plan(self) -> Compared:
        return Compared(_total(self.on) or Figures(), _total(self.on - WEEK, live=False))

    @cached_property
    def seal(self) -> Seal | None:
        """The newest: what removes the last entries of the record shows beside it (H2)."""
        return newest_seal()

    def bodies(self, since: date) -> dict[int, Compared]:
        """By lead organisation, now and at the end of a day. Read once for each day."""
        if since not in self._bodies:
            now = _by_body(self.on) or {}
            before = _by_body(since, live=False)
            self._bodies[since] = {
                body: Compared(figures, None if before is None else before.get(body, Figures()))
                for body, figures in now.items()
            }
        return self._bodies[since]


def _total(day: date, *, live: bool = True) -> Figures | None:
    reader = _reader(day, live=live)
    return reader.total(Part(), (*MEASURES, *MORE)) if reader else None


def _by_body(day: date, *, live: bool = True) -> dict[int, Figures] | None:
    reader = _reader(day, live=live)
    if reader is None:
        return None
    found = reader.by(("organisation",), Part(), (*MEASURES, *MORE))
    return {body: figures for (body,), figures in found.items()}


def _reader(day: date, *, live: bool) -> Reader | None:
    """The figures of a day; None where they must be counted live and that is not wanted."""
    reader = Reader.of_everything(day)
    return reader if live or not reader.is_live else None
