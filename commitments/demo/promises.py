"""The plan of Tavania as data: what is promised, and how each promise has gone until today."""

from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from random import Random

PLAN = Path(__file__).with_name("plan.txt")
SEED = 2018_12_19

# Days overdue today, by commitment; the first of each is the key one where the story says so.
OVERDUE = {
    "08-0001": (48, 84, 15), "10-0002": (41, 95), "11-0001": (112,), "20-0002": (86,),
    "21-0001": (35,), "18-0002": (18,), "05-0002": (1,), "09-0002": (3,), "13-0001": (7,),
    "15-0001": (12,), "17-0002": (16,),
}  # fmt: skip
# Days since submission: what waits for review today, two of them for too long.
SUBMITTED = {
    "10-0001": 1, "12-0001": 2, "15-0002": 3, "16-0001": 4, "19-0001": 12, "22-0001": 2,
    "09-0001": 16,
}  # fmt: skip
RETURNED = "06-0002"
CLOSED = {"03-0001": "no_longer_needed", "04-0002": "no_longer_needed", "17-0001": "cancelled",
          "11-0002": "partly_delivered", "04-0001": "no_longer_needed"}  # fmt: skip
# Active commitments without work in progress: what they do next is still to come.
NOTHING_STARTED = {"11-0001", "20-0002", "21-0001", "09-0002", "17-0002"}
# Achieved in the last 77 days, one milestone in each.
LATELY = ["14-0001", "01-0002", "03-0002", "06-0001", "08-0002", "10-0001", "12-0002", "16-0001",
          "18-0001", "20-0001", "22-0001"]  # fmt: skip
SILENT = {"01-0001": 105, "07-0002": 118, "11-0002": 126, "16-0002": 109}
UPDATES_IN_ALL = 640
ACHIEVED_BY_ACTIVE = 79
PLANNED_BY_ACTIVE = 49


@dataclass
class Step:
    """A milestone's fate. Days count from today; negative is past."""

    title: str
    fate: str
    deadline: int
    # The deadline as first agreed, and whether a request moved it.
    first_deadline: int = 0
    moved_by_other: bool = False
    achieved: int = 0
    submitted: int = 0
    accepted: int = 0
    expected: int | None = None
    is_key: bool = False


@dataclass
class Promise:
    """A commitment's fate."""

    code: str
    level: str
    lead: str
    story: str
    title: str
    agreed: int
    steps: list[Step] = field(default_factory=list)
    updates: int = 0
    last_update: int = 0

    @property
    def is_active(self) -> bool:
        return self.story in ("on", "risk", "off", "silent")


def promises() -> list[Promise]:
    """All commitments in the order of their codes, always the same."""
    rng = Random(SEED)
    found = [_read(paragraph, rng) for paragraph in _paragraphs()]
    _settle_steps(found, rng)
    _share_updates(found)
    return found


def _paragraphs() -> list[list[str]]:
    text = PLAN.read_text(encoding="utf-8")
    paragraphs = [
        [line for line in part.splitlines() if line and not line.startswith("#")]
        for part in text.split("\n\n")
    ]
    return [paragraph for paragraph in paragraphs if paragraph]


def _read(paragraph: list[str], rng: Random) -> Promise:
    code, level, lead, story, title = (part.strip() for part in paragraph[0].split("|"))
    promise = Promise(code, level, lead, story, title, agreed=-rng.randrange(640, 720))
    promise.steps = [Step(line, "planned", 0) for line in paragraph[1:]]
    promise.steps[-1].is_key = True
    return promise


def _settle_steps(found: list[Promise], rng: Random) -> None:
    rest_achieved, rest_places = ACHIEVED_BY_ACTIVE, ACHIEVED_BY_ACTIVE + PLANNED_BY_ACTIVE
    for promise in found:
        fates = _fixed_fates(promise)
        free = len(promise.steps) - len(fates["middle"])
        if promise.is_active:
            # As many of the free places are achieved as keeps the whole plan's sum exact.
            achieved = round(free * rest_achieved / rest_places)
            rest_achieved, rest_places = rest_achieved - achieved, rest_places - free
            order = ["achieved"] * achieved + fates["middle"] + ["planned"] * (free - achieved)
        else:
            order = fates["whole"]
        for step, fate in zip(promise.steps, order, strict=True):
            step.fate = fate
        _date_steps(promise, rng)


def _fixed_fates(promise: Promise) -> dict[str, list[str]]:
    short = promise.code
    size = len(promise.steps)
    closed = ["closed"] if short in CLOSED else []
    whole = {
        "done": ["achieved"] * (size - len(closed)) + closed,
        "paused": ["achieved"] * 2 + ["paused"] * (size - 2),
        "draft": ["draft"] * size,
    }.get(promise.story, [])
    middle = closed + ["overdue"] * len(OVERDUE.get(short, ()))
    if short in SUBMITTED:
        middle.append("submitted")
    if short == RETURNED:
        middle.append("returned")
    elif short not in NOTHING_STARTED:
        middle.append("in_progress")
    return {"middle": middle if promise.is_active else [], "whole": whole}


def _date_steps(promise: Promise, rng: Random) -> None:
    overdue = iter(OVERDUE.get(promise.code, ()))
    past = [step for step in promise.steps if step.fate in ("achieved", "closed")]
    room = (-115 - (promise.agreed + 60)) // max(1, len(past))
    ahead = count(1)
    for place, step in enumerate(promise.steps):
        if step.fate in ("achieved", "closed"):
            step.deadline = promise.agreed + 60 + room * (place + 1) - rng.randrange(20)
            step.achieved = step.deadline + rng.choice((-12, -9, -5, -2, 0, 0, 4, 12, 20))
        elif step.fate == "overdue":
            step.deadline = -next(overdue)
        elif step.fate == "submitted":
            step.submitted = -SUBMITTED[promise.code]
            step.achieved = step.submitted - 2
            step.deadline = step.submitted + 4
        elif step.fate == "returned":
            step.deadline, step.submitted, step.achieved = 9, -6, -8
        elif step.fate == "in_progress":
            step.deadline = rng.randrange(16, 85)
        elif step.fate == "paused":
            step.deadline = (place - 1) * 70 - 30
        else:
            step.deadline = 20 + next(ahead) * 95 + rng.randrange(40)
        step.first_deadline = step.deadline
    _mark_stories(promise)
    for step in promise.steps:
        if step.fate == "achieved":
            step.submitted = step.achieved + rng.randrange(1, 4)
            step.accepted = step.submitted + rng.randrange(1, 5)


def _mark_stories(promise: Promise) -> None:
    steps = promise.steps
    achieved = [step for step in steps if step.fate == "achieved"]
    overdue = [step for step in steps if step.fate == "overdue"]
    if promise.code in LATELY and achieved:
        newest = achieved[-1]
        newest.achieved = -20 - 4 * LATELY.index(promise.code)
        newest.deadline = newest.first_deadline = newest.achieved + 6
    if promise.story == "off" and overdue:
        overdue[0].is_key = True
    if promise.code == "18-0002":
        overdue[0].expected = 24
    if promise.code == "21-0002":
        # The three dates of M5: first 77 days ago, moved once, expected 105 days after the first.
        step = next(step for step in steps if step.fate == "in_progress")
        step.first_deadline, step.deadline, step.expected = -77, 14, 28


def _share_updates(found: list[Promise]) -> None:
    speaking = [promise for promise in found if promise.story != "draft"]
    each, more = divmod(UPDATES_IN_ALL, len(speaking))
    for place, promise in enumerate(speaking):
        promise.updates = each + (1 if place < more else 0)
        promise.last_update = -SILENT.get(promise.code, 1 + (place * 7) % 27)
        if promise.story == "paused":
            promise.last_update = -62
        elif promise.story == "done":
            promise.last_update = -95
