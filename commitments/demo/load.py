"""Write the demo: every event by its service, under the clock of its day, or nothing at all."""

from datetime import UTC, date, datetime, time, timedelta

from django.db import connection, transaction

from accounts.models import Organisation, User
from commitments.demo import choices
from commitments.demo.answers import answered_by_mail
from commitments.demo.bodies import Bodies, write_bodies
from commitments.demo.escalations import escalations
from commitments.demo.events import Event, Story, hand_over
from commitments.demo.letters import letters_of
from commitments.demo.moves import moves
from commitments.demo.promises import promises
from commitments.demo.rounds import round_events
from commitments.figures import keeping
from commitments.models import Plan
from history import clock
from history.acts import act, coming_by
from history.models import Channel

PLAN_CODE = "tavania"
# So many days before today letters are written; those of today are for the clock.
REMINDED_DAYS = 30


def is_loaded() -> bool:
    """Whether the demo is there already."""
    return Plan.objects.filter(code=PLAN_CODE).exists()


def has_room() -> bool:
    """Whether nothing is there that the demo would mix with: no plan, no person, no body."""
    return not any(model.objects.exists() for model in (Plan, User, Organisation))


def load_demo() -> int:
    """Load the demo into a record that does not have it; returns how many events it replayed."""
    today = clock.real_today()
    with transaction.atomic(), coming_by(Channel.DEMO):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
        bodies, plan = _found(today)
        with clock.stand_at(_moment(today - timedelta(days=REMINDED_DAYS + 1), 0)):
            choices.choose(bodies)
        happened = _events(bodies, plan, today)
        mornings = list(range(-REMINDED_DAYS, 0))
        for number, event in enumerate(happened):
            while mornings and mornings[0] <= event.day:
                letters_of(today + timedelta(days=mornings.pop(0)))
            with clock.stand_at(_moment(today + timedelta(days=event.day), number)):
                event.do()
        for morning in mornings:
            letters_of(today + timedelta(days=morning))
        with clock.stand_at(_moment(today, 0)):
            choices.go_away(bodies, today)
            choices.read_what_is_old(today)
        answered_by_mail(_moment(today - timedelta(days=1), 0))
    keeping.rebuild()
    return len(happened)


def _found(today: date) -> tuple[Bodies, Plan]:
    with clock.stand_at(_moment(today - timedelta(days=760), 0)), act("demo.founded", by=None):
        bodies = write_bodies(today)
        plan = Plan.objects.create(
            code=PLAN_CODE,
            title="Tavania's national implementation plan",
            owner=bodies.organisations["ncu"],
            starts_on=today - timedelta(days=730),
            ends_on=today + timedelta(days=1095),
            source="Invented example",
        )
    return bodies, plan


def _events(bodies: Bodies, plan: Plan, today: date) -> list[Event]:
    told = promises()
    moved = moves(told)
    found = [hand_over(bodies, today), *escalations(bodies, today), *round_events(bodies, today)]
    for promise in told:
        found += Story(promise, bodies, plan, today).events(moved[promise.code])
    # The sort keeps the order of what happened on one day.
    return sorted(found, key=lambda event: event.day)


def _moment(day: date, number: int) -> datetime:
    start = datetime.combine(day, time(7), tzinfo=UTC)
    return start + timedelta(seconds=number)
