"""Which deadlines were asked to move in Tavania, and what was decided."""

from dataclasses import dataclass

from commitments.demo.promises import Promise, Step
from commitments.rules.words import DateOutcome, DelayCause

APPROVED, OTHER, REFUSED = 22, 4, 5
# The four deadlines that moved in the last 77 days, by 49 days on average, and that were missed
# again: days since the first deadline, and since the request.
LATELY_MOVED = {"08-0001": (97, 72), "10-0002": (83, 70), "17-0002": (78, 60), "21-0001": (78, 66)}
WAITING = {"10-0002": 2, "15-0001": 3, "23-0002": 6}
CAUSES = [
    (DelayCause.PROCEDURE, "The tender had to be opened a second time."),
    (DelayCause.OTHER_BODY, "The partner's parliament votes later than planned."),
    (DelayCause.FUNDING, "The second instalment was not released in time."),
    (DelayCause.PARTNER, "The partner changed its team."),
]


@dataclass(frozen=True)
class Move:
    """A date request. Days count from today."""

    place: int
    asked: int
    decided: int
    asked_deadline: int
    deadline: int
    outcome: DateOutcome
    cause: DelayCause
    explanation: str
    decision: str = "The deadline was known to all partners."


def moves(promises: list[Promise]) -> dict[str, list[Move]]:
    """The requests by commitment. Sets the first deadline of each milestone that moved."""
    found: dict[str, list[Move]] = {promise.code: [] for promise in promises}
    left = {DateOutcome.APPROVED: APPROVED, DateOutcome.APPROVED_OTHER: OTHER}
    for promise in promises:
        for place, step in enumerate(promise.steps):
            if promise.code == "21-0002" and step.first_deadline != step.deadline:
                found[promise.code].append(_approved(place, step, -91, left, len(found)))
        if promise.code in LATELY_MOVED:
            place, step = _first(promise, "overdue")
            first, asked = LATELY_MOVED[promise.code]
            step.first_deadline = -first
            found[promise.code].append(_approved(place, step, -asked, left, place))
    for number, (promise, place, step) in enumerate(_old(promises)):
        if not sum(left.values()):
            break
        other = number % 5 == 2 and left[DateOutcome.APPROVED_OTHER]
        step.first_deadline = step.deadline - 28 - 7 * (number % 6)
        move = _approved(place, step, step.first_deadline - 12, left, number, bool(other))
        found[promise.code].append(move)
    _add_refused(promises, found)
    for code, days in WAITING.items():
        promise = next(p for p in promises if p.code == code)
        place, step = _first(promise, "overdue", "in_progress")
        cause, words = CAUSES[days % len(CAUSES)]
        asked = max(step.deadline, 0) + 45
        found[code].append(Move(place, -days, 0, asked, 0, DateOutcome.WAITING, cause, words))
    return found


def _approved(
    place: int,
    step: Step,
    asked: int,
    left: dict[DateOutcome, int],
    number: int,
    other: bool = False,
) -> Move:
    outcome = DateOutcome.APPROVED_OTHER if other else DateOutcome.APPROVED
    left[outcome] -= 1
    cause, words = CAUSES[number % len(CAUSES)]
    wanted = step.deadline + (30 if other else 0)
    decided = asked + 4
    why = "A month less is enough, as the partner confirms."
    return Move(place, asked, decided, wanted, step.deadline, outcome, cause, words, why)


def _old(promises: list[Promise]) -> list[tuple[Promise, int, Step]]:
    """Milestones that were achieved long ago, with room for an earlier first deadline."""
    return [
        (promise, place, step)
        for promise in promises
        for place, step in enumerate(promise.steps)
        if step.fate == "achieved"
        and step.deadline < -95
        and step.deadline - 80 > promise.agreed + 20
        and step.first_deadline == step.deadline
        and step.submitted > step.deadline - 45
    ]


def _add_refused(promises: list[Promise], found: dict[str, list[Move]]) -> None:
    refused = 0
    for promise in promises:
        if refused == REFUSED or promise.story != "on":
            continue
        if not any(step.fate == "planned" for step in promise.steps):
            continue
        place, step = _first(promise, "planned")
        cause, words = CAUSES[refused] if refused < len(CAUSES) else CAUSES[0]
        asked = -150 - 20 * refused
        found[promise.code].append(
            Move(place, asked, asked + 5, step.deadline + 30, 0, DateOutcome.REFUSED, cause, words)
        )
        refused += 1


def _first(promise: Promise, *fates: str) -> tuple[int, Step]:
    return next((place, step) for place, step in enumerate(promise.steps) if step.fate in fates)
