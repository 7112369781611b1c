"""A record of any size by the rules of the real one, with its acts and versions, by COPY.

The seed is fixed, so the same size on the same day gives the same record. Triggers rest
meanwhile; the versions are written here as the triggers would have written them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import zip_longest
from random import Random
from typing import Any

from django.db import connection, transaction

from accounts.models import Organisation, Post, Tenure, User
from accounts.sort_key import sort_key
from accounts.words import GovernanceLevel, Role
from bench.tables import Table, go_on_after, next_entry, next_id, versions_of
from commitments.models import CodeSeries, Commitment, Milestone, Plan, Update
from commitments.rules.words import CommitmentState, Confidence, MilestoneState
from history import clock
from history.models import Act, Channel

ORGANISATIONS = 200
MILESTONES = 10
UPDATES = 50
OPEN_SHARE = 0.05
SPAN = timedelta(days=730)
COMMITMENTS_A_PIECE = 1_000
SEED = 20181219

VERB = ("Open", "Agree", "Publish", "Train", "Draft", "Translate", "Fund", "Review")
THING = ("help desk", "data protocol", "labour agreement", "skills list", "return centre")
PLACE = ("Port City", "Lakeside", "Norrfell", "the eastern corridor", "all provinces")

COMMITMENT = (
    "id", "code", "plan_id", "state", "title", "wording", "main_objective_id",
    "other_objectives", "level", "lead_organisation_id", "accountable_post_id", "starts_on",
    "ends_on", "agreed_on", "last_update_on", "owner_rating", "owner_rated_on", "version",
)  # fmt: skip
MILESTONE = (
    "id", "commitment_id", "number", "code", "title", "achieved_test", "is_key", "weight",
    "responsible_post_id", "state", "first_deadline", "deadline", "expected_on", "achieved_on",
    "submitted_on", "moves", "version",
)  # fmt: skip
UPDATE = (
    "id", "commitment_id", "kind", "confidence", "happened", "next_step", "published_on",
    "published_at", "published_by_id", "post_id",
)  # fmt: skip
KEPT = ("pgh_obj_id", "pgh_id", "pgh_label", "pgh_created_at", "superseded_at", "act_id")
ACT = ("id", "kind", "person_id", "post_id", "organisation_id", "about", "at", "recorded_at")


@dataclass
class Bodies:
    """The people, posts and organisations that everything belongs to."""

    plan: int
    organisations: list[int] = field(default_factory=list)
    posts: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)


@dataclass
class Step:
    """A change of a row: the day, the act, and what the columns hold that change."""

    on: date
    act: int
    told: tuple[Any, ...] = ()


class Volume:
    """Writes the record piece by piece. Use `fill`."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.start = today - SPAN
        self.random = Random(SEED)
        self.entry = next_entry()
        self.acts = Table(Act, *ACT, "channel")
        self.tables = {
            model: (Table(model, *columns), Table(versions_of(model), *columns, *KEPT))
            for model, columns in (
                (Commitment, COMMITMENT),
                (Milestone, MILESTONE),
                (Update, UPDATE),
            )
        }
        self.ids = {model: next_id(model) for model in self.tables}
        self.serials = {
            number: CodeSeries.objects.filter(prefix=f"GCM-{number:02d}")
            .values_list("last", flat=True)
            .first()
            or 0
            for number in range(1, 24)
        }
        self.bodies = self._add_bodies()

    def add_commitment(self, number: int) -> None:
        """One commitment with its milestones and updates, and every act that made them."""
        rng, objective = self.random, number % 23 + 1
        self.serials[objective] += 1
        code = f"GCM-{objective:02d}-{self.serials[objective]:04d}"
        at = number % ORGANISATIONS
        post, body = self.bodies.posts[at], self.bodies.organisations[at]
        who = (self.bodies.people[at], post, body)
        key, self.ids[Commitment] = self.ids[Commitment], self.ids[Commitment] + 1
        agreed = self.start + timedelta(days=rng.randrange(60))
        title = f"{rng.choice(VERB)} a {rng.choice(THING)} for {rng.choice(PLACE)} ({number})"
        base = [
            key, code, self.bodies.plan, CommitmentState.ACTIVE.value, title,
            f"{title}, with clear timelines, roles and measures of success.", objective,
            [number % 22 + 1] if number % 3 == 0 and number % 22 + 1 != objective else [],
            list(GovernanceLevel)[number % 5].value, body, post, agreed,
            agreed + timedelta(days=1100), agreed,
        ]  # fmt: skip
        agreement = self._act("commitment.agreed", who, code, agreed)
        overdue = self._add_milestones(key, code, agreed, agreement, who)
        steps = [Step(agreed, agreement, (None, "", None, 1))]
        for on, rating, act in self._add_updates(key, code, agreed, who, overdue):
            steps.append(Step(on, act, (on, rating, on, len(steps) + 1)))
        self._add_row(Commitment, key, base, steps)

    def _add_milestones(
        self, commitment: int, code: str, agreed: date, agreement: int, who: tuple[int, int, int]
    ) -> int:
        """Returns how many are overdue."""
        overdue = 0
        for number in range(1, MILESTONES + 1):
            rng = self.random
            first = agreed + timedelta(days=100 * number + rng.randrange(-20, 20))
            moves = 1 if rng.random() < 0.15 else 0
            deadline = first + timedelta(days=45 * moves)
            past = deadline < self.today
            state, achieved, submitted, expected = MilestoneState.PLANNED, None, None, None
            if past and rng.random() >= OPEN_SHARE:
                state = MilestoneState.ACHIEVED
                achieved = min(deadline + timedelta(days=rng.randrange(-30, 25)), self.today)
                submitted = min(achieved + timedelta(days=rng.randrange(10)), self.today)
            elif past or deadline < self.today + timedelta(days=90):
                state = MilestoneState.IN_PROGRESS
                overdue += past
                expected = self.today + timedelta(days=rng.randrange(60)) if past else None
            key, self.ids[Milestone] = self.ids[Milestone], self.ids[Milestone] + 1
            own_code = f"{code}-M{number:02d}"
            base = [
                key, commitment, number, own_code,
                f"{rng.choice(VERB)} step {number} of {code}",
                "The decision is signed\\nThe text is published", number == MILESTONES,
                1 + number % 3, who[1],
            ]  # fmt: skip
            planned = MilestoneState.PLANNED.value
            steps = [Step(agreed, agreement, (planned, first, first, None, None, None, 0, 1))]
            if moves:
                on = min(first - timedelta(days=10), self.today - timedelta(days=2))
                act = self._act("date.decided", who, own_code, on)
                steps.append(Step(on, act, (planned, first, deadline, None, None, None, 1, 2)))
            if state is not MilestoneState.PLANNED:
                on = submitted or min(first, self.today - timedelta(days=1))
                kind = "milestone.accepted" if achieved else "milestone.changed"
                act = self._act(kind, who, own_code, on)
                now = (state.value, first, deadline, expected, achieved, submitted, moves)
                steps.append(Step(on, act, (*now, len(steps) + 1)))
            self._add_row(Milestone, key, base, steps)
        return overdue

    def _add_updates(
        self, commitment: int, code: str, agreed: date, who: tuple[int, int, int], overdue: int
    ) -> Iterator[tuple[date, str, int]]:
        """Yields the day, rating and act of each."""
        step = max(1, (self.today - agreed).days // (UPDATES + 1))
        weights = (5, 4, 1) if overdue else (30, 3, 1)
        for number in range(1, UPDATES + 1):
            on = agreed + timedelta(days=step * number)
            rating = self.random.choices(list(Confidence), weights=weights)[0]
            key, self.ids[Update] = self.ids[Update], self.ids[Update] + 1
            act = self._act("update.published", who, code, on)
            row = [
                key, commitment, Update.Kind.PROGRESS.value, rating.value,
                f"Step {number} was taken and the partners agreed on the next one.",
                "The text goes to the council.", on, _moment(on), who[0], who[1],
            ]  # fmt: skip
            self._add_row(Update, key, row, [Step(on, act)])
            yield on, rating.value, act

    def _add_row(self, model: Any, key: int, base: list[Any], steps: list[Step]) -> None:
        """A row as it is now, and a version of each step that led there."""
        stored, kept = self.tables[model]
        stored.add(*base, *steps[-1].told)
        label = "insert"
        for step, following in zip_longest(steps, steps[1:]):
            until = _moment(following.on) if following else None
            kept.add(*base, *step.told, key, self._next(), label, _moment(step.on), until, step.act)
            label = "update"

    def _act(self, kind: str, who: tuple[int, int, int], about: str, on: date) -> int:
        entry = self._next()
        moment = _moment(on, entry)
        self.acts.add(entry, kind, *who, about, moment, moment, Channel.DEMO.value)
        return entry

    def _next(self) -> int:
        self.entry += 1
        return self.entry

    def flush(self) -> None:
        """Write what was collected, and let the tables number on after it."""
        self.acts.flush()
        for model, (stored, kept) in self.tables.items():
            stored.flush()
            kept.flush()
            go_on_after(model, self.ids[model] - 1)
        go_on_after(Act, self.entry)
        for number, last in self.serials.items():
            CodeSeries.objects.update_or_create(prefix=f"GCM-{number:02d}", defaults={"last": last})

    def _add_bodies(self) -> Bodies:
        on = self.start - timedelta(days=30)
        act = self._next()
        self.acts.add(
            act, "volume.filled", None, None, None, "", _moment(on, act), _moment(on, act), "demo"
        )
        bodies = Bodies(next_id(Plan))
        names = [f"Office {n:03d} of the large example" for n in range(1, ORGANISATIONS + 1)]
        self._witnessed(
            act, on, Plan, ("id", "code", "title"), [(bodies.plan, "volume", "Large example")]
        )
        first = [next_id(model) for model in (Organisation, Post, User, Tenure)]
        numbered = list(enumerate(names))
        bodies.organisations = [first[0] + n for n, _name in numbered]
        bodies.posts = [first[1] + n for n, _name in numbered]
        bodies.people = [first[2] + n for n, _name in numbered]
        self._witnessed(
            act, on, Organisation, ("id", "name", "short_name", "slug", "sort_key", "working_week"),
            [(first[0] + n, name, f"Office {n + 1:03d}", f"office-{n + 1:03d}", sort_key(name),
              [1, 2, 3, 4, 5]) for n, name in numbered],
        )  # fmt: skip
        self._witnessed(
            act, on, Post, ("id", "title", "slug", "organisation_id", "role"),
            [(first[1] + n, f"Head of office {n + 1:03d}", f"head-of-office-{n + 1:03d}",
              first[0] + n, Role.OFFICIAL.value) for n, _name in numbered],
        )  # fmt: skip
        self._witnessed(
            act, on, User, ("id", "email", "name"),
            [(first[2] + n, f"head{n + 1:03d}@example.org", f"Head {n + 1:03d}")
             for n, _name in numbered],
        )  # fmt: skip
        self._witnessed(
            act, on, Tenure, ("id", "post_id", "holder_id", "starts_on"),
            [(first[3] + n, first[1] + n, first[2] + n, on) for n, _name in numbered],
        )  # fmt: skip
        return bodies

    def _witnessed(
        self, act: int, on: date, model: Any, columns: tuple[str, ...], rows: list[tuple[Any, ...]]
    ) -> None:
        stored, kept = Table(model, *columns), Table(versions_of(model), *columns, *KEPT)
        for row in rows:
            stored.add(*row)
            kept.add(*row, row[0], self._next(), "insert", _moment(on), None, act)
        stored.flush()
        kept.flush()
        go_on_after(model, rows[-1][0])


def fill(commitments: int, say: Callable[[str], None] = print) -> None:
    """Add so many commitments, each with 10 milestones and 50 updates, led by 200 organisations.

    5 % of past milestones are open. Needs the reference data and an account of the database that
    may let triggers rest, as the embedded server's may. Only once into one database.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        volume = Volume(clock.real_today())
        for number in range(1, commitments + 1):
            volume.add_commitment(number)
            if number % COMMITMENTS_A_PIECE == 0 or number == commitments:
                volume.flush()
                say(f"{number:,} commitments")
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("VACUUM (ANALYZE)")
        cursor.execute("RESET statement_timeout")


def filled() -> bool:
    """Whether a volume was filled in already."""
    return Plan.objects.filter(code="volume").exists()


def _moment(on: date, entry: int = 0) -> datetime:
    # Entries of one day are told apart, so that seals can cut between them; none is yet to come.
    moment = datetime.combine(on, time(8), tzinfo=UTC)
    return min(moment, clock.now() - timedelta(minutes=1)) + timedelta(
        microseconds=entry % 1_000_000
    )
